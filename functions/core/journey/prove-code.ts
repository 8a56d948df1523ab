import type { FactorLeaseDependencies } from '../enrol/with-factor-lease.ts';
import type { PageScope } from '../otp/pin.ts';
import type { Credentials } from '../ports/credentials.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import type { RandomBytes } from '../ports/random-bytes.ts';
import type { Users } from '../ports/users.ts';
import type { OneTimeCode } from '../secrets/secret.ts';
import { type OpenSession, type OpenSessionDependencies, recordVerdict } from '../sessions/open-session.ts';
import type { Session } from '../sessions/session.ts';
import type { Settings } from '../settings/resolve.ts';
import { pinProof } from '../verify/pin-proof.ts';
import { proofMark } from '../verify/proof-mark.ts';
import { totpProof } from '../verify/totp-proof.ts';
import { type Proof, type Verdict, type VerifyDependencies, verify } from '../verify/verify.ts';

export interface ProveDependencies extends OpenSessionDependencies, VerifyDependencies, FactorLeaseDependencies {
  readonly clock: VerifyDependencies['clock'];
  readonly random: RandomBytes;
  readonly keys: KeyRing;
  readonly users: Users;
  readonly credentials: Credentials;
}

/** A step that ends with a typed code, and the factor that the code shows. */
const FACTORS = {
  totp: 'totp',
  'add-totp': 'totp',
  email: 'email',
  'add-email': 'email',
  sms: 'sms',
  'add-sms': 'sms',
} as const;
export type CodeStep = keyof typeof FACTORS;

export interface Proven {
  readonly verdict: Verdict;
  /** `blocked`: the session was over meanwhile, and the verdict counts for nothing here. */
  readonly recorded: 'recorded' | 'unchanged' | 'blocked';
}

/**
 * A code that was typed on a page: checked as every other one, then written into the session. What was sent stands in the
 * session; where nothing stands nothing is tried.
 */
export async function proveCode(
  deps: ProveDependencies,
  settings: Settings,
  open: OpenSession,
  step: CodeStep,
  code: OneTimeCode,
): Promise<Proven | 'nothing-sent'> {
  const proof = proofOf(deps, settings, open.session, step, code);
  if (proof === 'nothing-sent') return proof;
  const verdict = await verify(deps, open.session.user, settings, proof);
  const address = step === 'totp' ? undefined : open.session.challenges[step]?.address;
  const of = address === undefined ? {} : { of: proofMark(address) };
  const proves = { factor: FACTORS[step], ...(step === 'totp' ? {} : { step, ...of }) };
  return { verdict, recorded: await recordVerdict(deps, open, proves, verdict) };
}

function proofOf(
  deps: ProveDependencies,
  settings: Settings,
  session: Session,
  step: CodeStep,
  code: OneTimeCode,
): Proof | 'nothing-sent' {
  if (step === 'totp' || step === 'add-totp') {
    // A code of the one key is none of the other.
    const only = step === 'totp' ? 'totp' : 'pendingTotp';
    return totpProof(deps, { code, explainsDrift: settings.VerboseOutput, only });
  }
  const { address, correlationId } = session.challenges[step] ?? {};
  if (address === undefined || correlationId === undefined) return 'nothing-sent';
  return pinProof(deps, { scope: pageScope(session, step, address), code, correlationId });
}

/** What the code of a page is bound to; the same as when it was sent, or the code is not found. */
function pageScope(
  { id, user, application }: Session,
  step: Exclude<CodeStep, 'totp' | 'add-totp'>,
  address: string,
): PageScope {
  const purpose = step === 'email' || step === 'sms' ? 'page-pin' : 'new-address';
  return { purpose, ...user, application, sessionId: id, method: FACTORS[step], address };
}
