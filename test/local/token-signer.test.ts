/** The signer over the wire of KMS: tokens that a library verifies, and a rotation as an operator does it. */
import { CreateKeyCommand, DisableKeyCommand, EnableKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { calculateJwkThumbprint, createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kmsTokenSigner } from '../../functions/adapters/kms/token-signer.ts';
import { signJwt } from '../../functions/core/tokens/sign-jwt.ts';
import type { TokenSigner } from '../../functions/core/tokens/token-signer.ts';
import { type EmbeddedAws, startEmbeddedAws } from '../../local/aws/index.ts';

let aws: EmbeddedAws;
let kms: KMSClient;
let [first, second] = ['', ''];

beforeAll(async () => {
  aws = await startEmbeddedAws();
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  kms = new KMSClient({ endpoint: aws.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  [first, second] = await Promise.all([createKey('ECC_NIST_P256'), createKey('ECC_NIST_P256')]);
});
afterAll(async () => {
  kms.destroy();
  await aws.close();
});

async function createKey(KeySpec: 'ECC_NIST_P256' | 'SYMMETRIC_DEFAULT'): Promise<string> {
  const KeyUsage = KeySpec === 'ECC_NIST_P256' ? 'SIGN_VERIFY' : 'ENCRYPT_DECRYPT';
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ KeySpec, KeyUsage }));
  return KeyMetadata?.Arn ?? '';
}

const content = { typ: 'test+jwt', claims: { sub: '関所 <alice>', n: 1 } };
const check = async (token: string, signer: TokenSigner) =>
  jwtVerify(token, createLocalJWKSet({ keys: [...(await signer.publicKeys())] }), {
    algorithms: ['ES256'],
    typ: content.typ,
  });

describe('a token', () => {
  test('is verified by a library with the published key, its claims unchanged', async () => {
    const signer = kmsTokenSigner({ keyArns: [first], kms });
    const { payload } = await check(await signJwt(signer, content), signer);
    expect(payload).toEqual(content.claims);
  });

  test('names its key by the thumbprint of RFC 7638', async () => {
    const signer = kmsTokenSigner({ keyArns: [first], kms });
    const [key] = await signer.publicKeys();
    const { kid } = decodeProtectedHeader(await signJwt(signer, content));
    expect(kid).toBe(key?.kid);
    expect(kid).toBe(await calculateJwkThumbprint({ kty: 'EC', crv: 'P-256', x: key?.x ?? '', y: key?.y ?? '' }));
  });

  test('may be longer than what KMS signs in one piece', async () => {
    const signer = kmsTokenSigner({ keyArns: [first], kms });
    const claims = { long: 'x'.repeat(10_000) };
    const { payload } = await check(await signJwt(signer, { ...content, claims }), signer);
    expect(payload).toEqual(claims);
  });

  test('of a changed claim is refused', async () => {
    const signer = kmsTokenSigner({ keyArns: [first], kms });
    const [header, , signature] = (await signJwt(signer, content)).split('.');
    const forged = Buffer.from(JSON.stringify({ ...content.claims, sub: 'mallory' })).toString('base64url');
    await expect(check([header, forged, signature].join('.'), signer)).rejects.toThrow('signature verification failed');
  });
});

describe('a rotation', () => {
  test('never meets a verifier without the key: published first, then in use, then withdrawn', async () => {
    const before = kmsTokenSigner({ keyArns: [first], kms });
    const published = kmsTokenSigner({ keyArns: [first, second], kms });
    const inUse = kmsTokenSigner({ keyArns: [second, first], kms });
    const after = kmsTokenSigner({ keyArns: [second], kms });
    const [oldToken, newToken] = [await signJwt(before, content), await signJwt(inUse, content)];

    expect(decodeProtectedHeader(oldToken).kid).not.toBe(decodeProtectedHeader(newToken).kid);
    for (const signer of [before, published, inUse]) await check(oldToken, signer);
    for (const signer of [published, inUse, after]) await check(newToken, signer);
    await expect(check(oldToken, after)).rejects.toThrow('no applicable key');
  });
});

describe('requests to KMS', () => {
  test('are one for a warm signature', async () => {
    const signer = kmsTokenSigner({ keyArns: [first, second], kms });
    await signJwt(signer, content);
    aws.requests.reset();
    await signJwt(signer, content);
    expect(aws.requests.count()).toEqual({ 'kms.Sign': 1 });
  });

  test('are made again after a failure', async () => {
    const signer = kmsTokenSigner({ keyArns: [second], kms });
    await kms.send(new DisableKeyCommand({ KeyId: second }));
    await expect(signJwt(signer, content)).rejects.toThrow('is disabled');
    await kms.send(new EnableKeyCommand({ KeyId: second }));
    await check(await signJwt(signer, content), signer);
  });
});

test('a key of another kind is a broken system', async () => {
  await expect(
    signJwt(kmsTokenSigner({ keyArns: [await createKey('SYMMETRIC_DEFAULT')], kms }), content),
  ).rejects.toThrow();
  expect(() => kmsTokenSigner({ keyArns: [], kms })).toThrow('no key to sign with');
});
