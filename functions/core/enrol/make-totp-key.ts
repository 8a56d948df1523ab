import { base32nopad } from '@scure/base';
import type { UserKey } from '../directory/user.ts';
import { NO_STEP } from '../otp/hotp.ts';
import type { DeliveryOutcome } from '../ports/courier.ts';
import { sealTotpSecret } from '../secrets/seal.ts';
import { Secret } from '../secrets/secret.ts';
import type { Settings } from '../settings/resolve.ts';
import { type BeginEnrolmentDependencies, type BeginRefusal, beginEnrolment } from './begin-enrolment.ts';
import type { Enroller } from './enrolment.ts';

/** 160 bits, the length of the HMAC's output (RFC 4226 section 4, requirement R6). */
const SECRET_BYTES = 20;

export type MakeTotpKeyDependencies = BeginEnrolmentDependencies;

export type MakeTotpKeyOutcome =
  /** In Base32, to be shown once. */
  | { readonly kind: 'pending'; readonly secret: Secret<string>; readonly notices: readonly DeliveryOutcome[] }
  | ({ readonly kind: 'refused' } & (BeginRefusal | { readonly reason: 'FACTOR_DISABLED' }));

/**
 * Makes a pending TOTP key, in place of a pending one before it. A confirmed key is not touched: a stolen password must
 * not replace the second factor, nor one that still lies in the old directory. No lock is asked: the key proves nothing
 * before its first right code, which meets it. Who has proven a factor may make one beside the confirmed key.
 */
export async function makeTotpKey(
  deps: MakeTotpKeyDependencies,
  settings: Settings,
  user: UserKey,
  enroller: Enroller,
): Promise<MakeTotpKeyOutcome> {
  if (!settings.Totp_Enabled) return { kind: 'refused', reason: 'FACTOR_DISABLED' };
  const keys = await deps.keys.current();
  const secret = deps.random(SECRET_BYTES);
  const key = {
    sealed: sealTotpSecret(keys, deps.random, user, new Secret(secret)),
    keyId: keys.id,
    lastStep: NO_STEP,
    createdAtMs: deps.clock(),
  };
  const begun = await beginEnrolment(deps, settings, user, enroller, { factor: 'totp', key });
  if (begun.kind === 'refused') return begun;
  return { kind: 'pending', secret: new Secret(base32nopad.encode(secret)), notices: begun.notices };
}
