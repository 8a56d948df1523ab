import { CODES } from '../../core/errors/codes.ts';
import type { Reply } from '../../http/reply.ts';
import type { PageRequest } from '../../http/serve-page.ts';

/** A script can follow no redirect to the application (`connect-src`), so it is told where to go next, and what to do before. */
export function toScript({ accept }: PageRequest['headers'], { body, ...reply }: Reply): Reply {
  const { location, ...headers } = reply.headers ?? {};
  if (location === undefined) return { ...reply, body };
  if (accept !== 'application/json') return reply;
  const status = reply.code === undefined ? 200 : CODES[reply.code].status;
  const { text: _text, ...others } = reply;
  return { ...others, status, headers, body: { next: location, ...(body as object | undefined) } };
}
