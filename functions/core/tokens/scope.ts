import { attributeOf } from '../directory/attribute.ts';
import type { Account } from '../directory/user.ts';

/** The attribute of a client's account that lists the scopes it may have, with blanks between them. */
const SCOPE_ATTRIBUTE = 'scope';

/** RFC 6749 section 3.3; without a wish the client gets all that it may have. Undefined when it asks for more. */
export function grantedScope(client: Account, asked: string | undefined): readonly string[] | undefined {
  return narrowed(words(attributeOf(client.attributes, SCOPE_ATTRIBUTE) ?? ''), asked);
}

/** What of an earlier grant the client may still have. */
export function stillAllowed(granted: readonly string[], client: Account): readonly string[] {
  const allowed = grantedScope(client, undefined) ?? [];
  return granted.filter((scope) => allowed.includes(scope));
}

/** A part of what was granted before (RFC 6749 section 6), or undefined when it is not a part. */
export function narrowed(granted: readonly string[], asked: string | undefined): readonly string[] | undefined {
  const wanted = words(asked ?? '');
  if (wanted.length === 0) return granted;
  return wanted.every((scope) => granted.includes(scope)) ? wanted : undefined;
}

/** Of a claim (RFC 8693 section 4.2): words with blanks between them. */
export function scopeWords(claim: unknown): readonly string[] {
  return typeof claim === 'string' ? words(claim) : [];
}

function words(text: string): string[] {
  return [...new Set(text.split(/\s/).filter((word) => word !== ''))];
}
