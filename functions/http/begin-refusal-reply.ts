import type { BeginRefusal } from '../core/enrol/begin-enrolment.ts';
import type { Code } from '../core/errors/codes.ts';
import { retryAfterSeconds } from '../core/verify/verify.ts';
import type { AnswerStyle } from './endpoint.ts';
import { type Reply, refused } from './reply.ts';

/** Why nothing was begun, with the time to wait where time alone helps. */
export function beginRefusalReply(
  style: AnswerStyle,
  refusal: BeginRefusal | { readonly reason: Exclude<Code, 'SEND_LIMIT_EXCEEDED'> },
  nowMs: number,
): Reply {
  switch (refusal.reason) {
    case 'SEND_LIMIT_EXCEEDED':
      return refused(style, refusal.reason, { retryAfterSeconds: retryAfterSeconds(refusal.untilMs, nowMs) });
    case 'TOO_MANY_REQUESTS':
      return refused(style, refusal.reason, { retryAfterSeconds: 1 });
    default:
      return refused(style, refusal.reason);
  }
}
