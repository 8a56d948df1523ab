import { createHash } from 'node:crypto';
import type { Account, UserKey } from '../directory/user.ts';
import { type BeginEnrolmentDependencies, type BeginRefusal, beginEnrolment } from '../enrol/begin-enrolment.ts';
import { ENROLMENT_LIFE_MS, type Enroller } from '../enrol/enrolment.ts';
import { type SpendEnrolmentDependencies, spendEnrolment } from '../enrol/spend-enrolment.ts';
import { type FactorLeaseDependencies, withFactorLease } from '../enrol/with-factor-lease.ts';
import type { DeliveryOutcome } from '../ports/courier.ts';
import type { Passkeys } from '../ports/passkeys.ts';
import type { Users } from '../ports/users.ts';
import type { EndOldFactors } from '../recovery/end-old-factors.ts';
import { randomChallenge } from '../sessions/passkey-challenge.ts';
import type { Settings } from '../settings/resolve.ts';
import { checkRegistration } from './check-registration.ts';
import { MAX_PASSKEYS, type NewCredential, type Passkey, type PasskeyFault, type RelyingParty } from './passkey.ts';
import type { RegistrationAnswer } from './read-answer.ts';
import { isAllowed } from './usable-passkeys.ts';

/** WebAuthn Level 3 section 5.4.3: at most 64. */
const USER_HANDLE_BYTES = 32;

/** What the browser is told, and what its answer is checked against. */
export interface PasskeyEnrolment {
  readonly challenge: string;
  readonly userHandle: string;
  readonly expiresAtMs: number;
}

type BegunPasskey =
  | { readonly kind: 'begun'; readonly enrolment: PasskeyEnrolment; readonly notices: readonly DeliveryOutcome[] }
  | ({ readonly kind: 'refused' } & (BeginRefusal | { readonly reason: 'FACTOR_DISABLED' | 'PASSKEY_LIMIT_REACHED' }));

/** Begins to add a passkey, in the place of whatever else was being added (NIST SP 800-63B-4 4.1.2.1). */
export async function beginPasskey(
  deps: BeginEnrolmentDependencies,
  settings: Settings,
  user: UserKey,
  enroller: Enroller,
): Promise<BegunPasskey> {
  if (!settings.Passkey_Enabled) return { kind: 'refused', reason: 'FACTOR_DISABLED' };
  const { passkeys = [] } = await deps.users.load(user);
  if (passkeys.length >= MAX_PASSKEYS) return { kind: 'refused', reason: 'PASSKEY_LIMIT_REACHED' };
  const challenge = randomChallenge(deps.random);
  const userHandle = passkeys[0]?.userHandle ?? Buffer.from(deps.random(USER_HANDLE_BYTES)).toString('base64url');
  const expiresAtMs = deps.clock() + ENROLMENT_LIFE_MS;
  const codeHash = hashChallenge(challenge);
  const begun = await beginEnrolment(deps, settings, user, enroller, { factor: 'passkey', codeHash, expiresAtMs });
  if (begun.kind === 'refused') return begun;
  return { kind: 'begun', enrolment: { challenge, userHandle, expiresAtMs }, notices: begun.notices };
}

export interface AddPasskeyDependencies extends SpendEnrolmentDependencies, FactorLeaseDependencies {
  readonly users: Pick<Users, 'load'>;
  readonly passkeys: Pick<Passkeys, 'add' | 'isKnown'>;
  readonly endOldFactors: EndOldFactors;
}

interface AddPasskeyInput {
  readonly user: UserKey;
  readonly rp: RelyingParty;
  readonly enrolment: PasskeyEnrolment;
  readonly answer: RegistrationAnswer;
  /** Made where the language of the person is known. */
  nameOf(credential: NewCredential, others: readonly Passkey[]): string;
}

export type AddedPasskey =
  | { readonly kind: 'added'; readonly passkey: Passkey; readonly account: Account; readonly byReset: boolean }
  | { readonly kind: 'refused'; readonly reason: AddRefusal; readonly fault?: PasskeyFault };

type AddRefusal =
  | 'PASSKEY_INVALID'
  | 'PASSKEY_EXISTS'
  | 'PASSKEY_LIMIT_REACHED'
  | 'PASSKEY_SYNCED'
  | 'ENROLMENT_CODE_INVALID'
  | 'TOO_MANY_REQUESTS';

/** Ends what `beginPasskey` began, in the person's lease: everything is asked once more while no other factor changes. */
export async function addPasskey(
  deps: AddPasskeyDependencies,
  settings: Settings,
  { user, rp, enrolment, answer, nameOf }: AddPasskeyInput,
): Promise<AddedPasskey> {
  if (!settings.Passkey_Enabled) return refusal('ENROLMENT_CODE_INVALID');
  const { challenge, userHandle } = enrolment;
  const userVerification = settings.PasskeyUserVerification;
  const checked = checkRegistration(answer, { rp, challenge, userVerification });
  if (checked.kind === 'invalid') return { ...refusal('PASSKEY_INVALID'), fault: checked.fault };
  const { credential } = checked;
  const id = passkeyIdOf(credential.credentialId);
  if (!isAllowed(settings, credential)) return refusal('PASSKEY_SYNCED');
  const outcome = await withFactorLease(deps, user, async (): Promise<AddedPasskey> => {
    const spent = await spendEnrolment(deps, user, hashChallenge(challenge), async (_settings, { passkeys = [] }) => {
      if (passkeys.length >= MAX_PASSKEYS) return 'PASSKEY_LIMIT_REACHED';
      // Asked before the code is spent: a reset that added nothing would leave nothing.
      if (await deps.passkeys.isKnown(id)) return 'PASSKEY_EXISTS';
      // Two first ones were begun side by side: each would be of another user in the eyes of the authenticator.
      return passkeys.every((other) => other.userHandle === userHandle) ? undefined : 'ENROLMENT_CODE_INVALID';
    });
    if (spent.kind === 'refused') return refusal(spent.reason);
    const { account, passkeys = [] } = spent.record;
    const passkey: Passkey = {
      ...credential,
      id,
      userHandle,
      rpId: rp.rpId,
      name: nameOf(credential, passkeys),
      createdAtMs: deps.clock(),
      generation: account.generation,
    };
    const added = await deps.passkeys.add(user, passkey);
    if (added === 'taken') return refusal('PASSKEY_EXISTS');
    if (spent.byReset) await deps.endOldFactors(user, spent.record);
    return { kind: 'added', passkey, account, byReset: spent.byReset };
  });
  return outcome === 'busy' ? refusal('TOO_MANY_REQUESTS') : outcome;
}

/** Of the credential id in base64url. */
function passkeyIdOf(credentialId: string): string {
  return createHash('sha256').update(Buffer.from(credentialId, 'base64url')).digest('base64url');
}

/** What stands in the credential, so that nothing there can be signed by anybody. */
function hashChallenge(challenge: string): string {
  return createHash('sha256').update(`passkey enrolment ${challenge}`).digest('base64url');
}

function refusal(reason: AddRefusal): Extract<AddedPasskey, { kind: 'refused' }> {
  return { kind: 'refused', reason };
}
