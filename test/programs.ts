import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

/** Of these programs, those that this machine does not have. */
function missing(programs: readonly string[]): string[] {
  return programs.filter((program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0);
}

/**
 * Tests that start programs which npm does not bring. Where one is missing they do not run and say so loudly; in CI,
 * where nobody reads that, they fail.
 */
export function describeWith(programs: readonly string[], title: string, tests: () => void): void {
  const absent = missing(programs);
  if (absent.length === 0) {
    describe(title, tests);
    return;
  }
  it(`${title}: ${absent.join(' and ')} is installed, or this says that it was not tested`, () => {
    console.warn(`\nNOT TESTED: ${title}. To test it: apt-get install -y ${absent.join(' ')}\n`);
    expect(process.env.CI ?? '', `without ${absent.join(', ')} this must not pass in CI`).not.toBe('true');
  });
}
