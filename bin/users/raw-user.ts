/** One user as a file says it: texts, unchecked. */
export interface RawUser {
  readonly userId: string;
  readonly groups: readonly string[];
  readonly language: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
  readonly verified: readonly string[];
  /** Each in clear or a hash, `{SSHA}…` for one; any of them is the user's password. */
  readonly passwords: readonly string[];
}

/** What stands at a line of a file. `ignored` is an entry that is no user, such as a group. */
export type RawRecord =
  | { readonly kind: 'user'; readonly line: number; readonly user: RawUser }
  | { readonly kind: 'ignored'; readonly line: number }
  | { readonly kind: 'rejected'; readonly line: number; readonly reason: string };

/** What a decoder puts in the place of bytes that are not UTF-8. */
export const NOT_UTF8 = '\uFFFD';

/** Longer records are no users, and would have to be held in memory. */
export const MAX_RECORD_CHARACTERS = 64 * 1024;
