import { createPublicKey } from 'node:crypto';
import { verifyAuthenticationResponse } from '@simplewebauthn/server';
import {
  cose,
  decodeAttestationObject,
  decodeCredentialPublicKey,
  parseAuthenticatorData,
} from '@simplewebauthn/server/helpers';
import { describe, expect, it } from 'vitest';
import { checkAssertion } from '../../../../functions/core/passkeys/check-assertion.ts';
import { checkRegistration } from '../../../../functions/core/passkeys/check-registration.ts';
import type { Expected } from '../../../../functions/core/passkeys/passkey.ts';
import { readAssertion, readRegistration } from '../../../../functions/core/passkeys/read-answer.ts';
import { USER_HANDLE } from './software-authenticator.ts';
import vectors from './w3c-vectors.json' with { type: 'json' };

/**
 * The values of WebAuthn Level 3, section "Test Vectors" (w3c/webauthn, index.bs of 2026-07-30): a registration and a
 * proof of each passkey. What a browser makes of the attestation object (section 5.2.1.1) is made of it here by another
 * library, so that nothing of ours reads CBOR or writes a key before it is compared.
 */
type Vector = (typeof vectors)[number];

const base64Url = (hex: string): string => Buffer.from(hex, 'hex').toString('base64url');

const expected = (challenge: string): Expected => ({
  rp: { rpId: 'example.org', origins: ['https://example.org'] },
  challenge: base64Url(challenge),
  // Half of the vectors are without.
  userVerification: 'preferred',
});

function newKey({ registration }: Vector): {
  authenticatorData: Uint8Array;
  coseKey: Uint8Array;
  spki: Buffer;
  algorithm: number;
} {
  const object = decodeAttestationObject(new Uint8Array(Buffer.from(registration.attestationObject, 'hex')));
  const authenticatorData = object.get('authData');
  const { credentialPublicKey = new Uint8Array() } = parseAuthenticatorData(authenticatorData);
  const key = decodeCredentialPublicKey(credentialPublicKey);
  const publicKey = createPublicKey({ key: jwk(key), format: 'jwk' });
  return {
    authenticatorData,
    coseKey: credentialPublicKey,
    spki: publicKey.export({ format: 'der', type: 'spki' }),
    algorithm: Number(key.get(cose.COSEKEYS.alg)),
  };
}

function jwk(key: cose.COSEPublicKey): Record<string, string> {
  const text = (bytes: unknown): string => Buffer.from(bytes as Uint8Array).toString('base64url');
  if (cose.isCOSEPublicKeyRSA(key))
    return { kty: 'RSA', n: text(key.get(cose.COSEKEYS.n)), e: text(key.get(cose.COSEKEYS.e)) };
  if (cose.isCOSEPublicKeyOKP(key)) {
    const crv = Number(key.get(cose.COSEKEYS.crv)) === cose.COSECRV.ED25519 ? 'Ed25519' : 'Ed448';
    return { kty: 'OKP', crv, x: text(key.get(cose.COSEKEYS.x)) };
  }
  if (!cose.isCOSEPublicKeyEC2(key)) throw new Error('a key of a kind that no vector has');
  const crv =
    { [cose.COSECRV.P256]: 'P-256', [cose.COSECRV.P384]: 'P-384', [cose.COSECRV.P521]: 'P-521' }[
      Number(key.get(cose.COSEKEYS.crv))
    ] ?? '';
  return { kty: 'EC', crv, x: text(key.get(cose.COSEKEYS.x)), y: text(key.get(cose.COSEKEYS.y)) };
}

function register(vector: Vector) {
  const { credential_id, challenge, clientDataJSON } = vector.registration;
  const { authenticatorData, spki, algorithm } = newKey(vector);
  const answer = readRegistration({
    id: base64Url(credential_id),
    rawId: base64Url(credential_id),
    type: 'public-key',
    clientExtensionResults: {},
    response: {
      clientDataJSON: base64Url(clientDataJSON),
      authenticatorData: Buffer.from(authenticatorData).toString('base64url'),
      publicKey: spki.toString('base64url'),
      publicKeyAlgorithm: algorithm,
    },
  });
  return answer && checkRegistration(answer, expected(challenge));
}

function proof({ registration, authentication }: Vector) {
  return {
    id: base64Url(registration.credential_id),
    rawId: base64Url(registration.credential_id),
    type: 'public-key' as const,
    clientExtensionResults: {},
    response: {
      clientDataJSON: base64Url(authentication.clientDataJSON),
      authenticatorData: base64Url(authentication.authenticatorData),
      signature: base64Url(authentication.signature),
    },
  };
}

function prove(vector: Vector, algorithm: -7 | -8 | -257) {
  const answer = readAssertion(proof(vector));
  const credentialId = base64Url(vector.registration.credential_id);
  const known = { credentialId, userHandle: USER_HANDLE, publicKey: newKey(vector).spki, algorithm };
  const passkey = { ...known, isUserVerified: true };
  return answer && checkAssertion(answer, passkey, expected(vector.authentication.challenge));
}

const named = (...names: string[]): Vector[] => vectors.filter(({ name }) => names.includes(name));

describe('the test vectors of WebAuthn Level 3', () => {
  it.each([
    ['none-es256', -7],
    ['packed-self-es256', -7],
    ['none-es256-long-credential-id', -7],
    ['packed-es256', -7],
    ['packed-rs256', -257],
    ['packed-eddsa', -8],
    ['tpm-es256', -7],
    ['android-key-es256', -7],
    ['apple-es256', -7],
    ['fido-u2f-es256', -7],
  ] as const)('are accepted, whatever the attestation, which we do not ask for: %s', (name, algorithm) => {
    const [vector] = named(name);
    if (vector === undefined) throw new Error(`no vector ${name}`);
    const made = register(vector);
    expect(made).toMatchObject({ kind: 'valid', credential: { algorithm, signCount: 0 } });
    expect(prove(vector, algorithm)).toMatchObject({ kind: 'valid', signCount: 0 });
  });

  it.each(named('none-es256-crossOrigin', 'none-es256-topOrigin'))(
    'are refused from within a frame: $name',
    (vector) => {
      expect(register(vector)).toEqual({ kind: 'invalid', fault: 'framed' });
      expect(prove(vector, -7)).toEqual({ kind: 'invalid', fault: 'framed' });
    },
  );

  it.each(named('packed-es384', 'packed-es512', 'packed-ed448'))(
    'are refused with an algorithm that we do not offer: $name',
    (vector) => {
      const offered = { 'packed-es384': -35, 'packed-es512': -36, 'packed-ed448': -53 }[vector.name];
      expect(newKey(vector).algorithm).toBe(offered);
      expect(register(vector)).toEqual({ kind: 'invalid', fault: 'algorithm' });
    },
  );

  it('are all looked at', () => {
    expect(vectors).toHaveLength(15);
  });

  it.each(named('none-es256-crossOrigin'))('show a frame that the other verifier lets pass: $name', async (vector) => {
    const answer = await verifyAuthenticationResponse({
      response: proof(vector),
      expectedChallenge: base64Url(vector.authentication.challenge),
      expectedOrigin: 'https://example.org',
      expectedRPID: 'example.org',
      requireUserVerification: false,
      credential: {
        id: base64Url(vector.registration.credential_id),
        publicKey: new Uint8Array(newKey(vector).coseKey),
        counter: 0,
      },
    });
    expect(answer.verified).toBe(true);
  });
});
