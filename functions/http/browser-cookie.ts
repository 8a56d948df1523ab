import { createHash } from 'node:crypto';
import { MEMORY_LIFE_DAYS } from '../core/journey/browser-memory.ts';
import { type BrowserSecret, parseBrowserSecret } from '../core/sessions/browser.ts';
import { SESSION_LIFE_MS } from '../core/sessions/session.ts';

/** `__Host-`: only this very host can have set it, and only over a secure connection (RFC 6265bis 4.1.3.2). */
const VISITOR = '__Host-sekisho';
const MEMORY = '__Host-sekisho-here';
const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** What a browser brings to one session. */
interface BrowserCookies {
  /** Of a browser before it has the session. One for all, and whoever can set cookies for this host may have set it. */
  readonly visitor: BrowserSecret | undefined;
  /** Of this session alone, made here when it was bound. */
  readonly own: BrowserSecret | undefined;
}

/** The secrets of the browser among the cookies of a request, as API Gateway lists them. */
export function readBrowserCookies(cookies: readonly string[], sessionId: string): BrowserCookies {
  return { visitor: read(cookies, VISITOR), own: read(cookies, ownName(sessionId)) };
}

export function visitorCookie(secret: BrowserSecret): string {
  return setCookie(VISITOR, secret.reveal(), SESSION_LIFE_MS);
}

/** Lasts longer than the session: who comes back too late is told that, and is not taken for another browser. */
export function sessionCookie(sessionId: string, secret: BrowserSecret): string {
  return setCookie(ownName(sessionId), secret.reveal(), SESSION_LIFE_MS + HOUR_MS);
}

/** What a browser keeps of the people before it, as it came. */
export function readMemoryCookie(cookies: readonly string[]): string | undefined {
  return cookieNamed(cookies, MEMORY);
}

export function memoryCookie(memory: string): string {
  return setCookie(MEMORY, memory, MEMORY_LIFE_DAYS * DAY_MS);
}

function read(cookies: readonly string[], name: string): BrowserSecret | undefined {
  return parseBrowserSecret(cookieNamed(cookies, name));
}

function cookieNamed(cookies: readonly string[], name: string): string | undefined {
  const mine = cookies.filter((cookie) => cookie.startsWith(`${name}=`));
  // The prefix allows one; with two somebody has tampered with the request.
  return mine.length === 1 ? mine[0]?.slice(name.length + 1) : undefined;
}

/** A name for each session, so that tabs of several sessions do not fight; the id itself is for the address alone. */
function ownName(sessionId: string): string {
  return `${VISITOR}-${createHash('sha256').update(sessionId).digest('base64url').slice(0, 12)}`;
}

/** For `Set-Cookie`. Lax, because the browser comes from the application's site. */
function setCookie(name: string, value: string, lifeMs: number): string {
  return `${name}=${value}; Path=/; Max-Age=${lifeMs / 1000}; Secure; HttpOnly; SameSite=Lax`;
}
