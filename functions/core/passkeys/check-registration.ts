import { authenticatorFault, readAttestedData } from './authenticator-data.ts';
import { clientDataFault } from './client-data.ts';
import type { Expected, Invalid, NewCredential } from './passkey.ts';
import { readAttestedKey } from './public-key.ts';
import type { RegistrationAnswer } from './read-answer.ts';

/**
 * The checks of WebAuthn Level 3 section 7.1 that attestation `none` leaves, in its order. Nothing in the answer is
 * signed by anybody whom we could know: it says what the browser of the person says. That the id is new among all users
 * is for the write to say.
 */
export function checkRegistration(
  answer: RegistrationAnswer,
  expected: Expected,
): { readonly kind: 'valid'; readonly credential: NewCredential } | Invalid {
  const clientFault = clientDataFault(answer.clientData, 'webauthn.create', expected);
  if (clientFault !== undefined) return { kind: 'invalid', fault: clientFault };
  const data = readAttestedData(answer.authenticatorData);
  if (data === undefined) return { kind: 'invalid', fault: 'malformed' };
  const fault = authenticatorFault(data, expected);
  if (fault !== undefined) return { kind: 'invalid', fault };
  const key = readAttestedKey(data.keyAndExtensions);
  if (typeof key === 'string') return { kind: 'invalid', fault: key };
  const hasMore = data.keyAndExtensions.length > key.length;
  if (hasMore !== data.hasExtensions) return { kind: 'invalid', fault: 'malformed' };
  const { credentialId, transports, isDiscoverable } = answer;
  if (data.credentialId.toString('base64url') !== credentialId) return { kind: 'invalid', fault: 'credential' };
  const { algorithm, publicKey } = key;
  const { signCount, isUserVerified, isBackupEligible, isBackedUp } = data;
  const known = { credentialId, publicKey, algorithm, signCount, transports };
  const credential = { ...known, isUserVerified, isBackupEligible, isBackedUp };
  return {
    kind: 'valid',
    credential: { ...credential, aaguid: uuid(data.aaguid), ...(isDiscoverable !== undefined && { isDiscoverable }) },
  };
}

/** RFC 9562 section 4, in lower case. */
function uuid(bytes: Buffer): string {
  return bytes.toString('hex').replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
