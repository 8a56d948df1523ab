import type { Settings } from '../../functions/core/settings/resolve.ts';
import { type Clause, isTrue, met, outOfScope, partly, shown, where } from './clause.ts';

const REFUSED = shown('unit/core/passkeys/check-assertion', 'is refused %s: %s');
const PHISHED = shown('attacks/passkey-phishing', 'signs nobody in');
const ONE_ANSWER = shown(
  'attacks/passkey-replay',
  'two hundred posts of one answer at the same moment are one proof, one use and one result',
);

/** What is said of passkeys has no subject where there are none. */
function ofPasskeys(judge: Clause['judge']): Clause['judge'] {
  const off = outOfScope('There are no passkeys: `Passkey_Enabled` is `false`.');
  return (settings: Settings) => (settings.Passkey_Enabled ? judge : off)(settings);
}

export const PHISHING_RESISTANT_CHOICE: Clause = {
  id: '2.2.2 a',
  requirement: 'A phishing-resistant choice is offered at AAL2.',
  judge: where({ Passkey_Enabled: isTrue }, PHISHED),
};

export const UNIQUE_CHALLENGE = ofPasskeys(
  met(shown('unit/core/sessions/passkey-challenge', 'has 32 bytes of the random source, and each its own'), ONE_ANSWER),
);

/** NIST SP 800-63B-4, the clauses for cryptographic authenticators. */
export const NIST_CRYPTOGRAPHIC: readonly Clause[] = [
  {
    id: '3.1.6.2',
    requirement: 'A challenge has 64 bits or more and is unique; keys have 112 bits of strength or more.',
    judge: UNIQUE_CHALLENGE,
  },
  {
    id: '3.2.5',
    requirement: 'What the authenticator says is bound to the name of the verifier.',
    judge: ofPasskeys(met(PHISHED, REFUSED)),
  },
  {
    id: '3.2.7, 3.2.8',
    requirement: 'Replay resistance and intent of cryptographic authenticators.',
    judge: ofPasskeys(met(ONE_ANSWER, REFUSED)),
  },
];

/** The same, appendix B: syncable authenticators. */
export const NIST_SYNCABLE: readonly Clause[] = [
  {
    id: 'B, UV',
    requirement: 'User verification is asked for, and looked at in every answer; without it there is one factor.',
    judge: ofPasskeys(
      met(
        REFUSED,
        shown(
          'unit/core/passkeys/check-assertion',
          'counts without a look at who it is where that is only preferred, and says so',
        ),
        shown(
          'unit/core/sessions/assurance',
          'by a passkey that is bound to its device: %s, and knew the person: %s, is %j',
        ),
      ),
    ),
  },
  {
    id: 'B, BS',
    requirement: 'That a key has been copied refuses nobody among the public.',
    judge: ofPasskeys(
      met(
        shown('unit/core/passkeys/check-assertion', 'counts %s'),
        shown('unit/core/passkeys/counter', 'a counter that %s: %d, then %d'),
      ),
    ),
  },
  {
    id: 'B, AAL3',
    requirement: 'A key that can be copied does not count for AAL3.',
    judge: ofPasskeys(met(shown('unit/core/sessions/assurance', 'in a session to %s, by %j, is %s'))),
  },
  {
    id: 'B, sharing',
    requirement: 'What follows from synced and shared keys is judged for the use case.',
    judge: ofPasskeys((settings) =>
      settings.PasskeyDeviceBoundOnly
        ? partly('Without attestation it is the browser that says which keys cannot be copied.', REFUSED)(settings)
        : outOfScope('Yours to judge; PasskeyDeviceBoundOnly takes no key that can be copied.')(settings),
    ),
  },
  {
    id: 'B, sync fabric',
    requirement: 'Copies are encrypted, and reached by their owner alone with AAL2.',
    judge: outOfScope('That is with the makers of authenticators; their attestation is not asked for.'),
  },
];
