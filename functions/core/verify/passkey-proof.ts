import { checkAssertion } from '../passkeys/check-assertion.ts';
import { judgeCounter } from '../passkeys/counter.ts';
import type { Passkey, RelyingParty } from '../passkeys/passkey.ts';
import type { AssertionAnswer } from '../passkeys/read-answer.ts';
import { isAllowed, passkeysUnder } from '../passkeys/usable-passkeys.ts';
import type { Credentials } from '../ports/credentials.ts';
import type { Passkeys, PasskeyUse } from '../ports/passkeys.ts';
import type { UserRecord, Users } from '../ports/users.ts';
import type { PasskeyTraits } from './accepted.ts';
import type { AttemptOutcome, Proof, Rejected, TryContext } from './verify.ts';

export interface PasskeyProofDependencies {
  readonly users: Pick<Users, 'load'>;
  readonly passkeys: Pick<Passkeys, 'recordUse'>;
  readonly credentials: Pick<Credentials, 'allowPushes' | 'endReset'>;
}

export interface PasskeyProofInput {
  readonly rp: RelyingParty;
  /** In base64url, of whoever asks now; it is spent by the write that records the verdict. */
  readonly challenge: string;
  readonly answer: AssertionAnswer;
}

/**
 * The signature of a passkey (WebAuthn Level 3 section 7.2): one read, one conditional write. It cannot be guessed, so
 * it is neither locked nor counted, and it clears no counter of codes (docs/threat-model.md).
 */
export function passkeyProof(deps: PasskeyProofDependencies, input: PasskeyProofInput): Proof {
  return {
    async attempt(context: TryContext): Promise<AttemptOutcome> {
      if (!context.settings.Passkey_Enabled) return rejected('FACTOR_DISABLED');
      const record = await deps.users.load(context.user);
      const seen = findPasskey(record, input);
      if (seen === undefined) return notFound(record, input);
      const checked = check(seen, input, context);
      if (checked.kind === 'rejected') return checked;
      const { isUserVerified, ...use } = checked;
      if ((await deps.passkeys.recordUse(context.user, seen, use)) === 'blocked') return explain(deps, input, context);
      if (record.credential?.pushesStopped === true) await deps.credentials.allowPushes(context.user);
      const reset = record.credential?.reset;
      if (reset !== undefined) await deps.credentials.endReset(context.user, reset);
      return { kind: 'accepted', passkey: traitsOf(seen, use, isUserVerified) };
    },

    // No attempt of a passkey is blocked by the credential, so there is nothing to look for there.
    explain: async () => ({ kind: 'busy' }),
  };
}

type Checked = Rejected | ({ readonly kind: 'valid'; readonly isUserVerified: boolean } & PasskeyUse);

function check(seen: Passkey, { rp, challenge, answer }: PasskeyProofInput, { settings, nowMs }: TryContext): Checked {
  if (seen.lostAtMs !== undefined) return rejected('FACTOR_NOT_ENROLLED');
  const userVerification = settings.PasskeyUserVerification;
  const answered = checkAssertion(answer, seen, { rp, challenge, userVerification });
  if (answered.kind === 'invalid') return { ...rejected('PASSKEY_INVALID'), fault: answered.fault };
  // Copies that were made once exist, whatever it says now.
  const checked = { ...answered, isBackupEligible: seen.isBackupEligible || answered.isBackupEligible };
  if (!isAllowed(settings, checked)) return rejected('PASSKEY_SYNCED');
  if (seen.lastChallenge === challenge) return rejected('CHALLENGE_CLOSED');
  if (judgeCounter(seen, checked) === 'regressed') return rejected('PASSKEY_COUNTER_REGRESSED');
  return { ...checked, challenge, usedAtMs: nowMs };
}

/** Another answer was faster: the same one, one of the same authenticator, or the passkey was removed meanwhile. */
async function explain(
  deps: PasskeyProofDependencies,
  input: PasskeyProofInput,
  context: TryContext,
): Promise<AttemptOutcome> {
  const record = await deps.users.load(context.user);
  const now = findPasskey(record, input);
  if (now === undefined) return notFound(record, input);
  const checked = check(now, input, context);
  return checked.kind === 'rejected' ? checked : { kind: 'busy' };
}

function traitsOf(
  seen: Passkey,
  { isBackupEligible }: Pick<Passkey, 'isBackupEligible'>,
  isUserVerified: boolean,
): PasskeyTraits {
  const isDeviceBound = !isBackupEligible;
  const becameSynced = isBackupEligible && !seen.isBackupEligible;
  return { id: seen.id, isDeviceBound, isUserVerified, ...(becameSynced ? { becameSynced } : {}) };
}

/** Known, whether it may be used now or not: of one that is not known the browser is told to forget it. */
function findPasskey(record: UserRecord, { rp, answer }: PasskeyProofInput): Passkey | undefined {
  if (record.account === undefined) return undefined;
  return passkeysUnder(rp.rpId, record).find(({ credentialId }) => credentialId === answer.credentialId);
}

/** One that says to be another user's is his, for all that is known here: his browser must not forget it. */
function notFound({ passkeys: [own] = [] }: UserRecord, { answer: { userHandle } }: PasskeyProofInput): Rejected {
  const isOfAnother = own !== undefined && userHandle !== undefined && userHandle !== own.userHandle;
  return isOfAnother ? { ...rejected('PASSKEY_INVALID'), fault: 'user-handle' } : rejected('PASSKEY_UNKNOWN');
}

function rejected(reason: Rejected['reason']): Rejected {
  return { kind: 'rejected', reason };
}
