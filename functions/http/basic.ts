import { Secret } from '../core/secrets/secret.ts';
import { ApiError } from './api-error.ts';

/** RFC 7617 section 2.1. */
export const BASIC_CHALLENGE = { 'www-authenticate': 'Basic realm="Sekisho", charset="UTF-8"' };

export interface BasicCredentials {
  readonly name: string;
  readonly password: Secret<string>;
  /** What the password is in another spelling. */
  readonly orPassword?: Secret<string>;
}

/** Name and password of an Authorization header. */
export function parseBasic(header: string | undefined): BasicCredentials {
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

/**
 * What a client of OAuth means. RFC 6749 section 2.3.1 has name and password encoded as a form first, as most libraries
 * do; people who type a command send them as they are. `orElse` is there where these are two names.
 */
export function asOauthClient(plain: BasicCredentials): {
  readonly meant: BasicCredentials;
  readonly orElse?: BasicCredentials;
} {
  const name = formDecoded(plain.name);
  const password = formDecoded(plain.password.reveal());
  if (name === undefined || password === undefined) return { meant: plain };
  const decoded = { name, password: new Secret(password) };
  if (name !== plain.name) return { meant: decoded, orElse: plain };
  return { meant: password === plain.password.reveal() ? plain : { ...decoded, orPassword: plain.password } };
}

/** Undefined for what is not the encoding of a form. */
function formDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
