import type { UserKey } from '../directory/user.ts';
import type { OneTimeCode } from '../secrets/secret.ts';
import type { Settings } from '../settings/resolve.ts';
import { hasNoSecondFactor } from '../tokens/second-factor.ts';
import { type TotpProofDependencies, totpProof } from '../verify/totp-proof.ts';
import { type Verdict, type VerifyDependencies, verify } from '../verify/verify.ts';

/** The scope of an access token that may administer: whoever is shown any other token of an administrator may not. */
export const ADMINISTRATION_SCOPE = 'administration';

/** How old the second factor of such a token may be. */
export const FRESH_FACTOR_SECONDS = 15 * 60;

type AdministratorProof =
  | { readonly kind: 'proven' }
  /** There is no factor to ask for, and the settings of his domain still let him in. */
  | { readonly kind: 'password-alone' }
  | { readonly kind: 'refused'; readonly reason: 'SECOND_FACTOR_REQUIRED' | 'ADMINISTRATOR_FACTOR_REQUIRED' }
  | { readonly kind: 'not-proven'; readonly verdict: Exclude<Verdict, { kind: 'accepted' }> };

export type ProveAdministrator = (user: UserKey, code: OneTimeCode | undefined) => Promise<AdministratorProof>;

/**
 * The second factor of somebody who administers, whose password was right. Whatever the settings allow the users: who
 * switches authenticator codes off for them has one himself and must not be shut out. The first right code confirms a
 * new key, so that the first administrator of all gets in without anybody's help.
 */
export async function proveAdministrator(
  deps: VerifyDependencies & TotpProofDependencies,
  settings: Settings,
  user: UserKey,
  code: OneTimeCode | undefined,
): Promise<AdministratorProof> {
  if (code !== undefined) {
    const verdict = await verify(deps, user, { ...settings, Totp_Enabled: true }, totpProof(deps, { code }));
    return verdict.kind === 'accepted' ? { kind: 'proven' } : { kind: 'not-proven', verdict };
  }
  if (!hasNoSecondFactor(await deps.users.load(user))) return { kind: 'refused', reason: 'SECOND_FACTOR_REQUIRED' };
  if (settings.AdministratorsNeedSecondFactor) return { kind: 'refused', reason: 'ADMINISTRATOR_FACTOR_REQUIRED' };
  return { kind: 'password-alone' };
}
