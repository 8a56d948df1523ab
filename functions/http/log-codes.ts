/** Every event that is logged has one of these codes, with what it means; docs/runbook.md has the same table. */
export const LOG_CODES = {
  REQUEST_COMPLETED: 'A call was answered; `refusal` says why when it is not a success. It carries the metrics.',
  LOCK_BEGAN: 'The last try before a lock was used up; unless it was right, a user is locked from now on.',
  DELIVERY_FAILED: 'A message could not be handed over; the PIN in it is dead.',
  DIRECTORY_UNAVAILABLE: 'The LDAP directory of a domain did not answer in time; `reason` says at which step.',
  USER_AMBIGUOUS: 'The LDAP directory has several entries for one name.',
  PASSWORD_NOT_RENEWED: 'A right password could not be stored under new parameters; the next sign-in tries again.',
  ISSUER_UNAVAILABLE: 'The keys of an outside token issuer could not be had; `reason` says why.',
  RECORD_LOST:
    'Something happened but its audit record could not be written; `kind` says what, and `sekisho audit verify` where.',
  EVENT_FAILED: 'An audit record stands in the table, but its event could not be sent.',
  NOTICE_FAILED: 'A user was not told that a factor was changed; the change holds.',
  PASSKEY_REFUSED: 'The answer of a passkey did not count; `fault` says which check failed. Never the answer itself.',
  ADMINISTRATOR_BY_PASSWORD: 'Somebody administered with a password alone, because he has no second factor yet.',
  SETTINGS_WEAKER: 'The settings of a domain are weaker than the standard ones.',
  PUSH_ENDPOINT_FAILED: 'SNS refused to register a device for push; the device can still fetch open challenges.',
  REMINDERS_FAILED: 'The later notices of a reset were not set up; the first one went out, and the reset holds.',
  PUSH_WAKE_FAILED: 'A push was answered but its state machine was not told; it ends by its time-out.',
  INTERNAL_ERROR: 'A call broke here: `error` is the kind, `at` the call sites. Never a message, which may hold input.',
  TEMPORARILY_UNAVAILABLE: 'An AWS service refused, throttled or did not answer; the call was answered with 503.',
} as const satisfies Record<string, string>;

export type LogCode = keyof typeof LOG_CODES;
