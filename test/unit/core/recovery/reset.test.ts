import { expect, it } from 'vitest';
import { recentResets, resetState } from '../../../../functions/core/recovery/reset.ts';
import { FRESH, NOW_MS } from '../stubs.ts';

const HOUR_MS = 3_600_000;
const reset = { requestedAtMs: NOW_MS, readyAtMs: NOW_MS + 24 * HOUR_MS, by: 'person' } as const;
const record = { credential: { ...FRESH, reset } };

it.each([
  [0, 'waiting'],
  [24 * HOUR_MS - 1, 'waiting'],
  [24 * HOUR_MS, 'ready'],
  [48 * HOUR_MS - 1, 'ready'],
  [48 * HOUR_MS, 'none'],
])('%i ms after it was asked for a reset with a cool-off of a day is %s', (passedMs, kind) => {
  expect(resetState(record, NOW_MS + passedMs).kind).toBe(kind);
});

it('is none where none was asked for', () => {
  expect(resetState({ credential: FRESH }, NOW_MS)).toEqual({ kind: 'none' });
  expect(resetState({}, NOW_MS)).toEqual({ kind: 'none' });
});

it('counts the resets of a week', () => {
  const week = 7 * 24 * HOUR_MS;
  const resetsAtMs = [NOW_MS - week, NOW_MS - week + 1, NOW_MS];
  expect(recentResets({ credential: { ...FRESH, resetsAtMs } }, NOW_MS)).toEqual([NOW_MS - week + 1, NOW_MS]);
});
