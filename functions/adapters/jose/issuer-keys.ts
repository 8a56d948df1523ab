import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';
import * as z from 'zod';
import { IssuerError } from '../../core/tokens/issuer-error.ts';
import { type FetchPublic, fetchPublic } from './fetch-public.ts';

/** The public keys of an issuer that an administrator has listed. */
export type IssuerKeys = (issuer: string) => Promise<JWTVerifyGetKey>;

/** OpenID Connect Discovery 1.0 section 3, as far as it is needed here. */
const Discovery = z.object({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https$/ }) });

const DISCOVERY_MS = 60 * 60 * 1_000;
const KEYS_MS = 10 * 60 * 1_000;
/** A token with an unknown key id makes the keys be read again, at most this often. */
const COOLDOWN_MS = 30 * 1_000;

/** Finds the keys of an issuer by discovery and keeps them, per function instance. A failure is not kept. */
export function remoteIssuerKeys(fetchIt: FetchPublic = fetchPublic()): IssuerKeys {
  const known = new Map<string, { untilMs: number; keys: Promise<JWTVerifyGetKey> }>();
  return (issuer) => {
    const found = known.get(issuer);
    if (found !== undefined && performance.now() < found.untilMs) return found.keys;
    const keys = discover(fetchIt, issuer);
    known.set(issuer, { untilMs: performance.now() + DISCOVERY_MS, keys });
    keys.catch(() => known.delete(issuer));
    return keys;
  };
}

async function discover(fetchIt: FetchPublic, issuer: string): Promise<JWTVerifyGetKey> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const document = Discovery.safeParse(await json(await fetchIt(address)));
  if (!document.success) throw new IssuerError('the discovery document names no keys at an https address');
  // Section 4.3: otherwise one issuer could speak for another.
  if (document.data.issuer !== issuer) throw new IssuerError('the discovery document is of another issuer');
  return createRemoteJWKSet(new URL(document.data.jwks_uri), {
    cacheMaxAge: KEYS_MS,
    cooldownDuration: COOLDOWN_MS,
    [customFetch]: (url) => fetchIt(url),
  });
}

async function json(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    throw new IssuerError('the discovery document is not JSON');
  }
}
