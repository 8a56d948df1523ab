import { Secret } from '../core/secrets/secret.ts';

/** The token of `Authorization: Bearer` (RFC 6750 section 2.1), if there is one. */
export function bearerToken({
  authorization = '',
}: Readonly<Record<string, string | undefined>>): Secret<string> | undefined {
  const match = /^bearer +([\w.~+/-]+=*)$/i.exec(authorization.trim());
  return match?.[1] === undefined ? undefined : new Secret(match[1]);
}
