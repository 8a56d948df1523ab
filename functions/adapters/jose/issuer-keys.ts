import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';
import * as z from 'zod';
import { IssuerError } from '../../core/errors/issuer-error.ts';
import { type FetchPublic, fetchPublic } from './fetch-public.ts';

/** The public keys of an issuer that an administrator has listed. */
export type IssuerKeys = (issuer: string) => Promise<JWTVerifyGetKey>;

/** OpenID Connect Discovery 1.0 section 3, as far as it is needed here. */
const Discovery = z.object({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https$/ }) });

const DISCOVERY_MS = 60 * 60 * 1_000;
const KEYS_MS = 10 * 60 * 1_000;
/** A token with an unknown key id makes the keys be read again, at most this often. */
const COOLDOWN_MS = 30 * 1_000;

/** A failed issuer is left alone for so long: whoever sends a token of his could have it asked again and again. */
const FAILURE_MS = 10 * 1_000;

/** The part of RFC 7517 section 5 that makes an answer a key set; each key is judged where it is used. */
const KeySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(1_000) });

/** Finds the keys of an issuer by discovery and keeps them, per function instance; a failure is kept for ten seconds. */
export function remoteIssuerKeys(fetchIt: FetchPublic = fetchPublic(), now = () => performance.now()): IssuerKeys {
  const known = new Map<string, { untilMs: number; keys: Promise<JWTVerifyGetKey> }>();
  return (issuer) => {
    const found = known.get(issuer);
    if (found !== undefined && now() < found.untilMs) return found.keys;
    // While it is being asked all calls wait for the one answer.
    const entry = { untilMs: Number.POSITIVE_INFINITY, keys: discover(fetchIt, issuer, now) };
    known.set(issuer, entry);
    const keepFor = (ms: number) => () => {
      entry.untilMs = now() + ms;
    };
    entry.keys.then(keepFor(DISCOVERY_MS), keepFor(FAILURE_MS));
    return entry.keys;
  };
}

async function discover(fetchIt: FetchPublic, issuer: string, now: () => number): Promise<JWTVerifyGetKey> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const document = Discovery.safeParse(await json(await fetchIt(address)));
  if (!document.success) throw new IssuerError('the discovery document names no keys at an https address');
  // Section 4.3: otherwise one issuer could speak for another.
  if (document.data.issuer !== issuer) throw new IssuerError('the discovery document is of another issuer');
  return createRemoteJWKSet(new URL(document.data.jwks_uri), {
    cacheMaxAge: KEYS_MS,
    cooldownDuration: COOLDOWN_MS,
    [customFetch]: sparing(async (url) => Response.json(keySetOf(await json(await fetchIt(url)))), now),
  });
}

/** The same failure again until its time is over; the key set itself waits for one answer at a time. */
function sparing(fetchIt: FetchPublic, now: () => number): FetchPublic {
  let failure: { readonly untilMs: number; readonly error: unknown } | undefined;
  return async (url) => {
    if (failure !== undefined && now() < failure.untilMs) throw failure.error;
    try {
      return await fetchIt(url);
    } catch (error) {
      failure = { untilMs: now() + FAILURE_MS, error };
      throw error;
    }
  };
}

/** Something else would be a wrong token each time, and be asked for again by each. */
function keySetOf(document: unknown): z.output<typeof KeySet> {
  const keySet = KeySet.safeParse(document);
  if (!keySet.success) throw new IssuerError('the key set is none');
  return keySet.data;
}

async function json(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    throw new IssuerError('the answer is not JSON');
  }
}
