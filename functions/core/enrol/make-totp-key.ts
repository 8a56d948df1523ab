import { base32nopad } from '@scure/base';
import { ownershipOf } from '../identity/epoch.ts';
import type { UserKey } from '../identity/user.ts';
import { NO_STEP } from '../otp/hotp.ts';
import type { Clock, Credentials, KeyRing, RandomBytes, Users } from '../ports.ts';
import { sealTotpSecret } from '../secrets/seal.ts';
import { Secret } from '../secrets/secret.ts';
import type { Settings } from '../settings/resolve.ts';
import { loadOwnRecord } from '../verify/own-record.ts';

/** 160 bits, the length of the HMAC's output (RFC 4226 section 4, requirement R6). */
const SECRET_BYTES = 20;

export interface MakeTotpKeyDependencies {
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly keys: KeyRing;
  readonly credentials: Credentials;
  readonly users: Pick<Users, 'load'>;
}

export type MakeTotpKeyOutcome =
  /** In Base32, to be shown once. */
  | { readonly kind: 'pending'; readonly secret: Secret<string> }
  | { readonly kind: 'exists' }
  | { readonly kind: 'unknown-user' }
  | { readonly kind: 'disabled' };

/**
 * Makes a pending TOTP key, in place of a pending one before it. A confirmed key is not touched: a stolen password must
 * not replace the second factor, nor one that still lies in the old directory. No lock is asked: the key proves nothing
 * before its first right code, which meets it. `besideConfirmed` is for a user who has just proven the confirmed key.
 */
export async function makeTotpKey(
  deps: MakeTotpKeyDependencies,
  settings: Settings,
  user: UserKey,
  { besideConfirmed = false } = {},
): Promise<MakeTotpKeyOutcome> {
  if (!settings.Totp_Enabled) return { kind: 'disabled' };
  const { account, legacyTotp } = await loadOwnRecord(deps, user);
  if (account === undefined) return { kind: 'unknown-user' };
  if (!besideConfirmed && legacyTotp !== undefined) return { kind: 'exists' };
  const keys = await deps.keys.current();
  const secret = deps.random(SECRET_BYTES);
  const key = {
    sealed: sealTotpSecret(keys, deps.random, user, new Secret(secret)),
    keyId: keys.id,
    lastStep: NO_STEP,
    createdAtMs: deps.clock(),
  };
  const stored = await deps.credentials.putPendingTotp(user, key, { besideConfirmed, owner: ownershipOf(account) });
  return stored === 'stored' ? { kind: 'pending', secret: new Secret(base32nopad.encode(secret)) } : { kind: 'exists' };
}
