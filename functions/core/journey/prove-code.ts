import { makeTotpCorrelationId } from '../otp/correlation-id.ts';
import type { PinScope } from '../otp/pin.ts';
import type { Credentials, KeyRing, RandomBytes, Users } from '../ports.ts';
import type { OneTimeCode } from '../secrets/secret.ts';
import { type OpenSession, type OpenSessionDependencies, recordVerdict } from '../sessions/open-session.ts';
import type { Settings } from '../settings/resolve.ts';
import { pinProof } from '../verify/pin-proof.ts';
import { totpProof } from '../verify/totp-proof.ts';
import { type Verdict, type VerifyDependencies, verify } from '../verify/verify.ts';

export interface ProveDependencies extends OpenSessionDependencies, VerifyDependencies {
  readonly random: RandomBytes;
  readonly keys: KeyRing;
  readonly users: Users;
  readonly credentials: Credentials;
}

export interface TypedCode {
  readonly method: 'totp' | 'email' | 'sms';
  readonly code: OneTimeCode;
  /** Of the message that brought the code. */
  readonly correlationId?: string;
  /** An address that is being verified; without it the code proves an address of the directory. */
  readonly newAddress?: string;
  /** It confirms the pending key of an authenticator app, and no other key counts. */
  readonly confirmsKey?: boolean;
}

export interface Proven {
  readonly verdict: Verdict;
  /** `blocked`: the session was over meanwhile, and the verdict counts for nothing here. */
  readonly recorded: 'recorded' | 'unchanged' | 'blocked';
}

/** A code that was typed on a page: checked as every other one, then written into the session. */
export async function proveCode(
  deps: ProveDependencies,
  settings: Settings,
  open: OpenSession,
  typed: TypedCode,
): Promise<Proven> {
  const scope = scopeOfSession(open, typed);
  const proof =
    typed.method === 'totp'
      ? totpProof(deps, {
          ...(await totpInput(deps, scope, typed)),
          explainsDrift: settings.VerboseOutput,
          only: typed.confirmsKey === true ? 'pendingTotp' : 'totp',
        })
      : pinProof(deps, { scope, code: typed.code, correlationId: typed.correlationId ?? '' });
  const verdict = await verify(deps, open.session.user, settings, proof);
  return { verdict, recorded: await recordVerdict(deps, open, typed.method, verdict) };
}

/** Ten seconds are enough between making the id and checking it, in the same call. */
const TOTP_ID_LIFE_MS = 10_000;

async function totpInput(deps: ProveDependencies, scope: PinScope, { code }: TypedCode) {
  const keys = await deps.keys.current();
  const correlationId = makeTotpCorrelationId(keys, deps.random, scope, deps.clock() + TOTP_ID_LIFE_MS);
  return { scope, code, correlationId };
}

/**
 * What a code of this session is bound to: also to the way by which it was sent, since a mailed code that counted as a
 * text message would make the session worth more than it is. One that was sent to a new address is bound to that address
 * as well: it cannot confirm another one, nor stand in for a factor.
 */
function scopeOfSession({ session }: Pick<OpenSession, 'session'>, typed: SentWay): PinScope {
  return { ...session.user, application: session.application, sessionId: pinSessionId(session.id, typed) };
}

type SentWay = Pick<TypedCode, 'method' | 'newAddress'>;

export function pinSessionId(sessionId: string, { method, newAddress }: SentWay): string {
  const way = `${sessionId} ${method}`;
  return newAddress === undefined ? way : `${way} confirms ${newAddress}`;
}
