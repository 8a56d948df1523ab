import { expect, it } from 'vitest';
import { assertNever } from '../../../../functions/core/assert-never.ts';
import { CODES } from '../../../../functions/core/errors/codes.ts';
import { CURED_BY_WAITING, REMEDIES } from '../../../../functions/core/errors/remedies.ts';

it('no code goes with a 2xx: a client that never reads codes is safe', () => {
  for (const [code, { status }] of Object.entries(CODES)) {
    expect(status, code).toBeGreaterThanOrEqual(400);
    expect(status, code).toBeLessThan(600);
  }
});

it('every code is a word of capitals and has a sentence that says what it means', () => {
  for (const [code, { meaning }] of Object.entries(CODES)) {
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
    expect(meaning, code).toMatch(/^[A-Z].*\.$/);
  }
});

it('every code says in one line what to do about it, and waits where a wait helps', () => {
  for (const [code, remedy] of Object.entries(REMEDIES)) expect(remedy, code).toMatch(/^[A-Z][^\n|]{5,160}\.$/);
  for (const code of CURED_BY_WAITING) expect(`${CODES[code].meaning} ${REMEDIES[code]}`).toMatch(/Retry-After|wait/);
  expect(Object.keys(REMEDIES).toSorted(), 'none for a code that is gone').toEqual(Object.keys(CODES).toSorted());
});

it('an outcome that nobody foresaw is an error, never a silent success, and its value is not told', () => {
  const unforeseen = 'secret 123456' as never;
  expect(() => assertNever(unforeseen)).toThrow(new TypeError('unexpected member of a closed union: string'));
});
