import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkRegistration } from '../../../../functions/core/passkeys/check-registration.ts';
import {
  PASSKEY_ALGORITHMS,
  type PasskeyAlgorithm,
  type PasskeyFault,
} from '../../../../functions/core/passkeys/passkey.ts';
import { coseKey } from '../../../../functions/core/passkeys/public-key.ts';
import { readRegistration } from '../../../../functions/core/passkeys/read-answer.ts';
import { AAGUID, EXPECTED, FLAGS, newAuthenticator, register, spkiOf, type Twist } from './software-authenticator.ts';

const phone = newAuthenticator();
const { UP, UV, BE, BS, AT, ED } = FLAGS;
const ALL = UP | UV | BE | BS | AT;

function check(twist: Twist, authenticator = phone, expected = EXPECTED) {
  const answer = readRegistration(register(authenticator, EXPECTED, twist));
  return answer === undefined ? 'unreadable' : checkRegistration(answer, expected);
}

/** A passkey whose key is that one, and everything else in agreement with it. */
function withKey(keys: { publicKey: KeyObject; privateKey: KeyObject }, algorithm: PasskeyAlgorithm) {
  return check({}, { credentialId: phone.credentialId, algorithm, ...keys });
}

const handedOut = (publicKey: Buffer): Twist => ({ response: { publicKey: publicKey.toString('base64url') } });
const clientData = (members: Record<string, unknown>): Twist => ({ clientData: members });
const usual = Buffer.from(register(phone, EXPECTED).response.authenticatorData, 'base64url');

describe('a new passkey', () => {
  it.each(PASSKEY_ALGORITHMS)('is what its answer says: algorithm %d', (algorithm) => {
    const authenticator = newAuthenticator(algorithm);
    expect(check({ signCount: 3 }, authenticator)).toEqual({
      kind: 'valid',
      credential: {
        credentialId: authenticator.credentialId.toString('base64url'),
        publicKey: spkiOf(authenticator),
        algorithm,
        signCount: 3,
        transports: ['hybrid', 'internal'],
        isUserVerified: true,
        isBackupEligible: true,
        isBackedUp: true,
        aaguid: AAGUID,
        isDiscoverable: true,
      },
    });
  });

  it.each([
    ['bound to its device', { flags: UP | UV | AT }],
    ['with extension data behind its key', { flags: ALL | ED, behind: Buffer.from('a0', 'hex') }],
    ['without crossOrigin', clientData({ crossOrigin: undefined })],
  ] satisfies [string, Twist][])('may be %s', (_what, twist) => {
    expect(check(twist)).toMatchObject({ kind: 'valid' });
  });

  it('may have an id of 1 byte and of 1,023 bytes', () => {
    expect(check({}, newAuthenticator(-7, 1))).toMatchObject({ kind: 'valid' });
    expect(check({}, newAuthenticator(-7, 1_023))).toMatchObject({ kind: 'valid' });
    expect(check({}, newAuthenticator(-7, 1_024))).toBe('unreadable');
    expect(check({}, newAuthenticator(-7, 0))).toBe('unreadable');
  });

  it('may be made without a look at who it is where that is only preferred', () => {
    const expected = { ...EXPECTED, userVerification: 'preferred' } as const;
    expect(check({ flags: UP | AT }, phone, expected)).toMatchObject({ kind: 'valid' });
    expect(check({ flags: UP | AT })).toEqual({ kind: 'invalid', fault: 'user-verification' });
  });

  const refused: readonly (readonly [what: string, fault: PasskeyFault, twist: Twist])[] = [
    ['of an answer that was a proof', 'type', clientData({ type: 'webauthn.get' })],
    ['to another challenge', 'challenge', clientData({ challenge: Buffer.alloc(32, 8).toString('base64url') })],
    ['on a page elsewhere', 'origin', clientData({ origin: 'https://mfa.example.net' })],
    ['in a frame of somebody else', 'framed', clientData({ crossOrigin: true })],
    ['under another page', 'framed', clientData({ topOrigin: 'https://example.net' })],
    ['for another domain', 'rp-id', { rpId: 'example.com' }],
    ['that nobody touched', 'user-presence', { flags: AT | UV }],
    ['that is synced but must not be', 'backup-state', { flags: AT | UP | UV | BS }],
    ['with an algorithm that was not offered', 'algorithm', { response: { publicKeyAlgorithm: -35 } }],
    ['with an algorithm that is no whole number', 'algorithm', { response: { publicKeyAlgorithm: -7.5 } }],
    ['with another algorithm than that of its key', 'public-key', { response: { publicKeyAlgorithm: -8 } }],
    ['with another key than the authenticator made', 'public-key', handedOut(spkiOf(newAuthenticator()))],
    ['with a key that is none', 'public-key', handedOut(Buffer.alloc(91))],
    ['with a byte behind its key', 'public-key', handedOut(Buffer.concat([spkiOf(phone), Buffer.of(0)]))],
    ['with half a key', 'public-key', handedOut(spkiOf(phone).subarray(0, 60))],
    ['with a point that is not on the curve', 'public-key', handedOut(offTheCurve(spkiOf(phone)))],
    ['with bytes behind it that no flag announces', 'public-key', { behind: Buffer.of(0xa0) }],
    ['with a flag of extensions but none', 'public-key', { flags: ALL | ED }],
    ['whose key ends early', 'public-key', { authenticatorData: usual.subarray(0, -1) }],
    ['without attested data', 'malformed', { flags: UP | UV | BE | BS }],
    ['whose id ends early', 'malformed', { authenticatorData: usual.subarray(0, 60) }],
    ['that ends before its id', 'malformed', { authenticatorData: usual.subarray(0, 54) }],
    ['that ends before its flags', 'malformed', { authenticatorData: usual.subarray(0, 32) }],
    ['whose client data is no JSON', 'malformed', { clientDataBytes: Buffer.from('{') }],
  ];

  it.each(refused)('is refused %s: %s', (_what, fault, twist) => {
    expect(check(twist)).toEqual({ kind: 'invalid', fault });
  });

  it('is refused when the id is not the one that the authenticator made', () => {
    const other = newAuthenticator().credentialId.toString('base64url');
    const answer = readRegistration({ ...register(phone, EXPECTED), id: other, rawId: other });
    expect(answer && checkRegistration(answer, EXPECTED)).toEqual({ kind: 'invalid', fault: 'credential' });
  });

  it.each([
    ['P-384 for ES256', -7, generateKeyPairSync('ec', { namedCurve: 'P-384' })],
    ['secp256k1 for ES256', -7, generateKeyPairSync('ec', { namedCurve: 'secp256k1' })],
    ['Ed448 for EdDSA', -8, generateKeyPairSync('ed448')],
    ['X25519 for EdDSA', -8, generateKeyPairSync('x25519')],
    ['RSA of 1,024 bits', -257, generateKeyPairSync('rsa', { modulusLength: 1_024 })],
    ['RSA with the exponent 3', -257, generateKeyPairSync('rsa', { modulusLength: 2_048, publicExponent: 3 })],
    ['RSA-PSS for RS256', -257, generateKeyPairSync('rsa-pss', { modulusLength: 2_048 })],
    ['P-256 for RS256', -257, generateKeyPairSync('ec', { namedCurve: 'P-256' })],
  ] as const)('is refused with a key of the wrong kind: %s', (_what, algorithm, keys) => {
    const publicKey = keys.publicKey.export({ format: 'der', type: 'spki' });
    const { response } = register(newAuthenticator(algorithm), EXPECTED);
    expect(check({ response: { ...response, publicKey: publicKey.toString('base64url') } })).toEqual({
      kind: 'invalid',
      fault: 'public-key',
    });
  });

  it('may have an RSA key of up to 4,096 bits', () => {
    expect(withKey(rsaOf(4_096), -257)).toMatchObject({ kind: 'valid' });
    expect(withKey(rsaOf(4_104), -257)).toEqual({ kind: 'invalid', fault: 'public-key' });
    expect(withKey(rsaOf(2_040), -257)).toEqual({ kind: 'invalid', fault: 'public-key' });
  });
});

it('writes a key as the authenticator does, whatever the length of its numbers', () => {
  const key = (length: number) => coseKey(rsaOf(length).publicKey, -257);
  expect(key(2_048).subarray(0, 11).toString('hex')).toBe('a401030339010020590100');
  expect(key(2_048).subarray(-5).toString('hex')).toBe('2143010001');
});

/** A modulus of that many bits that has no factors anybody looked for: only its public half is used. */
function rsaOf(bits: number): { publicKey: KeyObject; privateKey: KeyObject } {
  const n = Buffer.alloc(bits / 8, 0xff).toString('base64url');
  const publicKey = createPublicKey({ key: { kty: 'RSA', n, e: 'AQAB' }, format: 'jwk' });
  return { publicKey, privateKey: phone.privateKey };
}

function offTheCurve(spki: Buffer): Buffer {
  const bytes = Buffer.from(spki);
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
  return bytes;
}
