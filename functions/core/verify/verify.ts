import type { UserKey } from '../directory/user.ts';
import { type Limits, limitsOf, lockState } from '../lock/lock.ts';
import type { PasskeyFault } from '../passkeys/passkey.ts';
import type { Clock } from '../ports/clock.ts';
import type { Credentials } from '../ports/credentials.ts';
import type { Users } from '../ports/users.ts';
import type { TotpSecret } from '../secrets/secret.ts';
import type { Settings } from '../settings/resolve.ts';
import { type Accepted, accepted, type PasskeyTraits } from './accepted.ts';
import type { Credential } from './credential.ts';

export type RejectedReason =
  | 'OTP_INVALID'
  | 'OTP_EXPIRED'
  | 'OTP_REPLAYED'
  | 'FACTOR_NOT_ENROLLED'
  | 'FACTOR_DISABLED'
  | 'BYPASS_NOT_APPROVED'
  | 'PASSKEY_INVALID'
  | 'PASSKEY_UNKNOWN'
  | 'PASSKEY_COUNTER_REGRESSED'
  | 'PASSKEY_SYNCED'
  | 'CHALLENGE_CLOSED'
  | 'CHALLENGE_EXPIRED';

export interface Rejected {
  readonly kind: 'rejected';
  readonly reason: RejectedReason;
  /** The code belongs to that time from now, because the clock that showed it is off. */
  readonly driftSeconds?: number;
  /** Which check of a passkey failed: for the log of an operator, not for the person. */
  readonly fault?: PasskeyFault;
}

/** What a check of a factor comes to: a value, never an exception. */
export type Verdict =
  | Accepted
  | Rejected
  /** `untilMs` is missing when only an administrator can end the lock. */
  | { readonly kind: 'locked'; readonly untilMs?: number }
  | { readonly kind: 'unknown-user' }
  /** Parallel calls for this user kept changing the item; nothing was compared. */
  | { readonly kind: 'busy' };

/** `blocked`: the condition of the write did not hold, so nothing was compared and nothing counted. */
export type TryOutcome =
  | Extract<Verdict, { kind: 'rejected' | 'busy' }>
  | { readonly kind: 'accepted'; readonly passkey?: PasskeyTraits; readonly of?: string }
  | { readonly kind: 'blocked' };

/** `unreadable`: what was typed cannot be a code of this kind; nothing was compared and nothing counted. */
export type AttemptOutcome = TryOutcome | { readonly kind: 'unreadable' };

export interface TryContext {
  readonly user: UserKey;
  readonly settings: Settings;
  readonly limits: Limits;
  readonly nowMs: number;
}

/**
 * A factor, as the verify function sees it. `attempt` makes one try whose first write holds the lock in its condition;
 * `explain` says what else than the lock can have blocked it, after counting the failure.
 */
export interface Proof {
  attempt(context: TryContext): Promise<AttemptOutcome>;
  explain(context: TryContext, credential: Credential | undefined, legacyTotp?: TotpSecret): Promise<TryOutcome>;
}

export interface VerifyDependencies {
  readonly clock: Clock;
  readonly users: Users;
  readonly credentials: Credentials;
}

const MAX_ROUNDS = 3;

/**
 * The one way to prove a factor. Every route comes through here, so that the lock, the counters and the end of a lock
 * are the same for a PIN, an authenticator code and whatever comes after them.
 */
export async function verify(
  deps: VerifyDependencies,
  user: UserKey,
  settings: Settings,
  proof: Proof,
): Promise<Verdict> {
  const presence = await deps.users.presence(user);
  if (presence.kind === 'left') return { kind: 'unknown-user' };
  const owner = presence.kind === 'here' ? presence.owner : undefined;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const context = { user, settings, limits: limitsOf(settings, owner), nowMs: deps.clock() };
    const outcome = await proof.attempt(context);
    if (outcome.kind === 'unreadable') return judgeUnreadable(deps, context);
    if (outcome.kind !== 'blocked') return judge(outcome, context);
    const verdict = await explainBlocked(deps, context, proof);
    if (verdict !== 'again') return verdict;
  }
  return { kind: 'busy' };
}

async function explainBlocked(deps: VerifyDependencies, context: TryContext, proof: Proof): Promise<Verdict | 'again'> {
  const { account, credential, legacyTotp } = await deps.users.load(context.user);
  if (account === undefined) return { kind: 'unknown-user' };
  if (credential !== undefined) {
    const state = lockState(credential, context.settings, context.nowMs);
    if (state.kind === 'locked') return state;
    if (state.kind === 'over') {
      await deps.credentials.openWindow(context.user, credential);
      return 'again';
    }
  }
  const explained = await proof.explain(context, credential, legacyTotp);
  return explained.kind === 'blocked' ? 'again' : judge(explained, context);
}

/** A slip of the finger and a pasted sentence cost no attempt: no code is guessed by what is none. */
async function judgeUnreadable(deps: VerifyDependencies, { user, settings, nowMs }: TryContext): Promise<Verdict> {
  const { account, credential } = await deps.users.load(user);
  if (account === undefined) return { kind: 'unknown-user' };
  const state = credential && lockState(credential, settings, nowMs);
  return state?.kind === 'locked' ? state : { kind: 'rejected', reason: 'OTP_INVALID' };
}

function judge(outcome: Exclude<TryOutcome, { kind: 'blocked' }>, { nowMs }: TryContext): Verdict {
  return outcome.kind === 'accepted' ? accepted(nowMs, outcome) : outcome;
}

/** Whole seconds until a lock ends, at least one; undefined when no time is set. */
export function retryAfterSeconds(untilMs: number | undefined, nowMs: number): number | undefined {
  return untilMs === undefined ? undefined : Math.max(1, Math.ceil((untilMs - nowMs) / 1000));
}
