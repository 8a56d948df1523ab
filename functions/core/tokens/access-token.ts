import type { Epoch } from '../directory/epoch.ts';
import type { UserKey } from '../directory/user.ts';
import type { TokenSettings } from '../identity-domains/identity-domain.ts';
import type { RandomBytes } from '../ports/random-bytes.ts';
import { Secret } from '../secrets/secret.ts';
import { signJwt } from './sign-jwt.ts';
import type { TokenSigner } from './token-signer.ts';

/** RFC 9068 section 2.1: no other token of this service can pass for an access token. */
export const ACCESS_TOKEN_TYPE = 'at+jwt';

/** The audience of access tokens: the routes of this service under `/oauth2`. */
export function accessTokenAudience(issuer: string): string {
  return `${issuer}/oauth2`;
}

/** Whoever finds a token can use it so long; a domain may ask for less (`tokenExpiry`), not for more. */
const MAX_LIFE_SECONDS = 60 * 60;

export function accessTokenLifeSeconds({ tokenExpiry }: TokenSettings): number {
  return Math.min(tokenExpiry, MAX_LIFE_SECONDS);
}

/** What was granted, to whom, for whom. */
export interface Grant {
  readonly user: UserKey;
  readonly client: string;
  readonly scope: readonly string[];
  /** RFC 8176; empty when no person stands behind the grant. */
  readonly amr: readonly string[];
  readonly authTimeMs: number;
  /** Of the user: a token of another one counts no more. */
  readonly epoch: Epoch;
}

export interface AccessTokenDependencies {
  readonly signer: Pick<TokenSigner, 'current'>;
  readonly random: RandomBytes;
  /** The address of this service, without a slash at the end. */
  readonly issuer: string;
}

/** A signed access token (RFC 9068) with OAM's `client` and `domain` besides. Times are seconds. */
export async function signAccessToken(
  { signer, random, issuer }: AccessTokenDependencies,
  grant: Grant,
  { nowMs, lifeSeconds }: { nowMs: number; lifeSeconds: number },
): Promise<Secret<string>> {
  const issuedAt = Math.floor(nowMs / 1000);
  const claims = {
    iss: issuer,
    aud: accessTokenAudience(issuer),
    sub: grant.user.userId,
    domain: grant.user.domain,
    client: grant.client,
    client_id: grant.client,
    scope: grant.scope.join(' '),
    epoch: grant.epoch,
    iat: issuedAt,
    exp: issuedAt + lifeSeconds,
    jti: Buffer.from(random(16)).toString('base64url'),
    ...(grant.amr.length === 0 ? {} : { auth_time: Math.floor(grant.authTimeMs / 1000), amr: grant.amr }),
  };
  return new Secret(await signJwt(signer, { typ: ACCESS_TOKEN_TYPE, claims }));
}
