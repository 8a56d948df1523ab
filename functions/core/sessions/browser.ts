import { createHash } from 'node:crypto';
import { constantTimeEqual } from '../otp/constant-time-equal.ts';
import type { RandomBytes } from '../ports.ts';
import { Secret } from '../secrets/secret.ts';

/** What the cookie of a browser holds. One browser has one for all its sessions, so that two tabs do not fight. */
export type BrowserSecret = Secret<string>;

const BROWSER_SECRET_BYTES = 32;
const FORM = /^[A-Za-z0-9_-]{43}$/;

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
