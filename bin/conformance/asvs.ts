import {
  atLeast,
  atMost,
  type Clause,
  isFalse,
  isTrue,
  met,
  notMet,
  outOfScope,
  partly,
  shown,
  where,
} from './clause.ts';
import { UNIQUE_CHALLENGE } from './nist-passkeys.ts';
import { BYPASS_TOLD, LOOK_UP_HASHED, LOSS_REPORTED, RECOVERY_ONCE, RESET_BY_THIEF } from './nist-recovery.ts';

const BUDGET = shown('http/push', 'is refused when the sending budget is spent, on which PINs draw too');

/** OWASP ASVS 5.0.0, chapters V6 and V16: what of them touches a second factor and the record of its changes. */
export const ASVS: readonly Clause[] = [
  {
    id: '6.1.1',
    requirement: 'Rate limits, and what keeps strangers from locking users out, are written down.',
    judge: met(
      shown('http/lockout', 'ends after its time, each further one lasts twice as long, and its PINs are dead'),
    ),
  },
  {
    id: '6.1.3, 6.3.4',
    requirement: 'All ways to sign in are known and equally strong.',
    judge: met(shown('attacks/lock-bypass', 'every route that proves a factor is attacked here')),
  },
  {
    id: '6.3.1',
    requirement: 'Guessing is stopped.',
    judge: met(
      shown('attacks/parallel-guessing', '500 wrong ones with MaxAttempts 5: five are compared'),
      shown('attacks/password-spraying', 'and not more often at once'),
    ),
  },
  {
    id: '6.3.3 a',
    requirement: 'A second factor is asked.',
    judge: met(shown('attacks/sessions', 'is not proven by %s')),
  },
  {
    id: '6.3.3 b',
    requirement: 'At level 3 it is one of hardware that resists phishing, and no other one.',
    judge: where(
      {
        Passkey_Enabled: isTrue,
        PasskeyDeviceBoundOnly: isTrue,
        Totp_Enabled: isFalse,
        Email_Enabled: isFalse,
        Sms_Enabled: isFalse,
        Push_Enabled: isFalse,
      },
      shown('unit/core/passkeys/check-assertion', 'is refused %s: %s'),
    ),
  },
  {
    id: '6.3.5',
    requirement: 'Users are told of suspicious tries.',
    judge: notMet(
      'tries are counted and logged, but the user is told of changes, and of a passkey that was refused as a copy',
    ),
  },
  {
    id: '6.3.6',
    requirement: 'E-mail is no factor.',
    judge: where(
      { Email_Enabled: isFalse },
      shown('http/settings', 'SMS is one under aal2 for a user who has nothing else'),
    ),
  },
  {
    id: '6.3.8',
    requirement: 'Nobody learns from an answer which users exist.',
    judge: met(
      shown('attacks/enumeration', 'takes as much time for an unknown name as for a known one'),
      shown(
        'attacks/enumeration',
        'is asked the same on a route %s for a client, a person, an administrator and nobody',
      ),
    ),
  },
  {
    id: '6.4.1',
    requirement: 'Initial secrets are random, short-lived and good for one use.',
    judge: met(
      shown('attacks/push', 'spends its code: of many at the same moment one succeeds'),
      shown('http/bypass-codes', 'is told once, to nobody but its maker, and works once within the hour'),
    ),
  },
  {
    id: '6.4.2',
    requirement: 'There are no security questions.',
    judge: met(shown('attacks/lock-bypass', 'every route that proves a factor is attacked here')),
  },
  {
    id: '6.4.3',
    requirement: 'A password reset does not go past the second factor.',
    judge: outOfScope('Passwords are reset elsewhere.'),
  },
  {
    id: '6.4.4',
    requirement: 'Whoever has lost a factor proves himself as well as at his enrolment before he gets another one.',
    judge: partly(
      'Who is calling, the help desk checks (docs/help-desk-guide.md).',
      RESET_BY_THIEF,
      BYPASS_TOLD,
      shown('attacks/bypass-code-help-desk', 'the maker does not agree to his own code as %j'),
    ),
  },
  {
    id: '6.4.6',
    requirement: 'An administrator starts a reset without choosing the secret.',
    judge: met(
      shown('http/users', 'keeps password and second factor when the profile is replaced'),
      shown('http/user-reset', 'waits as long as any other, is told to its person, seen and recorded with its reason'),
    ),
  },
  {
    id: '6.5.1',
    requirement: 'Codes are good for one use.',
    judge: met(
      shown('attacks/parallel-guessing', '200 right ones: one is accepted'),
      shown('attacks/parallel-guessing', 'sent 100 times at once is accepted once'),
      RECOVERY_ONCE,
    ),
  },
  { id: '6.5.2', requirement: 'Look-up secrets are hashed.', judge: LOOK_UP_HASHED },
  {
    id: '6.5.3',
    requirement: 'Codes come from a secure generator.',
    judge: met(
      shown(
        'unit/core/otp/pin',
        'has digits that are all equally likely (chi-square, 9 degrees of freedom, p = 0.0001)',
      ),
    ),
  },
  {
    id: '6.5.4',
    requirement: 'A code has 20 bits or more.',
    judge: where(
      { PinLength: atLeast(6) },
      shown('unit/core/otp/pin', 'has the asked-for length and only the asked-for characters'),
    ),
  },
  {
    id: '6.5.5',
    requirement: 'An out-of-band code lives ten minutes at most, a time-based one 30 seconds.',
    judge: where(
      { pinExpiry: atMost(600_000), TotpTimeWindow: atMost(1) },
      shown('http/otp', 'is refused when its time is over, and says so'),
    ),
  },
  {
    id: '6.5.6',
    requirement: 'Every factor can be revoked.',
    judge: met(
      LOSS_REPORTED,
      shown('http/remove-factor', 'is gone, told to its owner and recorded with the reason: %s'),
      shown('http/users', 'is removed with credential and devices, and a second removal finds nothing'),
      shown(
        'http/user-passkeys',
        'that was lost is removed: it proves nothing any more, its owner is told which one, and the others stay',
      ),
    ),
  },
  {
    id: '6.5.7',
    requirement: 'Biometrics are secondary.',
    judge: outOfScope('None come here; a passkey is unlocked on its device.'),
  },
  {
    id: '6.5.8',
    requirement: 'The time of a time-based code comes from a trusted clock.',
    judge: met(
      shown(
        'http/otp',
        'counts for the two steps before the current one and for no other, and steps only move forward',
      ),
    ),
  },
  {
    id: '6.6.1',
    requirement: 'The telephone network only beside something stronger.',
    judge: (settings) =>
      settings.Sms_Enabled
        ? where(
            { SmsNeedsOtherFactor: isTrue },
            shown('http/settings', 'SMS is one under aal2 for a user who has nothing else'),
          )(settings)
        : met(shown('http/settings', 'SMS is one under aal2 for a user who has nothing else'))(settings),
  },
  {
    id: '6.6.2',
    requirement: 'A code is bound to the request that it was made for.',
    judge: where({ ValidateAnyPin: isFalse }, shown('http/otp', 'is refused for %s')),
  },
  {
    id: '6.6.3',
    requirement: 'Guessing of codes is limited.',
    judge: met(
      shown('attacks/parallel-guessing', 'by every door at once, pages, phone and token endpoint too: five in all'),
    ),
  },
  {
    id: '6.6.4',
    requirement: 'Pushes are limited, and approved with a number.',
    judge: where({ MaxSendAttempts: atLeast(1), PushMatchCode: isTrue }, BUDGET),
  },
  {
    id: '6.7.2',
    requirement: 'The challenge of a cryptographic authenticator has 64 bits or more and is unique.',
    judge: UNIQUE_CHALLENGE,
  },
  {
    id: '6.8.4',
    requirement: 'How and when somebody signed in is told, and verified.',
    judge: met(
      shown('http/sessions', 'is a token with who, for whom, when, how and what for'),
      shown('wire/outside-issuer', 'that %s: %s, of a person: %s'),
      shown(
        'attacks/dressed-text',
        'the hash of an action is over the text that page and phone show, in its one spelling',
      ),
    ),
  },
  {
    id: '16.2.1',
    requirement: 'A record says when, where, who and what.',
    judge: met(shown('http/audit', 'stands there twice: as it began, and as it ended')),
  },
  {
    id: '16.2.5',
    requirement: 'What is sensitive is not logged, or only as its protection allows.',
    judge: met(
      shown('attacks/secrets-in-the-record', 'nothing that is recorded holds a secret, nor do its event and its line'),
      shown('http/log', 'names a user by a pseudonym'),
    ),
  },
  {
    id: '16.3.1, 16.3.2',
    requirement: 'Sign-ins, and refused tries of what is not allowed, are logged.',
    judge: met(
      shown('http/log', 'says route, status, time and why not, and no more'),
      shown('http/audit-read', 'tells a domain by the record of a refused try of its own administrator beyond it'),
    ),
  },
  {
    id: '16.3.3',
    requirement: 'Tries to get past the controls are logged.',
    judge: met(shown('http/audit', 'a lock is noted once, by the guess that begins it')),
  },
  {
    id: '16.4.2',
    requirement: 'Records are protected against change.',
    judge: met(
      shown('infra/permissions', 'nobody may change or delete what stands in the record of who did what'),
      shown('attacks/record-tampering', 'is found when he makes the hash anew: the next record does not follow'),
    ),
  },
  {
    id: '16.4.3',
    requirement: 'Records are also sent to another system.',
    judge: met(shown('http/audit', 'is what stands in the table, once it has ended, by the documented schema')),
  },
];
