export const METRIC_NAMESPACE = 'Sekisho';

/** What is counted, with what one more of it means; docs/runbook.md has the same table. */
export const METRICS = {
  Accepted: 'A factor was proved.',
  Rejected: 'A code or a passkey was wrong, too old, used before, or of a factor that the user does not have.',
  Locked:
    'A lock began: the last try before it was used up (and, with an authenticator or a phone, may have been right).',
  LockRefused: 'A proof or a sending was refused because the user is locked.',
  PushDenied: 'A user denied a push.',
  DeliveryFailed: 'A PIN was not handed over to the mail, SMS or gateway service.',
  SendsExhausted: 'A sending was refused because the user had too many without a right code.',
  RecordsLost: 'An audit record could not be written although what it tells had happened.',
  Broken: 'A call ended in 500 or 503.',
  VerifyMilliseconds: 'How long the check of a factor took, in the function, without the password that came with it.',
  PasswordMilliseconds:
    'How long the check of a password took: its hash, which is slow on purpose, or the answer of LDAP.',
} as const satisfies Record<string, string>;

export type MetricName = keyof typeof METRICS;

export type Metrics = Readonly<Partial<Record<MetricName, number>>>;
