import { expect, test } from 'vitest';
import { hasSlapd } from './slapd.ts';

/** Says loudly what a machine without slapd did not test, and fails where nobody reads what was said. */
export function demandSlapd(what: string): void {
  test(`${what}: slapd is installed, or this says that it was not tested`, () => {
    if (!hasSlapd) {
      console.warn(`\nNOT TESTED: ${what}. To run it: apt-get install -y --no-install-recommends slapd\n`);
      expect(process.env.CI ?? '', 'without slapd these tests must not pass in CI').not.toBe('true');
    }
  });
}
