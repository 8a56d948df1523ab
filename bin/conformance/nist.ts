import { atLeast, atMost, type Clause, isFalse, isTrue, met, outOfScope, partly, shown, where } from './clause.ts';
import { NIST_CRYPTOGRAPHIC, NIST_SYNCABLE, PHISHING_RESISTANT_CHOICE } from './nist-passkeys.ts';
import { LOSS_REPORTED, NIST_LOOK_UP, NIST_RECOVERY } from './nist-recovery.ts';

const ONE_PIN = shown('attacks/parallel-guessing', '200 right ones: one is accepted');
const ONE_TOTP = shown('attacks/parallel-guessing', 'sent 100 times at once is accepted once');
const HARD_STOP = shown(
  'http/lockout',
  'after 100 wrong codes in a row waits for an administrator, whatever the settings say',
);
const FORGED = shown('attacks/push', 'without a signature (alg none)');
const NO_DIGITS = shown(
  'http/push',
  'is shown to the device with application, action and place, and never with the digits',
);
const TYPED = shown('http/push', 'is approved by the digits that the application shows');
const CODE_ONCE = shown('attacks/push', 'spends its code: of many at the same moment one succeeds');

/** NIST SP 800-63B-4, the clauses for the authenticators that there are, and for their life. */
export const NIST: readonly Clause[] = [
  PHISHING_RESISTANT_CHOICE,
  { id: '2.2.2 b', requirement: 'At least one authenticator resists replay.', judge: met(ONE_PIN, ONE_TOTP) },
  {
    id: '2.2.3',
    requirement: 'Reauthentication after a definite time.',
    judge: outOfScope('The application keeps its sessions; the result token tells it auth_time.'),
  },
  {
    id: '3',
    requirement: 'One device may serve several people.',
    judge: met(shown('http/delivery', 'goes by SMS to a number in E.164, in one part')),
  },
  ...NIST_LOOK_UP,
  {
    id: '3.1.3',
    requirement: 'Approving or comparing without carrying a secret over is not enough.',
    judge: where({ PushMatchCode: isTrue }, TYPED),
  },
  {
    id: '3.1.3.1 a',
    requirement: 'E-mail is not an out-of-band channel.',
    judge: where(
      { Email_Enabled: isFalse },
      shown('http/settings', 'SMS is one under aal2 for a user who has nothing else'),
    ),
  },
  {
    id: '3.1.3.1 b',
    requirement: 'The device authenticates itself with a key that was set up at binding.',
    judge: where({ PushMatchCode: isTrue }, FORGED),
  },
  {
    id: '3.1.3.1 c',
    requirement: 'The secret does not show on a locked phone.',
    judge: met(shown('http/push-machine', 'pushes a neutral text with the challenge id: no digits, no name')),
  },
  {
    id: '3.1.3.1 d',
    requirement: 'The secret of the first channel is carried into the answer on the second.',
    judge: where({ PushMatchCode: isTrue }, TYPED, NO_DIGITS),
  },
  {
    id: '3.1.3.2 a',
    requirement: 'A secret is random for each request, good for at most ten minutes and accepted once.',
    judge: where(
      { pinExpiry: atMost(600_000), PushTimeoutSeconds: atMost(600) },
      shown('http/otp', 'is refused when its time is over, and says so'),
      ONE_PIN,
    ),
  },
  {
    id: '3.1.3.2 b',
    requirement: 'Six digits or more from an approved generator; consecutive failures are limited.',
    judge: where(
      { PinLength: atLeast(6) },
      shown(
        'unit/core/otp/pin',
        'has digits that are all equally likely (chi-square, 9 degrees of freedom, p = 0.0001)',
      ),
      HARD_STOP,
    ),
  },
  {
    id: '3.1.3.2 c',
    requirement: 'A new secret does not set the count of failures back.',
    judge: met(shown('attacks/resend', 'no way of asking for another code sets the counter back')),
  },
  {
    id: '3.1.3.2 d',
    requirement: 'Pushes since the last success are limited.',
    judge: where(
      { MaxSendAttempts: atLeast(1) },
      shown('http/push', 'is refused when the sending budget is spent, on which PINs draw too'),
    ),
  },
  {
    id: '3.1.3.3',
    requirement: 'The telephone network is restricted: something else is offered to everybody.',
    judge: (settings) =>
      settings.Sms_Enabled && !settings.SmsNeedsOtherFactor
        ? where({ SmsNeedsOtherFactor: isTrue })(settings)
        : met(shown('http/settings', 'SMS is one under aal2 for a user who has nothing else'))(settings),
  },
  {
    id: '3.1.3.4',
    requirement: 'A multi-factor out-of-band device needs an activation factor each time.',
    judge: outOfScope('The device is taken for a single factor; its screen lock is its own.'),
  },
  {
    id: '3.1.4.1',
    requirement: 'The key has 112 bits or more; a time step lasts two minutes at most.',
    judge: partly(
      'A secret that is taken over from an old directory keeps its length, which may be 80 bits.',
      shown('http/otp', 'confirms the pending key, is spent by it, and then the key cannot be replaced'),
    ),
  },
  {
    id: '3.1.4.2 a',
    requirement: 'Keys are readable by the parts that need them and by no other; a password is accepted once.',
    judge: met(
      shown('attacks/stolen-table', 'finds no PIN, no TOTP secret and no password in it, in any encoding'),
      ONE_TOTP,
    ),
  },
  {
    id: '3.1.4.2 b',
    requirement: 'A time-based password has a defined life, which covers drift, network and typing.',
    judge: where(
      { TotpTimeWindow: atMost(4) },
      shown(
        'http/otp',
        'counts for the two steps before the current one and for no other, and steps only move forward',
      ),
    ),
  },
  { id: '3.2.2', requirement: 'At most 100 consecutive failures, then disabled.', judge: met(HARD_STOP) },
  ...NIST_CRYPTOGRAPHIC,
  {
    id: '3.2.9',
    requirement: 'Users of a restricted authenticator are told of its risk and offered another.',
    judge: where({ Sms_Enabled: isFalse }),
  },
  {
    id: '3.2.10',
    requirement: 'Activation secrets of four characters or more, ten tries.',
    judge: outOfScope('Authenticators activate themselves.'),
  },
  {
    id: '4.1',
    requirement: 'Binding and life-cycle events are recorded with their date.',
    judge: met(
      shown('http/audit', 'a device, its code, and a push that it denied'),
      shown('attacks/unrecorded-change', 'no key is made and no enrolment code given out'),
    ),
  },
  {
    id: '4.1.2.1',
    requirement: 'Binding another authenticator needs the ones that exist, and is announced.',
    judge: where(
      { EnrolmentNeedsProof: isTrue },
      shown(
        'attacks/unproven-enrolment',
        'the pages ask for it too: a code to the address comes first, though mail is no factor in aal2',
      ),
      shown('attacks/old-enrolment-code', 'a code is worthless after its owner has enrolled an authenticator'),
    ),
  },
  {
    id: '4.1.2.2',
    requirement: 'A binding code has 40 bits or more, lives ten minutes at most and works once.',
    judge: met(
      CODE_ONCE,
      shown(
        'attacks/push',
        'needs the private half of the key that it brings, and a try without does not spend the code',
      ),
    ),
  },
  ...NIST_RECOVERY,
  {
    id: '4.3',
    requirement: 'A lost authenticator can be suspended promptly.',
    judge: met(
      LOSS_REPORTED,
      shown('http/users', 'is removed with credential and devices, and a second removal finds nothing'),
      shown(
        'http/user-passkeys',
        'that was lost is removed: it proves nothing any more, its owner is told which one, and the others stay',
      ),
    ),
  },
  {
    id: '4.6',
    requirement: 'The subscriber is told of binding events at his addresses, with a way to say that it was not he.',
    judge: met(
      shown('attacks/not-me', 'is told to mail and phone at once, without a link (%s)'),
      shown('attacks/not-me', 'ends the code of a device, and nothing is begun by a password for a day'),
    ),
  },
  ...NIST_SYNCABLE,
];
