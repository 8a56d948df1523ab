import { type Clause, met, outOfScope, partly, type Shown, shown } from './clause.ts';

const MADE = shown(
  'unit/core/recovery/recovery-codes',
  'has ten codes of 80 bits, one salt, and 128 bits of a hash of each',
);
const SHOWN_ONCE = shown(
  'http/recovery-codes',
  'are made after a proof, shown once, and count when one of them was typed back',
);
const NOT_KEPT = shown('http/recovery-codes', 'stand nowhere but in the answer that shows them');
const LOCKED = shown('attacks/one-rescue-code', 'at a %s code ends with the lock that all codes have');
/** The one race that others lost. */
export const RECOVERY_ONCE = shown(
  'attacks/one-rescue-code',
  'typed 200 times at once, in twenty sessions and many tabs of each, lets one of them in',
);
export const RESET_BY_THIEF = shown(
  'attacks/reset-by-a-thief',
  'is seen by mail and phone at once, and adds nothing by any door before the time',
);
export const BYPASS_TOLD = shown(
  'http/bypass-codes',
  'is announced to its user by mail and by text message, without the code but with what ends it',
);
export const LOSS_REPORTED = shown(
  'attacks/reported-loss',
  'a lost app proves nothing, and what it proved a moment before counts for nothing',
);

/** Where recovery codes are switched off there are no look-up secrets. */
function whereCodesAre(...shownBy: readonly Shown[]): Clause['judge'] {
  return (settings) =>
    settings.RecoveryCodes_Enabled
      ? met(...shownBy)(settings)
      : outOfScope('Recovery codes are switched off.')(settings);
}

export const LOOK_UP_HASHED = whereCodesAre(MADE, NOT_KEPT);

/** NIST SP 800-63B-4, look-up secrets: recovery codes are our only ones. */
export const NIST_LOOK_UP: readonly Clause[] = [
  {
    id: '3.1.2.1',
    requirement: 'A look-up secret is random, of six digits or more, and given online only after a proof.',
    judge: whereCodesAre(MADE, SHOWN_ONCE),
  },
  {
    id: '3.1.2.2',
    requirement: 'Look-up secrets count once, are kept as salted slow hashes, and guesses at them are limited.',
    judge: whereCodesAre(RECOVERY_ONCE, MADE, NOT_KEPT, LOCKED),
  },
];

/** NIST SP 800-63B-4, account recovery. */
export const NIST_RECOVERY: readonly Clause[] = [
  {
    id: '4.2.1.1',
    requirement: 'A saved recovery code has 64 bits or more, is hashed, throttled, and replaced after its use.',
    judge: whereCodesAre(
      MADE,
      LOCKED,
      RECOVERY_ONCE,
      shown(
        'http/rescue-pages',
        'uses a recovery code, is told how many are left and by mail, adds a method if he likes, and goes on',
      ),
    ),
  },
  {
    id: '4.2.1.2',
    requirement: 'An issued recovery code has six digits or more and a short life, and its address was verified.',
    judge: outOfScope('None is sent: the help desk tells its code to the person itself.'),
  },
  {
    id: '4.2.1.3',
    requirement: 'Recovery contacts are confirmed, seen and managed by the person.',
    judge: outOfScope('There are none.'),
  },
  {
    id: '4.2.2.2',
    requirement: 'Recovery at AAL2 takes two proofs.',
    judge: partly(
      'A code counts beside the password that the application has checked. A code of the help desk (`BypassCodes_Enabled`) and a ' +
        'reset after a wait (`ResetCoolOffHours`) are alternative methods, whose risk the operator weighs and writes down.',
      SHOWN_ONCE,
      RESET_BY_THIEF,
      shown('http/bypass-codes', 'is told once, to nobody but its maker, and works once within the hour'),
    ),
  },
  {
    id: '4.2.3',
    requirement: 'A recovery is told at all addresses, with a way to say that it was not he.',
    judge: met(
      BYPASS_TOLD,
      shown('http/bypass-codes', 'is ended by its user, with what the message brought and nothing else'),
      RESET_BY_THIEF,
      shown('http/reset', 'with the code of its notice, once, also that of a later notice'),
      shown(
        'http/rescue-pages',
        'types what the help desk has told him, and is told of that by mail and by text message',
      ),
    ),
  },
];
