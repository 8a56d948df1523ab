import { Secret } from '../secrets/secret.ts';
import { foldTyped } from '../typed-text.ts';

/** A user of one identity domain; `userId` is normalised, so counters cannot be split by spelling. */
export interface UserKey {
  readonly domain: string;
  readonly userId: string;
}

export function isSameUser(left: UserKey, right: UserKey): boolean {
  return left.domain === right.domain && left.userId === right.userId;
}

/** What the directory knows of a user. `attributes` hold e-mail and phone under the names that the settings give. */
export interface Account {
  readonly userId: string;
  readonly groups: readonly string[];
  readonly language: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Attributes with an address that somebody else has changed and nobody has shown to be his: no factors. */
  readonly unproven?: readonly string[];
  readonly passwordHash?: Secret<string>;
  /** Of a client whose password is being changed: the one before it, and until when it counts. */
  readonly previousPassword?: { readonly hash: Secret<string>; readonly untilMs: number };
  /** Missing where it is not known: in LDAP, and for a user without a password. */
  readonly passwordSetAtMs?: number;
  /** Names this very person, since a name can be given again; missing where he is older than generations are. */
  readonly generation?: string;
  /** Others made the account, perhaps before generations were kept: what carries none may be his. */
  readonly predates?: true;
  /** Changes when everything that was issued for the person ends; compared for equality alone. */
  readonly notBefore?: string;
}

/** Normalised: NFKC makes up to 18 characters of one, and a key of the table has room for 2048 bytes. */
export const MAX_USER_ID_LENGTH = 256;

/**
 * One spelling for one user: NFKC, trimmed, lower case (CVE-2025-24806: several spellings, several counters).
 * Lower-casing can leave a string that is no longer in NFKC, hence the second normalisation.
 */
export function normaliseUserId(userId: string): string {
  return userId.normalize('NFKC').toLowerCase().normalize('NFKC').trim();
}

/** The user that a name asks for; undefined for a name that nobody can have. */
export function readUserId(name: string): string | undefined {
  const userId = normaliseUserId(name);
  return userId === '' || userId.length > MAX_USER_ID_LENGTH || /\p{Cc}/u.test(userId) ? undefined : userId;
}

/** One spelling for one code, of whatever kind: digits of every script become ASCII ones, blanks inside ("123 456") go. */
export function normaliseCode(code: string): Secret<string> {
  return new Secret(foldTyped(code).replace(/\s/gu, ''));
}
