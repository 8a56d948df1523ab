import type { Language } from '../messages/languages.ts';
import { isShownText, normaliseShownText } from '../messages/shown-text.ts';
import { AAGUID_NAMES } from './aaguids.ts';
import { isOnSecurityKey, type NewCredential, type Passkey } from './passkey.ts';

/** Of the name of a passkey, in code points. */
export const MAX_PASSKEY_NAME = 64;

/** How a passkey came to be, as far as its name needs it. */
interface Origin {
  /** As the browser says it; a name for people, nothing is decided by it. */
  readonly userAgent?: string | undefined;
  readonly atMs: number;
  /** Of the time zone database. */
  readonly timeZone: string;
  readonly language: Language;
}

/** The first that fits. An iPad says that it is a Macintosh, as Safari there does; other browsers of a Mac name themselves. */
const PLATFORMS: readonly (readonly [sign: RegExp, name: string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMacintosh\b.*\b(?:Chrome|Firefox)\//, 'Mac'],
  [/\bMacintosh\b/, 'Mac/iPad'],
  [/\bLinux\b/, 'Linux'],
];

/** {platform} is where it was added: it may lie on a phone that this device has asked. */
const TEXTS: Readonly<Record<Language, Readonly<Record<'passkey' | 'onPlatform' | 'securityKey', string>>>> = {
  en: {
    passkey: 'Passkey, {date}',
    onPlatform: 'Passkey added on {platform}, {date}',
    securityKey: 'Security key, {date}',
  },
  ja: {
    passkey: 'パスキー（{date}）',
    onPlatform: '{platform}で追加したパスキー（{date}）',
    securityKey: 'セキュリティキー（{date}）',
  },
};
const DATE_STYLES = { en: 'medium', ja: 'long' } as const satisfies Record<Language, string>;

/**
 * The name that a new passkey gets, unlike those that the person has: that of its maker where it tells a known one, else
 * from what it is, where it was added and the date. Security keys mostly hide their
 * maker where nobody asks for an attestation.
 */
export function nameOfNewPasskey(
  credential: Pick<NewCredential, 'aaguid' | 'transports'>,
  origin: Origin,
  present: readonly Pick<Passkey, 'name'>[],
): string {
  const name = AAGUID_NAMES.get(credential.aaguid) ?? describe(credential, origin);
  const taken = new Set(present.map((passkey) => passkey.name));
  let count = 1;
  let unlike = name;
  while (taken.has(unlike)) {
    count += 1;
    unlike = `${name} (${count})`;
  }
  return unlike;
}

/** A name as a person types it, in the one spelling that is kept; undefined where it shows other than what it holds. */
export function readPasskeyName(typed: string): string | undefined {
  return isShownText(typed, MAX_PASSKEY_NAME) ? normaliseShownText(typed) : undefined;
}

type Transported = Pick<NewCredential, 'transports'>;

function describe(credential: Transported, { userAgent, atMs, timeZone, language }: Origin): string {
  const date = new Intl.DateTimeFormat(language, { timeZone, dateStyle: DATE_STYLES[language] }).format(atMs);
  // Stryker disable next-line StringLiteral: any text that names no platform is as good as none
  const platform = PLATFORMS.find(([sign]) => sign.test(userAgent ?? ''))?.[1];
  return TEXTS[language][kindOf(credential, platform)].replace('{date}', date).replace('{platform}', String(platform));
}

function kindOf(credential: Transported, platform: string | undefined): 'passkey' | 'onPlatform' | 'securityKey' {
  if (isOnSecurityKey(credential)) return 'securityKey';
  return platform === undefined ? 'passkey' : 'onPlatform';
}
