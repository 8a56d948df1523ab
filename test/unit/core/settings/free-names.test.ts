import { describe, expect, test } from 'vitest';
import { resolveForFreeName, resolveSettings, type SettingName } from '../../../../functions/core/settings/resolve.ts';

type Value = string | number | boolean;

/** What holds for the free name `lax` when the domain says one thing and the name another. */
function held(name: SettingName, domain: Value, own: Value, Preset = 'standard'): Value {
  return resolveForFreeName({ Preset, [name]: domain, [`lax.${name}`]: own }, 'lax')[name];
}

describe('an override of a name that anybody may use', () => {
  test.each<[name: SettingName, weak: Value, strict: Value]>([
    ['TotpTimeWindow', 10, 2],
    ['ValidateAnyPin', true, false],
    ['MaxAttempts', 0, 100],
    ['MaxAttempts', 10, 3],
    ['MaxPins', 10, 1],
    ['VerboseOutput', true, false],
    ['pinExpiry', 600_000, 60_000],
    ['PinLength', 4, 8],
    ['LockoutEnabled', false, true],
    ['LockDurationSeconds', 1, 900],
    ['MaxSendAttempts', 0, 5],
    ['SendWindowSeconds', 60, 3_600],
    ['ResendDelaySeconds', 0, 30],
    ['Email_Enabled', true, false],
    ['Sms_Enabled', true, false],
    ['Totp_Enabled', true, false],
    ['SmsNeedsOtherFactor', false, true],
    ['PasskeyUserVerification', 'preferred', 'required'],
    ['PasskeyDeviceBoundOnly', false, true],
  ])('of %s never takes %j for %j, and the other way round it does', (name, weak, strict) => {
    expect([held(name, strict, weak), held(name, strict, weak, 'aal2')]).toEqual([strict, strict]);
    expect(held(name, weak, strict)).toBe(strict);
    expect([held(name, weak, weak), held(name, strict, strict)]).toEqual([weak, strict]);
  });

  test.each<[name: SettingName, domain: Value, own: Value]>([
    ['EmailField', 'mail', 'attackersMail'],
    ['PhoneField', 'mobile', 'home'],
    ['PinChars', '0123456789', '0123456789abcdef'],
    ['SmsText_en', '{pin}', 'Call us: {pin}'],
    ['UmsClientUrl', '', 'https://gateway.example/'],
    ['UmsAvailable', false, true],
    ['DefaultCountry', 'JP', 'GB'],
    ['PushMatchCode', true, false],
    ['Passkey_Enabled', true, false],
  ])(
    'of %s is not heard where nobody can say which value is weaker, or no free name gets so far',
    (name, domain, own) => {
      expect(held(name, domain, own)).toBe(domain);
    },
  );

  test('holds as it stands in the preset oam, as in the original', () => {
    expect(held('MaxAttempts', 5, 0, 'oam')).toBe(0);
  });

  test('changes nothing of what others have', () => {
    const stored = { MaxPins: 2, 'lax.MaxPins': 9 };
    expect([resolveForFreeName(stored, 'other').MaxPins, resolveSettings(stored, 'lax').MaxPins]).toEqual([2, 9]);
  });
});
