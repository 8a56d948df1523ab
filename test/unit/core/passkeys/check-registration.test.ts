import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkRegistration } from '../../../../functions/core/passkeys/check-registration.ts';
import {
  PASSKEY_ALGORITHMS,
  type PasskeyAlgorithm,
  type PasskeyFault,
} from '../../../../functions/core/passkeys/passkey.ts';
import { readRegistration } from '../../../../functions/core/passkeys/read-answer.ts';
import {
  AAGUID,
  coseKeyOf,
  EXPECTED,
  FLAGS,
  newAuthenticator,
  register,
  spkiOf,
  type Twist,
} from './software-authenticator.ts';

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

const cose = (key: Buffer): Twist => ({ coseKey: key });
const plain = coseKeyOf(phone);
const clientData = (members: Record<string, unknown>): Twist => ({ clientData: members });
const rsa = coseKeyOf(newAuthenticator(-257));
const usual = Buffer.from(register(phone, EXPECTED).response.authenticatorData, 'base64url');
const emptyId = Buffer.concat([usual.subarray(0, 53), Buffer.of(0, 0)]);

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
    ['with an algorithm that was not offered', 'algorithm', cose(Buffer.from('a5010203382220022158', 'hex'))],
    ['with no key', 'algorithm', cose(Buffer.of())],
    ['with a key that begins like none', 'algorithm', cose(Buffer.concat([Buffer.of(0xb8, 5), plain.subarray(1)]))],
    ['with half a key', 'public-key', cose(plain.subarray(0, 60))],
    ['with a key that ends early', 'public-key', cose(plain.subarray(0, -1))],
    ['with another name for half of it', 'public-key', cose(changed(plain, 42))],
    ['with a point that is not on the curve', 'public-key', cose(changed(plain, plain.length - 1))],
    ['with half an Ed25519 key', 'public-key', cose(coseKeyOf(newAuthenticator(-8)).subarray(0, -1))],
    ['with an RSA key without a length', 'public-key', cose(Buffer.from('a4010303390100205901', 'hex'))],
    ['with an RSA key whose length is that of a text', 'public-key', cose(changed(rsa, 8, 0x20))],
    ['with an RSA key of another length than it says', 'public-key', cose(changed(rsa, 9))],
    ['with no key behind its id of no bytes', 'algorithm', { authenticatorData: emptyId }],
    ['with bytes behind its key that no flag announces', 'malformed', { behind: Buffer.of(0xa0) }],
    ['with a flag of extensions but none', 'malformed', { flags: ALL | ED }],
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

  it.each([['with the exponent 3', { modulusLength: 2_048, publicExponent: 3 }]])(
    'is refused with an RSA key %s',
    (_what, options) => {
      expect(withKey(generateKeyPairSync('rsa', options), -257)).toEqual({ kind: 'invalid', fault: 'public-key' });
    },
  );

  it('is refused with an RSA key of 2,047 bits', () => {
    const key = coseKeyOf({ publicKey: rsaOf(2_048).publicKey, algorithm: -257 });
    expect(check(cose(key))).toMatchObject({ kind: 'valid' });
    expect(check(cose(changed(key, 11, 0x80)))).toEqual({ kind: 'invalid', fault: 'public-key' });
  });

  it('is refused with half a point that is spelt shorter because it begins with zero', () => {
    let key = plain;
    while (key[45] !== 0) key = coseKeyOf(newAuthenticator(-7));
    expect(check(cose(key))).toMatchObject({ kind: 'valid' });
    const shorter = Buffer.concat([key.subarray(0, 45), key.subarray(46)]);
    expect(check(cose(shorter))).toEqual({ kind: 'invalid', fault: 'public-key' });
  });

  it('says nothing of what its browser did not say', () => {
    const answer = readRegistration({ ...register(phone, EXPECTED), clientExtensionResults: {} });
    const made = answer && checkRegistration(answer, EXPECTED);
    expect(made?.kind === 'valid' && Object.keys(made.credential)).not.toContain('isDiscoverable');
  });

  it('is refused with an RSA key that is spelt longer than it is', () => {
    const key = coseKeyOf({ publicKey: rsaOf(2_048).publicKey, algorithm: -257 });
    const longer = Buffer.concat([key.subarray(0, 9), Buffer.of(1, 1, 0), key.subarray(11)]);
    expect(check(cose(longer))).toEqual({ kind: 'invalid', fault: 'public-key' });
  });

  it('has the key that its authenticator made, whatever stands beside it', () => {
    const other = spkiOf(newAuthenticator()).toString('base64url');
    for (const response of [
      { publicKey: other },
      { publicKey: null },
      { publicKey: undefined, publicKeyAlgorithm: -8 },
    ]) {
      expect(check({ response })).toMatchObject({
        kind: 'valid',
        credential: { algorithm: -7, publicKey: spkiOf(phone) },
      });
    }
  });

  it('may have an RSA key of up to 4,096 bits', () => {
    expect(withKey(rsaOf(4_096), -257)).toMatchObject({ kind: 'valid' });
    expect(withKey(rsaOf(4_104), -257)).toEqual({ kind: 'invalid', fault: 'public-key' });
    expect(withKey(rsaOf(2_040), -257)).toEqual({ kind: 'invalid', fault: 'public-key' });
    expect(withKey(rsaOf(1_024), -257)).toEqual({ kind: 'invalid', fault: 'public-key' });
  });
});

/** A modulus of that many bits that has no factors anybody looked for: only its public half is used. */
function rsaOf(bits: number): { publicKey: KeyObject; privateKey: KeyObject } {
  const n = Buffer.alloc(bits / 8, 0xff).toString('base64url');
  const publicKey = createPublicKey({ key: { kty: 'RSA', n, e: 'AQAB' }, format: 'jwk' });
  return { publicKey, privateKey: phone.privateKey };
}

function changed(bytes: Buffer, at: number, bits = 1): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(at) ^ bits, at);
  return copy;
}
