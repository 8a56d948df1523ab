import { describe, expect, it } from 'vitest';
import { checkSettings } from '../../../../functions/core/settings/check-settings.ts';

/** What an administrator is told about one entry; undefined when it is taken. */
function faultOf(key: string, value: unknown, preset = 'standard') {
  const checked = checkSettings({ Preset: preset, [key]: value });
  return checked.kind === 'valid' ? undefined : checked.faults.find(({ field }) => field === key);
}

const NAME_EXPECTED = 'the name of a setting, or of an application, a dot and a setting';

describe('a fault says which field is wrong, in what way, and what would be right', () => {
  it.each([
    ['MaxPins', 11, 'a whole number from 1 to 10'],
    ['MaxPins', '5', 'a whole number from 1 to 10'],
    ['VerboseOutput', 'true', 'true or false'],
    ['app1.VerboseOutput', 1, 'true or false'],
    ['EmailField', 'a b', 'an attribute name, at most 64 characters'],
    [
      'EmailSubject_ja',
      'www.example.com',
      'one line without a link, a host name, or a number of five digits or more, at most 2000 characters',
    ],
    [
      'EmailText_en',
      'Hello',
      'a text with {pin} and without a link, a host name, or a number of five digits or more, at most 2000 characters',
    ],
    [
      'SmsText_en',
      'Hello',
      'a text with {pin} and without a link, a host name, or a number of five digits or more, at most 320 characters',
    ],
    ['UseUdmStore', {}, 'a text, a number, true or false'],
    ['Preset', 'strict', 'one of standard, oam, aal2'],
  ])('%s: %j', (key, value, expected) => {
    expect(faultOf(key, value)).toEqual({ field: key, code: 'FIELD_INVALID', expected });
  });

  it.each(['maxPins', 'Sekisho', 'app1.', 'app1.Sekisho', '<b>.MaxPins', '.MaxPins', 'app1.Preset', 'toString'])(
    '%s is no name of a setting',
    (key) => {
      expect(faultOf(key, 1)).toEqual({ field: key, code: 'FIELD_UNKNOWN', expected: NAME_EXPECTED });
    },
  );

  it('and all faults are told at once', () => {
    const checked = checkSettings({ MaxPins: 0, PinLength: 6, Other: 1 });
    expect(checked.kind === 'invalid' && checked.faults.map(({ field }) => field)).toEqual(['MaxPins', 'Other']);
  });
});

describe('the preset aal2', () => {
  it.each([
    ['MaxPins', 2, 'a whole number from 1 to 1'],
    ['MaxAttempts', 0, 'a whole number from 1 to 100'],
    ['pinExpiry', 600_001, 'a whole number from 1000 to 600000'],
    ['PinLength', 5, 'a whole number from 6 to 20'],
    ['MaxSendAttempts', 0, 'a whole number from 1 to 1000'],
    ['Email_Enabled', true, 'false (preset aal2 allows nothing else)'],
    ['ValidateAnyPin', true, 'false (preset aal2 allows nothing else)'],
    ['LockoutEnabled', false, 'true (preset aal2 allows nothing else)'],
    ['PushMatchCode', false, 'true (preset aal2 allows nothing else)'],
    ['app1.SmsNeedsOtherFactor', false, 'true (preset aal2 allows nothing else)'],
  ])('refuses %s=%j, which the others take', (key, value, expected) => {
    expect(faultOf(key, value, 'aal2')).toEqual({ field: key, code: 'FIELD_INVALID', expected });
    expect([faultOf(key, value, 'standard'), faultOf(key, value, 'oam')]).toEqual([undefined, undefined]);
  });

  it.each([
    ['MaxPins', 1],
    ['MaxAttempts', 1],
    ['pinExpiry', 600_000],
    ['PinLength', 6],
    ['Email_Enabled', false],
    ['VerboseOutput', false],
    ['VerboseOutput', true],
  ])('takes %s=%j', (key, value) => {
    expect(faultOf(key, value, 'aal2')).toBeUndefined();
  });

  it('takes no other type where it fixes nothing', () => {
    expect(faultOf('VerboseOutput', 'yes', 'aal2')?.expected).toBe('true or false');
  });
});

describe('a name that has no effect here', () => {
  it.each(['text', 5, true])('is taken with %j, so that a copied configuration loads', (value) => {
    expect(faultOf('UseUdmStore', value)).toBeUndefined();
    expect(faultOf('app1.UseUdmStore', value)).toBeUndefined();
  });

  it.each([[null], [undefined], [['a']], [{ a: 1 }]])('is not taken with %j, which no setting can be', (value) => {
    expect(faultOf('UseUdmStore', value)?.code).toBe('FIELD_INVALID');
  });
});

describe('texts', () => {
  it.each([
    ['SmsText_en', `{pin}${'x'.repeat(315)}`, `{pin}${'x'.repeat(316)}`],
    ['EmailText_ja', `{pin}${'x'.repeat(1995)}`, `{pin}${'x'.repeat(1996)}`],
    ['EmailSubject_en', 'x'.repeat(2000), 'x'.repeat(2001)],
    ['PageName', 'x'.repeat(64), 'x'.repeat(65)],
  ])('of %s end somewhere', (key, longest, longer) => {
    expect([faultOf(key, longest), faultOf(key, longer)?.code]).toEqual([undefined, 'FIELD_INVALID']);
  });

  it.each([
    ['SmsText_en', 'Your code'],
    ['EmailText_ja', '確認コード'],
    ['SmsText_en', '{pin} http://example.com'],
    ['SmsText_en', '{pin} HTTPS://example.com'],
    ['EmailSubject_en', 'see WWW.example.com'],
    ['EmailSubject_en', 'Code\r\nBcc: all@example.com'],
    ['PageName', 'Bank\u0000'],
    ['PageName', 'www.example.com'],
    ['SmsText_en', ['{pin}']],
    ['EmailField', ['mail']],
  ])('%s may not be %j', (key, value) => {
    expect(faultOf(key, value)?.code).toBe('FIELD_INVALID');
  });
});

describe('the address of a message gateway', () => {
  it.each([
    '',
    'https://gateway.example/send?a=b',
    'http://127.0.0.1:8001/',
    'http://localhost/',
    'http://[::1]:8001/',
  ])('may be %j', (url) => {
    expect(faultOf('UmsClientUrl', url)).toBeUndefined();
  });

  it.each([
    'http://gateway.example/',
    'http://127.0.0.1.example/',
    'ftp://localhost/',
    'https://user@gateway.example/',
    'https://:secret@gateway.example/',
    'gateway.example',
  ])('may not be %j: a PIN would go in clear, or a password would stand in the settings', (url) => {
    expect(faultOf('UmsClientUrl', url)?.expected).toBe('an https:// address, at most 500 characters');
  });
});
