import { createHash, createPublicKey } from 'node:crypto';
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { calculateJwkThumbprint } from 'jose';
import type { PublicSigningKey, TokenSigner } from '../../core/tokens/token-signer.ts';
import { CLIENT_TIMEOUTS } from '../timeouts.ts';
import { joseSignature } from './ecdsa-signature.ts';

interface TokenSignerDependencies {
  /** The first one signs, all are published. */
  readonly keyArns: readonly string[];
  readonly kms?: KMSClient;
}

/**
 * Signs with an asymmetric KMS key, whose private half never leaves KMS. The public half belongs to the ARN for good, so
 * it is read once per function instance: a warm signature is one request.
 */
export function kmsTokenSigner({
  keyArns,
  kms = new KMSClient(CLIENT_TIMEOUTS),
}: TokenSignerDependencies): TokenSigner {
  const known = new Map<string, Promise<PublicSigningKey>>();
  const [signingArn] = keyArns;
  if (signingArn === undefined) throw new TypeError('no key to sign with');

  function publicKey(arn: string): Promise<PublicSigningKey> {
    const reading = known.get(arn) ?? readPublicKey(kms, arn);
    known.set(arn, reading);
    // A failed read is not remembered: the next call tries again.
    reading.catch(() => known.delete(arn));
    return reading;
  }

  return {
    async current() {
      const { kid } = await publicKey(signingArn);
      return { kid, sign: (message) => sign(kms, signingArn, message) };
    },
    publicKeys: () => Promise.all(keyArns.map(publicKey)),
  };
}

async function readPublicKey(kms: KMSClient, arn: string): Promise<PublicSigningKey> {
  const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId: arn }));
  if (PublicKey === undefined) throw new Error('KMS answered without a public key');
  const key = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
  const { kty, crv, x, y } = key.export({ format: 'jwk' });
  if (kty !== 'EC' || crv !== 'P-256' || x === undefined || y === undefined) {
    throw new Error('the signing key is not on P-256');
  }
  const kid = await calculateJwkThumbprint({ kty, crv, x, y });
  return { kty, crv, x, y, kid, alg: 'ES256', use: 'sig' };
}

/** The digest is made here, because KMS takes messages of at most 4096 bytes. */
async function sign(kms: KMSClient, arn: string, message: Uint8Array): Promise<Uint8Array> {
  const digest = createHash('sha256').update(message).digest();
  const { Signature } = await kms.send(
    new SignCommand({ KeyId: arn, Message: digest, MessageType: 'DIGEST', SigningAlgorithm: 'ECDSA_SHA_256' }),
  );
  if (Signature === undefined) throw new Error('KMS answered without a signature');
  return joseSignature(Signature);
}
