import { describe, expect, it } from 'vitest';
import { checkSettings } from '../../../../functions/core/settings/check-settings.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';

describe('the digits of a push', () => {
  it.each([
    ['standard', true],
    ['aal2', true],
    ['oam', false],
  ])('in the preset %s are asked for: %s', (Preset, asked) => {
    expect(resolveSettings({ Preset }).PushMatchCode).toBe(asked);
  });

  it.each(['PushMatchCode', 'shop.PushMatchCode'])('cannot be switched off by %s in aal2', (name) => {
    expect(checkSettings({ Preset: 'aal2', [name]: false })).toMatchObject({
      kind: 'invalid',
      faults: [{ field: name, expected: expect.stringContaining('aal2') }],
    });
    expect(checkSettings({ Preset: 'standard', [name]: false }).kind).toBe('valid');
  });
});

it('a push waits a minute, or ten seconds to ten minutes', () => {
  expect(resolveSettings({}).PushTimeoutSeconds).toBe(60);
  for (const [seconds, kind] of [
    [9, 'invalid'],
    [10, 'valid'],
    [600, 'valid'],
    [601, 'invalid'],
  ] as const) {
    expect(checkSettings({ PushTimeoutSeconds: seconds }).kind).toBe(kind);
  }
});
