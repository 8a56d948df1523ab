import { expect, it } from 'vitest';
import { judgeCounter } from '../../../../functions/core/passkeys/counter.ts';

it.each([
  ['does not count', 0, 0, false, 'fine'],
  ['counts on', 5, 6, false, 'fine'],
  ['counts on by many', 5, 0xffff_ffff, false, 'fine'],
  ['begins to count', 0, 1, false, 'fine'],
  ['stands still', 5, 5, false, 'regressed'],
  ['goes back', 5, 4, false, 'regressed'],
  ['ends to count', 5, 0, false, 'regressed'],
  ['of a synced passkey stands still', 5, 5, true, 'fine'],
  ['of a synced passkey goes back', 5, 1, true, 'fine'],
  ['of a synced passkey ends to count', 5, 0, true, 'fine'],
] as const)('a counter that %s: %d, then %d', (_what, stored, signCount, isBackupEligible, judgement) => {
  expect(judgeCounter({ signCount: stored }, { signCount, isBackupEligible })).toBe(judgement);
});
