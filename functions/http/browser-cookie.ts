import { type BrowserSecret, parseBrowserSecret } from '../core/sessions/browser.ts';
import { SESSION_LIFE_MS } from '../core/sessions/session.ts';

/** `__Host-`: only this very host can have set it, and only over a secure connection (RFC 6265bis 4.1.3.2). */
const NAME = '__Host-sekisho';

/** The secret of the browser among the cookies of a request, as API Gateway lists them. */
export function readBrowserCookie(cookies: readonly string[] | undefined): BrowserSecret | undefined {
  const mine = (cookies ?? []).filter((cookie) => cookie.startsWith(`${NAME}=`));
  // The prefix allows one; with two somebody has tampered with the request.
  return mine.length === 1 ? parseBrowserSecret(mine[0]?.slice(NAME.length + 1)) : undefined;
}

/** For `Set-Cookie`. Lax, because the browser comes from the application's site. */
export function browserCookie(secret: BrowserSecret): string {
  const lifeSeconds = SESSION_LIFE_MS / 1000;
  return `${NAME}=${secret.reveal()}; Path=/; Max-Age=${lifeSeconds}; Secure; HttpOnly; SameSite=Lax`;
}
