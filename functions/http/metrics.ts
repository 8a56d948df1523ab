import type { Code } from '../core/errors/codes.ts';
import type { RejectedReason } from '../core/verify/verify.ts';
import type { Operation } from './endpoint.ts';
import type { MetricName, Metrics } from './metric-names.ts';
import type { Reply } from './reply.ts';

const OF_REJECTION = {
  OTP_INVALID: 'Rejected',
  OTP_EXPIRED: 'Rejected',
  OTP_REPLAYED: 'Rejected',
  FACTOR_NOT_ENROLLED: 'Rejected',
  FACTOR_DISABLED: 'Rejected',
  BYPASS_NOT_APPROVED: 'Rejected',
  PASSKEY_INVALID: 'Rejected',
  PASSKEY_UNKNOWN: 'Rejected',
  PASSKEY_COUNTER_REGRESSED: 'Rejected',
  PASSKEY_SYNCED: 'Rejected',
  CHALLENGE_CLOSED: 'Rejected',
  CHALLENGE_EXPIRED: 'Rejected',
} as const satisfies Record<RejectedReason, MetricName>;

const OF_CODE: Readonly<Partial<Record<Code, MetricName>>> = {
  USER_LOCKED: 'LockRefused',
  PUSH_STOPPED: 'SendsExhausted',
  DELIVERY_FAILED: 'DeliveryFailed',
  SEND_LIMIT_EXCEEDED: 'SendsExhausted',
  INTERNAL_ERROR: 'Broken',
  TEMPORARILY_UNAVAILABLE: 'Broken',
};

/** What a call took, in milliseconds: all of it, and the check of a password if there was one. */
interface Took {
  readonly durationMs: number;
  readonly passwordMs: number | undefined;
}

/**
 * What an answer adds to the metrics: at most one count, and the times. A password is slow on purpose and is checked once in a while, so
 * it would hide in a quiet hour how long the check of a factor took.
 */
export function metricsOf(operation: Operation | undefined, reply: Reply, { durationMs, passwordMs }: Took): Metrics {
  const proves = operation?.provesFactor === true;
  const comparesCodes = proves || operation?.groups !== undefined;
  const count = reply.counts ?? countOf({ proves, comparesCodes }, reply);
  return {
    ...(count && { [count]: 1 }),
    ...(proves && { VerifyMilliseconds: Math.max(0, durationMs - (passwordMs ?? 0)) }),
    ...(passwordMs !== undefined && { PasswordMilliseconds: passwordMs }),
  };
}

function countOf(
  { proves, comparesCodes }: { proves: boolean; comparesCodes: boolean },
  { code, status }: Reply,
): MetricName | undefined {
  if (code === undefined) return proves && status < 300 ? 'Accepted' : undefined;
  const rejections: Readonly<Partial<Record<Code, MetricName>>> = OF_REJECTION;
  return OF_CODE[code] ?? (comparesCodes ? rejections[code] : undefined);
}
