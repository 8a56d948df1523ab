import type { Session, SessionEnd } from './session.ts';

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** Whether browsers may be sent back to it: a whole address, as a browser writes it, not open to a man in the middle. */
export function isReturnUrl(text: string): boolean {
  // Whoever writes a star expects a pattern, which there is not; a fragment is no part of such an address (RFC 6749 3.1.2).
  if (!URL.canParse(text) || /[*#]/.test(text)) return false;
  const url = new URL(text);
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.includes(url.hostname));
  // A user name would hide the true host from a reader.
  return isSafe && url.href === text && url.username === '' && url.password === '';
}

type Returning = Pick<Session, 'returnUrl' | 'id' | 'state'> & { readonly end: SessionEnd | 'expired' };

/** The first page of the application's site, for a browser that the session does not belong to. */
export function siteOf({ returnUrl }: Pick<Session, 'returnUrl'>): string {
  return new URL('/', returnUrl).href;
}

/**
 * Where the browser goes when the session is over, and not before. The registered address stays to the letter, and ours
 * comes after its query (RFC 6749 section 3.1.2), also where that has a parameter of the same name.
 */
export function addressOfReturn({ returnUrl, id, state }: Returning): string {
  const added = new URLSearchParams({ session_id: id, ...(state === undefined ? {} : { state }) });
  if (!returnUrl.includes('?')) return `${returnUrl}?${added}`;
  return `${returnUrl}${/[?&]$/.test(returnUrl) ? '' : '&'}${added}`;
}
