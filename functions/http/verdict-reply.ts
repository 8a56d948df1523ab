import { assertNever } from '../core/assert-never.ts';
import { retryAfterSeconds, type Verdict } from '../core/verify/verify.ts';
import type { AnswerStyle } from './endpoint.ts';
import { ok, type Reply, refused } from './reply.ts';

interface Circumstances {
  /** The body of the answer to a right proof. */
  readonly accepted: unknown;
  readonly nowMs: number;
  /** Without it a refusal does not say why. @default true */
  readonly verbose?: boolean;
}

/** A verdict as an answer. Only `accepted` is a success, whatever route it came by. */
export function verdictReply(
  style: AnswerStyle,
  verdict: Verdict,
  { accepted, nowMs, verbose = true }: Circumstances,
): Reply {
  switch (verdict.kind) {
    case 'accepted':
      return ok(accepted);
    case 'rejected':
      return refused(style, verdict.reason, { verbose });
    case 'locked':
      return refused(style, 'USER_LOCKED', { verbose, retryAfterSeconds: retryAfterSeconds(verdict.untilMs, nowMs) });
    case 'unknown-user':
      return refused(style, 'USER_UNKNOWN', { verbose });
    case 'busy':
      return refused(style, 'TOO_MANY_REQUESTS', { verbose, retryAfterSeconds: 1 });
    default:
      return assertNever(verdict);
  }
}
