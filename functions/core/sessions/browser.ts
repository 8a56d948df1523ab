import { createHash, createHmac } from 'node:crypto';
import { constantTimeEqual } from '../otp/constant-time-equal.ts';
import type { KeyGeneration } from '../ports/key-ring.ts';
import type { RandomBytes } from '../ports/random-bytes.ts';
import { mac } from '../secrets/mac.ts';
import { Secret } from '../secrets/secret.ts';

/** What a cookie holds: before a session is bound one of the browser, then one of the session. */
export type BrowserSecret = Secret<string>;

const BROWSER_SECRET_BYTES = 32;
const FORM = /^[A-Za-z0-9_-]{43}$/;
const TOKEN = /^([A-Za-z0-9_-]{22})\.[A-Za-z0-9_-]{43}$/;
const TOKEN_BYTES = 16;

export function makeBrowserSecret(random: RandomBytes): BrowserSecret {
  return new Secret(Buffer.from(random(BROWSER_SECRET_BYTES)).toString('base64url'));
}

/** A cookie as it came; undefined for one that this service cannot have set. */
export function parseBrowserSecret(cookie: string | undefined): BrowserSecret | undefined {
  // Stryker disable next-line ConditionalExpression: asked for the compiler; the text "undefined" is no cookie either
  return cookie !== undefined && FORM.test(cookie) ? new Secret(cookie) : undefined;
}

/**
 * What is stored instead of the secret. 256 random bits need no slow hash; the session id in it keeps two sessions of
 * one browser from being recognised as such in the table.
 */
export function hashBrowser(sessionId: string, secret: BrowserSecret): string {
  return createHash('sha256')
    .update(JSON.stringify([sessionId, secret.reveal()]))
    .digest('base64url');
}

export function isSameBrowser(hash: string, other: string): boolean {
  return constantTimeEqual(hash, other);
}

/** HMAC-SHA-256 under the secret of a browser: only this service can make it, and only for the pages of that browser. */
export function browserMac(
  secret: BrowserSecret,
  purpose: 'form' | 'notice',
  fields: readonly (string | undefined)[],
): string {
  return createHmac('sha256', secret.reveal())
    .update(JSON.stringify([purpose, ...fields.map((field) => field ?? null)]))
    .digest('base64url');
}

/** What stands in the forms of one page: random, and signed for the browser that the page is for. */
export function makeFormToken(random: RandomBytes, secret: BrowserSecret, sessionId: string): string {
  const nonce = Buffer.from(random(TOKEN_BYTES)).toString('base64url');
  return `${nonce}.${browserMac(secret, 'form', [sessionId, nonce])}`;
}

export function isFormToken(secret: BrowserSecret | undefined, sessionId: string, token: string): boolean {
  const [, nonce] = TOKEN.exec(token) ?? [];
  if (secret === undefined || nonce === undefined) return false;
  return constantTimeEqual(token, `${nonce}.${browserMac(secret, 'form', [sessionId, nonce])}`);
}

/**
 * The secret that a browser gets for a session with the form that binds it. The same form sent again (a double click, an
 * answer that was lost) gets the same one. Who only knows the cookie of the visitor, because he has set it, does not: he
 * does not know what was random in the page.
 */
export function secretOfForm(keys: KeyGeneration, sessionId: string, token: string): BrowserSecret {
  return new Secret(mac(keys, 'browser', [sessionId, token]).toString('base64url'));
}
