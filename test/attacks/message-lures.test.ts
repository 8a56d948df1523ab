/**
 * Somebody puts into a text that leaves in the operator's name what leads the reader away: a link in any of its spellings,
 * a host name that mail programs make a link of, look-alike dots and slashes, characters that nobody sees between the
 * parts, a telephone number. Guarantee: no setting of a message or of the operator's name takes it.
 */
import { describe, expect, it } from 'vitest';
import { SETTINGS } from '../../functions/core/settings/catalogue.ts';

const LURES = [
  'bit.ly/abc',
  'Sign in at evil.example/login',
  'ｈttps：//evil.example',
  '//evil',
  'ftp://x',
  'mailto:a@b',
  'mailto:{user}',
  'tel:110',
  'javascript:alert',
  'evil。example',
  'evil․example',
  'evil‧example',
  'evilꓸexample',
  'evil.\u200bexample',
  'e\u0301vil.example',
  '{application}.example',
  'evil.{application}',
  '⁄⁄evil',
  '∕∕evil',
  '\\\\evil\\share',
  'WWW.evil',
  'call 0120-000-000',
  'call (03) 1234 5678',
  'call +81 3.1234.5678',
  '０１２００００',
  '٠١٢٣٤',
  'ref 12345',
];

/** Texts that operators write; the defaults are among them, or the service could not start. */
const PLAIN = [
  'Your code: {pin}',
  'コード：{pin}',
  'コードは {pin} です。有効期間は{minutes}です。',
  'Since 2026. Good for {minutes}. Tell it to nobody.',
  'User: {user} ({domain}); ask the help desk (room 1234)!',
];

describe('a text that leads elsewhere', () => {
  it.each(LURES)('is taken by no message and no name: %s', (lure) => {
    for (const name of ['SmsText_en', 'EmailText_ja'] as const) {
      expect([name, SETTINGS[name].accepts(`${lure} {pin}`, 'standard')]).toEqual([name, false]);
      expect([name, SETTINGS[name].accepts(`{pin} ${lure}`, 'standard')]).toEqual([name, false]);
    }
    for (const name of ['EmailSubject_en', 'PageName'] as const) {
      expect([name, SETTINGS[name].accepts(lure, 'standard')]).toEqual([name, false]);
    }
  });

  it.each(['Sekisho\u202egro', 'two\u2028lines', 'two\nlines', 'nul\u0000'])(
    'is on one line and shows all of it: %j',
    (value) => {
      expect(SETTINGS.PageName.accepts(value, 'standard')).toBe(false);
      expect(SETTINGS.EmailSubject_en.accepts(value, 'standard')).toBe(false);
    },
  );

  it.each(PLAIN)('is not this one: %s', (text) => {
    expect(SETTINGS.EmailText_en.accepts(`{pin} ${text}`, 'standard')).toBe(true);
  });

  it.each(Object.entries(SETTINGS).filter(([name]) => /^(Email|Sms)(Subject|Text)_/.test(name)))(
    'is none of our own: %s',
    (_name, { accepts, defaults }) => {
      expect(accepts(defaults.standard, 'standard')).toBe(true);
    },
  );
});
