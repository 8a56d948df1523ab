import { assertNever } from '../assert-never.ts';
import { type Accepted, accepted } from '../verify/accepted.ts';
import { type Challenge, stateOf } from './challenge.ts';

/** An approval that nobody fetches for so long is over: the person agreed to what he saw then. */
export const APPROVAL_LIFE_MS = 60_000;

/** What has become of a challenge that a session waits for. */
export type Approval =
  | { readonly kind: 'pending' }
  | { readonly kind: 'approved'; readonly verdict: Accepted }
  | { readonly kind: 'denied' }
  | { readonly kind: 'expired' };

/** `verify` accepted the approval when the phone answered, and that is the moment of the proof. */
export function readApproval(challenge: Challenge, nowMs: number): Approval {
  const state = stateOf(challenge, nowMs);
  switch (state.status) {
    case 'pending':
    case 'denied':
    case 'expired':
      return { kind: state.status };
    case 'approved': {
      const isFresh = nowMs < state.answeredAtMs + APPROVAL_LIFE_MS;
      return isFresh ? { kind: 'approved', verdict: accepted(state.answeredAtMs, state) } : { kind: 'expired' };
    }
    default:
      return assertNever(state);
  }
}
