import { expect, it } from 'vitest';
import { SETTINGS } from '../../../../functions/core/settings/catalogue.ts';
import { checkSettings } from '../../../../functions/core/settings/check-settings.ts';
import { typedSettings } from '../../../../functions/core/settings/typed-settings.ts';

it('takes every setting as a text as well as what it is', () => {
  const defaults = Object.entries(SETTINGS).map(([name, { defaults }]) => [name, defaults.standard] as const);
  const texts = Object.fromEntries(defaults.map(([name, value]) => [name, String(value)]));
  expect(typedSettings(texts)).toEqual(Object.fromEntries(defaults));
});

it('leaves null, which brings a setting back to its default', () => {
  expect(typedSettings({ MaxPins: null, MaxAttempts: '3' })).toEqual({ MaxPins: null, MaxAttempts: 3 });
});

it.each([
  ['TotpTimeWindow', '3', 3],
  ['TotpTimeWindow', ' 3 ', 3],
  ['shop.MaxPins', '5', 5],
  ['Email_Enabled', 'TRUE', true],
  ['my.app.Sms_Enabled', 'false', false],
  ['PinChars', '0123456789', '0123456789'],
  ['PushSenderId', 1234567890, '1234567890'],
  ['UseUdmStore', 'true', 'true'],
])('%s may be %j, and is %j', (key, value, typed) => {
  expect(typedSettings({ [key]: value })).toEqual({ [key]: typed });
  expect(checkSettings(typedSettings({ [key]: value })).kind).toBe('valid');
});

it.each([
  ['TotpTimeWindow', 'three'],
  ['TotpTimeWindow', '3.5'],
  ['TotpTimeWindow', '-3'],
  ['TotpTimeWindow', ''],
  ['TotpTimeWindow', '11'],
  ['TotpTimeWindow', true],
  ['Email_Enabled', 'yes'],
  ['Email_Enabled', 1],
  ['PageName', true],
  ['Nothing', '3'],
])('%s may not be %j, whatever is meant', (key, value) => {
  expect(checkSettings(typedSettings({ [key]: value })).kind).toBe('invalid');
});
