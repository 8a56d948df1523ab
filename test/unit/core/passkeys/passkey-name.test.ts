import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../../../functions/core/messages/languages.ts';
import { isShownText } from '../../../../functions/core/messages/shown-text.ts';
import { AAGUID_NAMES } from '../../../../functions/core/passkeys/aaguids.ts';
import { MAX_PASSKEYS } from '../../../../functions/core/passkeys/passkey.ts';
import {
  MAX_PASSKEY_NAME,
  nameOfNewPasskey,
  readPasskeyName,
} from '../../../../functions/core/passkeys/passkey-name.ts';

const NO_MAKER = '00000000-0000-0000-0000-000000000000';
const ORIGIN = { atMs: Date.UTC(2026, 10, 28, 20), timeZone: 'Asia/Tokyo' };
const WINDOWS =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/153.0.0.0 Safari/537.36';

function nameOf(given: {
  aaguid?: string;
  transports?: readonly string[];
  userAgent?: string;
  language?: 'en' | 'ja';
  present?: readonly string[];
}): string {
  const { aaguid = NO_MAKER, transports = ['internal', 'hybrid'], userAgent, language = 'en', present = [] } = given;
  const names = present.map((name) => ({ name }));
  return nameOfNewPasskey({ aaguid, transports }, { ...ORIGIN, userAgent, language }, names);
}

describe('the list of makers', () => {
  it('has each well-formed AAGUID once, with a name that can be kept, and none for all zeros', () => {
    for (const [aaguid, name] of AAGUID_NAMES) {
      expect(aaguid, name).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
      expect(readPasskeyName(name)).toBe(name);
    }
    expect(AAGUID_NAMES.has(NO_MAKER)).toBe(false);
    // A map holds the last of two: a second line of the same id would be lost without a word.
    expect(AAGUID_NAMES.size).toBe(61);
  });
});

describe('the name of a new passkey', () => {
  it('is that of its maker where it tells a known one, in every language', () => {
    const aaguid = 'fbfc3007-154e-4ecc-8c0b-6e020557d7bd';
    expect(LANGUAGES.map((language) => nameOf({ aaguid, language, userAgent: WINDOWS }))).toEqual([
      'Apple Passwords',
      'Apple Passwords',
    ]);
  });

  it.each([
    [
      'iPhone',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 Version/26.0 Mobile/15E148 Safari/604.1',
    ],
    [
      'iPad',
      'Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 CriOS/153.0 Mobile/15E148 Safari/604.1',
    ],
    ['Android', 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/153.0.0.0 Mobile Safari/537.36'],
    ['ChromeOS', 'Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 Chrome/153.0.0.0 Safari/537.36'],
    ['Windows', WINDOWS],
    ['Mac', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/153.0.0.0 Safari/537.36'],
    ['Mac', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:150.0) Gecko/20100101 Firefox/150.0'],
    ['Mac/iPad', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/26.0 Safari/605.1.15'],
    ['Linux', 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0'],
  ])(
    'is, without a known maker, from %s, as the browser says, and the date where the operator is',
    (platform, userAgent) => {
      expect(nameOf({ userAgent })).toBe(`Passkey added on ${platform}, Nov 29, 2026`);
      expect(nameOf({ userAgent, language: 'ja' })).toBe(`${platform}で追加したパスキー（2026年11月29日）`);
    },
  );

  it('is from the date alone where the browser says nothing of use', () => {
    expect([nameOf({}), nameOf({ userAgent: 'curl/8.1' })]).toEqual(['Passkey, Nov 29, 2026', 'Passkey, Nov 29, 2026']);
    expect(nameOf({ language: 'ja' })).toBe('パスキー（2026年11月29日）');
  });

  it.each([
    [['usb'], true],
    [['usb', 'nfc', 'ble', 'smart-card'], true],
    [['usb', 'internal'], false],
    [['hybrid'], false],
    [[], false],
  ])('says of one that is reached by %j that it is a security key: %s', (transports, isKey) => {
    expect(nameOf({ transports }).startsWith('Security key, ')).toBe(isKey);
    expect(nameOf({ transports, language: 'ja' }).startsWith('セキュリティキー（')).toBe(isKey);
  });

  it('is unlike those that the person has', () => {
    const aaguid = 'bada5566-a7aa-401f-bd96-45619a55120d';
    expect(nameOf({ aaguid, present: ['1Password (2)', 'mine'] })).toBe('1Password');
    expect(nameOf({ aaguid, present: ['1Password', 'mine'] })).toBe('1Password (2)');
    expect(nameOf({ aaguid, present: ['1Password (2)', '1Password', '1Password (4)'] })).toBe('1Password (3)');
  });

  it('can always be kept, whatever the browser says and however many there are', () => {
    const anything = fc.record({
      aaguid: fc.constantFrom(NO_MAKER, 'toString', '', ...AAGUID_NAMES.keys()),
      transports: fc.array(fc.constantFrom('usb', 'internal', 'hybrid', 'x')),
      userAgent: fc.oneof(fc.string(), fc.constant(WINDOWS)),
      language: fc.constantFrom(...LANGUAGES),
    });
    fc.assert(
      fc.property(anything, (given) => {
        const names: string[] = [];
        while (names.length < MAX_PASSKEYS) names.push(nameOf({ ...given, present: names }));
        expect(new Set(names).size).toBe(MAX_PASSKEYS);
        for (const name of names) expect(readPasskeyName(name)).toBe(name);
      }),
    );
  });
});

describe('a name that a person types', () => {
  it.each([
    ['  Work   laptop ', 'Work laptop'],
    ['会社の　PC', '会社の PC'],
    ['Cle\u0301', 'Clé'],
    ['🔑', '🔑'],
    ['x'.repeat(MAX_PASSKEY_NAME), 'x'.repeat(64)],
    ['🔑'.repeat(MAX_PASSKEY_NAME), '🔑'.repeat(64)],
  ])('of %j is kept as %j', (typed, kept) => {
    expect(readPasskeyName(typed)).toBe(kept);
  });

  it.each([
    ['nothing', ''],
    ['blanks', ' \u3000 '],
    ['65 letters', 'x'.repeat(65)],
    ['two lines', 'a\nb'],
    ['a mark that turns the direction', 'a\u202Egpj'],
    ['letters that nobody sees', 'a\u200Bb'],
    ['a control character', 'a\u0007'],
  ])('of %s is refused', (_what, typed) => {
    expect(readPasskeyName(typed)).toBeUndefined();
  });

  it('shows what it holds, in one spelling', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (typed) => {
        const name = readPasskeyName(typed);
        if (name === undefined) return;
        expect([isShownText(name, MAX_PASSKEY_NAME), readPasskeyName(name)]).toEqual([true, name]);
      }),
    );
  });
});
