import { authenticatorFault, readAttestedData } from './authenticator-data.ts';
import { clientDataFault } from './client-data.ts';
import type { Expected, Invalid, NewCredential, PasskeyAlgorithm } from './passkey.ts';
import { coseKey, isPasskeyAlgorithm, readPublicKey } from './public-key.ts';
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
  const { algorithm, credentialId, publicKey, transports, isDiscoverable } = answer;
  if (!isPasskeyAlgorithm(algorithm)) return { kind: 'invalid', fault: 'algorithm' };
  if (!isKeyOf(data, publicKey, algorithm)) return { kind: 'invalid', fault: 'public-key' };
  if (base64Url(data.credentialId) !== credentialId) return { kind: 'invalid', fault: 'credential' };
  const { signCount, isUserVerified, isBackupEligible, isBackedUp } = data;
  const known = { credentialId, publicKey, algorithm, signCount, transports };
  const credential = { ...known, isUserVerified, isBackupEligible, isBackedUp };
  return {
    kind: 'valid',
    credential: { ...credential, aaguid: uuid(data.aaguid), ...(isDiscoverable !== undefined && { isDiscoverable }) },
  };
}

/** Whether the browser handed out the key that the authenticator made, and the authenticator wrote nothing behind it. */
function isKeyOf(
  { keyAndExtensions, hasExtensions }: { readonly keyAndExtensions: Uint8Array; readonly hasExtensions: boolean },
  publicKey: Uint8Array,
  algorithm: PasskeyAlgorithm,
): boolean {
  const key = readPublicKey(publicKey, algorithm);
  if (key === undefined) return false;
  const expected = coseKey(key, algorithm);
  const hasMore = keyAndExtensions.length > expected.length;
  return expected.equals(keyAndExtensions.subarray(0, expected.length)) && hasMore === hasExtensions;
}

/** RFC 9562 section 4, in lower case. */
function uuid(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function base64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
