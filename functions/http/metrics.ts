import type { Code } from '../core/errors/codes.ts';
import type { RejectedReason } from '../core/verify/verify.ts';
import type { Operation } from './endpoint.ts';
import type { Metrics } from './log.ts';
import type { Reply } from './reply.ts';

export const METRIC_NAMESPACE = 'Sekisho';

/** What is counted, with what one more of it means; docs/runbook.md has the same table. */
export const METRICS = {
  Accepted: 'A factor was proved.',
  Rejected: 'A code was wrong, expired, used before, or for a factor that the user does not have.',
  Locked:
    'A lock began: the last try before it was used up (and, with an authenticator or a phone, may have been right).',
  LockRefused: 'A proof or a sending was refused because the user is locked.',
  PushDenied: 'A user denied a push.',
  DeliveryFailed: 'A PIN was not handed over to the mail, SMS or gateway service.',
  SendsExhausted: 'A sending was refused because the user had too many without a right code.',
  RecordsLost: 'An audit record could not be written although what it tells had happened.',
  Broken: 'A call ended in 500 or 503.',
  VerifyMilliseconds: 'How long the check of a factor took, in the function.',
} as const satisfies Record<string, string>;

export type MetricName = keyof typeof METRICS;

const OF_REJECTION = {
  OTP_INVALID: 'Rejected',
  OTP_EXPIRED: 'Rejected',
  OTP_REPLAYED: 'Rejected',
  FACTOR_NOT_ENROLLED: 'Rejected',
  FACTOR_DISABLED: 'Rejected',
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

/** What an answer adds to the metrics: at most one count, and the time where a factor was checked. */
export function metricsOf(operation: Operation | undefined, reply: Reply, durationMs: number): Metrics {
  const proves = operation?.provesFactor === true;
  const comparesCodes = proves || operation?.caller === 'administrator';
  const count = reply.counts ?? countOf({ proves, comparesCodes }, reply);
  return { ...(count && { [count]: 1 }), ...(proves && { VerifyMilliseconds: durationMs }) };
}

function countOf(
  { proves, comparesCodes }: { proves: boolean; comparesCodes: boolean },
  { code, status }: Reply,
): MetricName | undefined {
  if (code === undefined) return proves && status < 300 ? 'Accepted' : undefined;
  const rejections: Readonly<Partial<Record<Code, MetricName>>> = OF_REJECTION;
  return OF_CODE[code] ?? (comparesCodes ? rejections[code] : undefined);
}
