import { describe, expect, it } from 'vitest';
import { limitsOf, lockState, triesLeft } from '../../../../functions/core/lock/lock.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import type { Credential } from '../../../../functions/core/verify/credential.ts';

const NOW = 1_795_348_800_000;
const MINUTE = 60_000;

const fresh: Credential = {
  failures: 0,
  streak: 0,
  lastAttemptAtMs: NOW,
  sends: 0,
  lastSendAtMs: 0,
  pins: {},
  remembered: {},
  pushesStopped: false,
  lostAddresses: [],
  resetsAtMs: [],
};

const settings = resolveSettings({ MaxAttempts: 10 });

describe('the state of a lock', () => {
  it.each([
    [9, 9, 0, { kind: 'open' }],
    [10, 10, 0, { kind: 'locked', untilMs: NOW + 15 * MINUTE }],
    [10, 10, 15 * MINUTE - 1, { kind: 'locked', untilMs: NOW + 15 * MINUTE }],
    [10, 10, 15 * MINUTE, { kind: 'over' }],
    [0, 10, 15 * MINUTE, { kind: 'open' }],
    [10, 20, 0, { kind: 'locked', untilMs: NOW + 30 * MINUTE }],
    [10, 30, 0, { kind: 'locked', untilMs: NOW + 60 * MINUTE }],
    [10, 90, 0, { kind: 'locked', untilMs: NOW + 24 * 60 * MINUTE }],
    [10, 99, 24 * 60 * MINUTE, { kind: 'over' }],
    [9, 100, 0, { kind: 'locked' }],
    [0, 100, 1e12, { kind: 'locked' }],
    [10, 0, 0, { kind: 'locked', untilMs: NOW + 15 * MINUTE }],
  ])('with %i failures in the window, %i in a row, %i ms later is %j', (failures, streak, later, state) => {
    expect(lockState({ ...fresh, failures, streak }, settings, NOW + later)).toEqual(state);
  });

  it('may start at a day, and then does not grow', () => {
    const long = resolveSettings({ MaxAttempts: 1, LockDurationSeconds: 86_400 });
    const state = lockState({ ...fresh, failures: 1, streak: 3 }, long, NOW);
    expect(state).toEqual({ kind: 'locked', untilMs: NOW + 86_400_000 });
  });
});

describe('the tries that are left before a lock', () => {
  it.each([
    [0, 0, 0, { count: 10, isForGood: false }],
    [9, 9, 0, { count: 1, isForGood: false }],
    [1, 99, 0, { count: 1, isForGood: true }],
    [0, 89, 0, { count: 10, isForGood: false }],
    [0, 90, 0, { count: 10, isForGood: true }],
    [10, 10, 15 * MINUTE, { count: 10, isForGood: false }],
    [10, 10, 0, undefined],
    [0, 100, 0, undefined],
  ])('with %i failures in the window, %i in a row, %i ms later are %j', (failures, streak, later, left) => {
    expect(triesLeft({ ...fresh, failures, streak }, settings, NOW + later)).toEqual(left);
  });

  it('are all up to the stop where no setting locks earlier', () => {
    const open = resolveSettings({ LockoutEnabled: false });
    expect(triesLeft({ ...fresh, failures: 3, streak: 3 }, open, NOW)).toEqual({ count: 97, isForGood: true });
  });
});

it.each([
  [{ MaxAttempts: 5 }, 5],
  [{ MaxAttempts: 0 }, 100],
  [{ MaxAttempts: 5, LockoutEnabled: false }, 100],
  [{ Preset: 'oam' }, 100],
  [{}, 10],
])('under %j a window has %s failures and never more than 100 come in a row', (map, maxFailures) => {
  expect(limitsOf(resolveSettings(map))).toEqual({ maxFailures, hardStop: 100 });
});
