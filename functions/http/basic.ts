import { Secret } from '../core/secrets/secret.ts';
import { ApiError } from './api-error.ts';

/** RFC 7617 section 2.1. */
export const BASIC_CHALLENGE = { 'www-authenticate': 'Basic realm="Sekisho", charset="UTF-8"' };

/** Name and password of an Authorization header. */
export function parseBasic(header: string | undefined): { name: string; password: Secret<string> } {
  const [scheme, encoded, ...rest] = (header ?? '').trim().split(/\s+/);
  if (scheme?.toLowerCase() !== 'basic' || encoded === undefined) {
    throw new ApiError('CREDENTIALS_MISSING', { headers: BASIC_CHALLENGE });
  }
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0 || rest.length > 0 || text.length > 1024)
    throw new ApiError('CREDENTIALS_INVALID', { headers: BASIC_CHALLENGE });
  return { name: text.slice(0, colon), password: new Secret(text.slice(colon + 1)) };
}
