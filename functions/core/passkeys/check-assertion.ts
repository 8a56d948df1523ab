import { createHash } from 'node:crypto';
import { authenticatorFault, readAuthenticatorData } from './authenticator-data.ts';
import { clientDataFault } from './client-data.ts';
import type { Expected, Invalid, Passkey } from './passkey.ts';
import { isSigned } from './public-key.ts';
import type { AssertionAnswer } from './read-answer.ts';

/** What an answer said that counts. */
interface ValidAssertion {
  readonly kind: 'valid';
  readonly signCount: number;
  readonly isBackupEligible: boolean;
  readonly isBackedUp: boolean;
  /** Also true where it was not asked for. */
  readonly isUserVerified: boolean;
}

/**
 * The checks of WebAuthn Level 3 section 7.2 in its order, up to the signature; the counter comes after it (`judgeCounter`).
 * That the backup flags are others than before refuses nobody: a policy may look at them.
 */
export function checkAssertion(
  answer: AssertionAnswer,
  passkey: Pick<Passkey, 'credentialId' | 'userHandle' | 'publicKey' | 'algorithm' | 'isUserVerified'>,
  expected: Expected,
): ValidAssertion | Invalid {
  if (answer.credentialId !== passkey.credentialId) return { kind: 'invalid', fault: 'credential' };
  const { userHandle = passkey.userHandle } = answer;
  if (userHandle !== passkey.userHandle) return { kind: 'invalid', fault: 'user-handle' };
  const clientFault = clientDataFault(answer.clientData, 'webauthn.get', expected);
  if (clientFault !== undefined) return { kind: 'invalid', fault: clientFault };
  const read = readAuthenticatorData(answer.authenticatorData);
  if (read === undefined) return { kind: 'invalid', fault: 'malformed' };
  // The last step of section 7.2: one that never checked its owner before may have checked somebody else now.
  const data = { ...read, isUserVerified: read.isUserVerified && passkey.isUserVerified };
  const fault = authenticatorFault(data, expected);
  if (fault !== undefined) return { kind: 'invalid', fault };
  const hash = createHash('sha256').update(answer.clientData).digest();
  const signed = Buffer.concat([answer.authenticatorData, hash]);
  if (!isSigned(signed, passkey, answer.signature)) return { kind: 'invalid', fault: 'signature' };
  const { signCount, isBackupEligible, isBackedUp, isUserVerified } = data;
  return { kind: 'valid', signCount, isBackupEligible, isBackedUp, isUserVerified };
}
