import { expect, it } from 'vitest';
import { sendsLeft } from '../../../../functions/core/send/send-budget.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import { FRESH, NOW_MS } from '../stubs.ts';

const SETTINGS = { ...resolveSettings({}), MaxSendAttempts: 5, SendWindowSeconds: 60 };

it.each([
  ['all before anything was sent', SETTINGS, undefined, 5],
  ['what was not sent yet', SETTINGS, { ...FRESH, sends: 2, lastSendAtMs: NOW_MS - 59_999 }, 3],
  ['all when the window is over', SETTINGS, { ...FRESH, sends: 5, lastSendAtMs: NOW_MS - 60_000 }, 5],
  ['none, and never less', SETTINGS, { ...FRESH, sends: 7, lastSendAtMs: NOW_MS }, 0],
  ['no number without a limit', { ...SETTINGS, MaxSendAttempts: 0 }, { ...FRESH, sends: 7 }, undefined],
])('of the sends is left %s', (_what, settings, credential, expected) => {
  expect(sendsLeft(settings, credential, NOW_MS)).toBe(expected);
});
