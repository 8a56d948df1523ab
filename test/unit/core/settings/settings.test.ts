import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SETTINGS, type SettingName, WITHOUT_EFFECT } from '../../../../functions/core/settings/catalogue.ts';
import { checkSettings } from '../../../../functions/core/settings/check-settings.ts';
import { PRESETS } from '../../../../functions/core/settings/presets.ts';
import {
  describeSettings,
  resolveSettings,
  splitKey,
  weakerThanStandard,
} from '../../../../functions/core/settings/resolve.ts';

const NAMES = Object.keys(SETTINGS) as SettingName[];

describe('the catalogue', () => {
  it.each(PRESETS)('has defaults for %s that its own check accepts', (preset) => {
    for (const name of NAMES) {
      expect(SETTINGS[name].accepts(SETTINGS[name].defaults[preset], preset), name).toBe(true);
    }
    const all = Object.fromEntries(NAMES.map((name) => [name, SETTINGS[name].defaults[preset]]));
    expect(checkSettings({ ...all, Preset: preset })).toMatchObject({ kind: 'valid' });
  });

  it('says what each setting is for, and why the others have no effect', () => {
    for (const name of NAMES) expect(SETTINGS[name].description, name).toMatch(/\w.*\.$/);
    for (const [name, reason] of Object.entries(WITHOUT_EFFECT)) expect(reason, name).toMatch(/\.$/);
  });

  it('holds aal2 to what NIST SP 800-63B-4 asks', () => {
    const aal2 = resolveSettings({ Preset: 'aal2' });
    expect(aal2).toMatchObject({
      Email_Enabled: false,
      MaxPins: 1,
      ValidateAnyPin: false,
      SmsNeedsOtherFactor: true,
      LockoutEnabled: true,
      Passkey_Enabled: true,
    });
    expect(checkSettings({ Preset: 'aal2', Passkey_Enabled: false }).kind, '2.2.2: offered always').toBe('invalid');
    // Beside a password a passkey that only feels a touch is enough for AAL2 (2.2.1), and a synced one too (app. B).
    expect(checkSettings({ Preset: 'aal2', PasskeyUserVerification: 'preferred' }).kind).toBe('valid');
    expect(aal2.pinExpiry).toBeLessThanOrEqual(600_000);
    expect(aal2.PinLength).toBeGreaterThanOrEqual(6);
  });

  it('has the documented values of OAM in the preset oam', () => {
    expect(resolveSettings({ Preset: 'oam' })).toMatchObject({
      TotpTimeWindow: 3,
      ValidateAnyPin: false,
      MaxAttempts: 0,
      MaxPins: 5,
      VerboseOutput: true,
      pinExpiry: 300_000,
      Totp_Enabled: true,
      Email_Enabled: true,
      Sms_Enabled: true,
      Push_Enabled: true,
      Passkey_Enabled: false,
      EmailField: 'mail',
      PhoneField: 'mobile',
      UmsAvailable: false,
    });
  });
});

describe('a setting', () => {
  it('of the application goes before that of the domain, and that before the preset', () => {
    const stored = { Preset: 'oam', MaxPins: 4, 'app1.MaxPins': 3, 'app1.x.MaxPins': 2 };
    expect([resolveSettings(stored, 'app1').MaxPins, resolveSettings(stored, 'app1.x').MaxPins]).toEqual([3, 2]);
    expect([resolveSettings(stored, 'app2').MaxPins, resolveSettings(stored).MaxPins]).toEqual([4, 4]);
    expect([resolveSettings(stored).MaxAttempts, resolveSettings({}).MaxAttempts]).toEqual([0, 10]);
  });

  it('of false, 0 or the empty text counts as set', () => {
    const stored = { VerboseOutput: false, MaxAttempts: 0, UmsClientUrl: '' };
    expect(resolveSettings(stored)).toMatchObject(stored);
  });

  it('is not taken from what every object has', () => {
    expect(resolveSettings({}, '__proto__').MaxPins).toBe(5);
    expect(resolveSettings({}, 'constructor').MaxPins).toBe(5);
    expect(resolveSettings({ 'undefined.MaxPins': 3 }).MaxPins).toBe(5);
    expect(checkSettings(JSON.parse('{"__proto__": 1}'))).toMatchObject({ kind: 'invalid' });
    expect(checkSettings({ constructor: 1, toString: 2 })).toMatchObject({ kind: 'invalid', faults: [{}, {}] });
  });

  it.each([
    ['TotpTimeWindow', 1, 10],
    ['MaxAttempts', 0, 100],
    ['MaxPins', 1, 10],
    ['pinExpiry', 1_000, 3_600_000],
    ['PinLength', 4, 20],
    ['LockDurationSeconds', 1, 86_400],
  ])('%s is a whole number from %i to %i', (name, min, max) => {
    const valid = (value: unknown) => checkSettings({ [name]: value }).kind === 'valid';
    expect([valid(min), valid(max), valid(min - 1), valid(max + 1), valid(min + 0.5)]).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    fc.assert(fc.property(fc.anything(), (value) => !valid(value) || Number.isInteger(value)));
  });

  it.each([
    ['UmsClientUrl', 'https://gateway.example/send', true],
    ['UmsClientUrl', 'http://127.0.0.1:8001/', true],
    ['UmsClientUrl', 'http://localhost.example/', false],
    ['UmsClientUrl', 'https://user:pw@gateway.example/', false],
    ['UmsClientUrl', 'file:///etc/passwd', false],
    ['UmsClientUrl', 'gateway', false],
    ['EmailField', 'mail', true],
    ['EmailField', 'a b', false],
    ['EmailSubject_en', 'Code', true],
    ['EmailSubject_en', 'see www.example.com', false],
    ['PinChars', 'ABCDEFGHJK', true],
    ['PinChars', 'ABCDEFGHJ', false],
    ['PinChars', '０１２３４５６７８９', false],
    ['PinChars', '01234 56789', false],
    ['PasskeyUserVerification', 'required', true],
    ['PasskeyUserVerification', 'preferred', true],
    ['PasskeyUserVerification', 'discouraged', false],
    ['PasskeyUserVerification', '', false],
    ['PasskeyUserVerification', true, false],
    ['Passkey_Enabled', 'required', false],
  ])('%s may be %j: %s', (name, value, valid) => {
    expect(checkSettings({ [name]: value }).kind).toBe(valid ? 'valid' : 'invalid');
  });
});

it('a setting of a few words names them, and each protects less than those before it', () => {
  const { expected, isWeaker } = SETTINGS.PasskeyUserVerification;
  expect(expected('standard')).toBe('required or preferred');
  expect([isWeaker('preferred', 'required'), isWeaker('required', 'preferred')]).toEqual([true, false]);
  expect(isWeaker('required', 'required')).toBe(false);
});

describe('the description of settings', () => {
  it('names every setting once, with value, default and origin', () => {
    const lines = describeSettings({ Preset: 'aal2', MaxAttempts: 3 });
    expect(Object.keys(lines)).toEqual(['Preset', ...NAMES]);
    expect(lines.MaxAttempts).toEqual({ value: 3, default: 10, source: 'domain' });
    expect(lines.Email_Enabled).toEqual({ value: false, default: false, source: 'preset aal2' });
    expect(lines.Preset).toEqual({ value: 'aal2', default: 'standard', source: 'domain' });
  });

  it('says of a domain that chose no preset that it has the default one', () => {
    expect(describeSettings({}).Preset).toEqual({ value: 'standard', default: 'standard', source: 'default' });
  });

  it('shows what an application has of its own beside what it would have', () => {
    const lines = describeSettings({ MaxPins: 4, 'app1.MaxPins': 3, 'app1.Sekisho': 1 });
    expect(lines['app1.MaxPins']).toEqual({ value: 3, default: 4, source: 'application app1' });
    expect(lines).not.toHaveProperty(['app1.Sekisho']);
  });

  it.each([
    ['UseUdmStore', 'domain'],
    ['app1.UseUdmStore', 'application app1'],
  ])('shows %s as idle, set by: %s', (key, source) => {
    const reason = WITHOUT_EFFECT.UseUdmStore;
    expect(describeSettings({ [key]: true })[key]).toEqual({
      value: true,
      default: null,
      source,
      effect: 'none',
      reason,
    });
  });
});

it('the preset oam names what it makes weaker, without what somebody set himself', () => {
  const weaker = [
    'MaxAttempts=0 (standard: 10)',
    'MaxSendAttempts=0 (standard: 5)',
    'NewAddressSendsPerDay=0 (standard: 5)',
    'PushMatchCode=false (standard: true)',
    'Passkey_Enabled=false (standard: true)',
    'RecoveryCodes_Enabled=false (standard: true)',
    'BypassCodes_Enabled=false (standard: true)',
    'ResetCoolOffHours=0 (standard: 24)',
    'LinkedAccountsHelp=false (standard: true)',
    'right address-override: every client (standard: none)',
    'right other-domains: every client (standard: none)',
  ];
  expect(weakerThanStandard({ Preset: 'oam' })).toEqual(weaker);
  expect(weakerThanStandard({ Preset: 'oam', MaxAttempts: 0 })).toEqual(weaker.slice(1));
  expect([weakerThanStandard({}), weakerThanStandard({ Preset: 'aal2' })]).toEqual([[], []]);
});

it.each([
  ['MaxPins', { name: 'MaxPins' }],
  ['a.MaxPins', { application: 'a', name: 'MaxPins' }],
  ['a.b.MaxPins', { application: 'a.b', name: 'MaxPins' }],
  ['.MaxPins', { application: '', name: 'MaxPins' }],
])('%j is read as %j', (key, parts) => {
  expect(splitKey(key)).toEqual(parts);
});
