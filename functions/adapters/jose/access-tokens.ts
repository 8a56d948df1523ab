import {
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import type { Epoch } from '../../core/directory/epoch.ts';
import { readUserId } from '../../core/directory/user.ts';
import {
  type IdentityDomain,
  ISSUER_DEFAULTS,
  type TrustedIssuer,
} from '../../core/identity-domains/identity-domain.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { VerifiedToken } from '../../core/ports/tokens.ts';
import { ACCESS_TOKEN_TYPE, accessTokenAudience } from '../../core/tokens/access-token.ts';
import { scopeWords } from '../../core/tokens/scope.ts';
import type { TokenReader } from '../../core/tokens/standing-tokens.ts';
import type { TokenSigner } from '../../core/tokens/token-signer.ts';
import { type IssuerKeys, remoteIssuerKeys } from './issuer-keys.ts';

/** Longer than any token that people carry; what is longer is not looked into. */
const MAX_TOKEN_CHARACTERS = 8 * 1024;
/** For clocks of other issuers (RFC 7519 section 4.1.4: no more than a few minutes). */
const CLOCK_TOLERANCE_SECONDS = 30;
/** Asymmetric alone: with a public key taken for an HMAC secret anybody could sign (RFC 8725 section 2.1). */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'];

/** Claims of ID tokens (OpenID Connect Core 3.1.3.6, 3.3.2.11) and of logout tokens, for issuers that write no `at+jwt`. */
const OF_OTHER_TOKENS = ['at_hash', 'c_hash', 'events'];

interface AccessTokenVerifierDependencies {
  readonly signer: Pick<TokenSigner, 'publicKeys'>;
  /** The address of this service, without a slash at the end. */
  readonly issuer: string;
  readonly clock: Clock;
  readonly issuerKeys?: IssuerKeys;
}

/** Access tokens of this service, and of the issuers that a domain lists. */
export function joseAccessTokens(deps: AccessTokenVerifierDependencies): TokenReader {
  const issuerKeys = deps.issuerKeys ?? remoteIssuerKeys();
  return async (token, domain) => {
    const text = token.reveal();
    if (text.length > MAX_TOKEN_CHARACTERS) return undefined;
    const issuer = claimedIssuer(text);
    if (issuer === deps.issuer) return ownToken(deps, text, domain);
    const trusted = domain.trustedIssuers.find((listed) => listed.issuer === issuer);
    return trusted && outsideToken(deps, await issuerKeys(trusted.issuer), text, domain, trusted);
  };
}

async function ownToken(
  { signer, issuer, clock }: AccessTokenVerifierDependencies,
  token: string,
  domain: IdentityDomain,
): Promise<VerifiedToken | undefined> {
  const keys = createLocalJWKSet({ keys: (await signer.publicKeys()).map((key) => ({ ...key })) });
  const claims = await verified(token, keys, {
    issuer,
    audience: accessTokenAudience(issuer),
    typ: ACCESS_TOKEN_TYPE,
    algorithms: ['ES256'],
    requiredClaims: ['exp', 'sub', 'domain', 'epoch'],
    currentDate: new Date(clock()),
  });
  if (claims?.domain !== domain.name) return undefined;
  const amr = texts(claims.amr);
  return {
    user: { domain: domain.name, userId: claims.sub ?? '' },
    isOfPerson: amr.length > 0,
    amr,
    scope: scopeWords(claims.scope),
    epoch: String(claims.epoch) as Epoch,
    claims,
  };
}

/** A token of an outside issuer names a user of the domain by the claim that the domain says. */
async function outsideToken(
  { clock }: AccessTokenVerifierDependencies,
  keys: JWTVerifyGetKey,
  token: string,
  domain: IdentityDomain,
  listed: TrustedIssuer,
): Promise<VerifiedToken | undefined> {
  const { issuer, audience, userClaim, headerType, maxTokenAge } = { ...ISSUER_DEFAULTS, ...listed };
  const claims = await verified(token, keys, {
    issuer,
    audience,
    algorithms: ALGORITHMS,
    ...(headerType === '' ? {} : { typ: headerType }),
    // Asks for `iat` as well.
    maxTokenAge,
    requiredClaims: ['exp', userClaim],
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    currentDate: new Date(clock()),
  });
  if (claims === undefined || OF_OTHER_TOKENS.some((claim) => Object.hasOwn(claims, claim))) return undefined;
  if (headerType === '' && decodeProtectedHeader(token).typ !== undefined) return undefined;
  const name = Object.hasOwn(claims, userClaim) ? claims[userClaim] : undefined;
  const userId = typeof name === 'string' ? readUserId(name) : undefined;
  if (userId === undefined) return undefined;
  return {
    user: { domain: domain.name, userId },
    isOfPerson: isOfPerson(claims),
    amr: texts(claims.amr),
    scope: scopeWords(claims.scope),
    epoch: undefined,
    claims,
  };
}

/**
 * RFC 9068 section 2.2: only where a person took part does a token say how and when he signed in, and a client that got
 * it for itself is its subject.
 */
function isOfPerson({ sub, client_id, azp, auth_time, amr }: JWTPayload): boolean {
  const hasSignedIn = typeof auth_time === 'number' || texts(amr).length > 0;
  return hasSignedIn && (sub === undefined || (sub !== client_id && sub !== azp));
}

async function verified(
  token: string,
  keys: JWTVerifyGetKey,
  options: Parameters<typeof jwtVerify>[2],
): Promise<JWTPayload | undefined> {
  try {
    return (await jwtVerify(token, keys, options)).payload;
  } catch (error) {
    // Whatever is wrong with a token is a value here; a key set that does not come is a broken system.
    if (error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout)) return undefined;
    throw error;
  }
}

/** Only to know whose keys to ask; nothing is believed before the signature is checked. */
function claimedIssuer(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
