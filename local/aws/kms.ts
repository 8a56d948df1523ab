/** KMS. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Operations.html */
import { randomBytes, sign as signMessage } from 'node:crypto';
import * as z from 'zod';
import { AwsError, type Operation, operation, type Service, type ServiceContext } from './emulated-service.ts';
import { invalidCiphertext, keyIdOf, open, seal } from './kms-cipher.ts';
import { signDigest } from './kms-ecdsa.ts';
import { type KeyRing, type KmsKey, openKeyRing, publicKeyOf } from './kms-keys.ts';

const DAY_SECONDS = 86_400;
/** API reference, Encrypt and Sign: at most 4096 bytes. */
const MAX_BYTES = 4096;
const DATA_KEY_BYTES = { AES_128: 16, AES_256: 32 } as const;
const SHA_256_BYTES = 32;

const Blob = z.base64().transform((text) => Buffer.from(text, 'base64'));
const SmallBlob = Blob.refine(({ length }) => length >= 1 && length <= MAX_BYTES, `1 to ${MAX_BYTES} bytes`);
const EncryptionContext = z.record(z.string(), z.string()).default({});
const KeyId = z.object({ KeyId: z.string().min(1) });
const CreateKey = z.object({
  Description: z.string().max(8192).default(''),
  KeySpec: z.enum(['SYMMETRIC_DEFAULT', 'ECC_NIST_P256']).default('SYMMETRIC_DEFAULT'),
  KeyUsage: z.enum(['ENCRYPT_DECRYPT', 'SIGN_VERIFY']).default('ENCRYPT_DECRYPT'),
});
const CreateAlias = z.object({
  AliasName: z.string().regex(/^alias\/[\w/-]+$/),
  TargetKeyId: z.string().min(1),
});
const DataKeyBytes = z.int().min(1).max(1024);
const GenerateDataKey = KeyId.extend({
  KeySpec: z.enum(['AES_128', 'AES_256']).optional(),
  NumberOfBytes: DataKeyBytes.optional(),
  EncryptionContext,
});
const Encrypt = KeyId.extend({ Plaintext: SmallBlob, EncryptionContext });
const Decrypt = z.object({ CiphertextBlob: Blob, KeyId: z.string().optional(), EncryptionContext });
const Sign = KeyId.extend({
  Message: SmallBlob,
  MessageType: z.enum(['RAW', 'DIGEST']).default('RAW'),
  SigningAlgorithm: z.literal('ECDSA_SHA_256'),
});
const ScheduleKeyDeletion = KeyId.extend({ PendingWindowInDays: z.int().min(7).max(30).default(30) });

export function createKms(context: ServiceContext): Service {
  const ring = openKeyRing(context);
  return {
    name: 'kms',
    protocol: 'json-1.1',
    route: { target: 'TrentService' },
    errors: {
      invalidInput: 'ValidationException',
      throttle: { code: 'ThrottlingException', status: 400 },
      conflict: { code: 'ConflictException', status: 400 },
      internal: { code: 'KMSInternalException', status: 500 },
    },
    operations: { ...managementOf(ring, context.account), ...cryptographyOf(ring) },
  };
}

function managementOf(ring: KeyRing, account: string): Record<string, Operation> {
  return {
    CreateKey: operation(CreateKey, ({ KeySpec, KeyUsage, Description }) => {
      return { KeyMetadata: metadata(ring.create(KeySpec, KeyUsage, Description), account) };
    }),
    CreateAlias: operation(CreateAlias, ({ AliasName, TargetKeyId }) => ring.alias(AliasName, TargetKeyId)),
    DescribeKey: operation(KeyId, (input) => ({ KeyMetadata: metadata(ring.find(input.KeyId), account) })),
    DisableKey: operation(KeyId, (input) => ring.change(notPending(ring.find(input.KeyId)), { state: 'Disabled' })),
    EnableKey: operation(KeyId, (input) => ring.change(notPending(ring.find(input.KeyId)), { state: 'Enabled' })),
    ScheduleKeyDeletion: operation(ScheduleKeyDeletion, (input) => {
      const key = notPending(ring.find(input.KeyId));
      const deletionSeconds = Date.now() / 1000 + input.PendingWindowInDays * DAY_SECONDS;
      ring.change(key, { state: 'PendingDeletion', deletionSeconds });
      const { PendingWindowInDays } = input;
      return { KeyId: key.arn, DeletionDate: deletionSeconds, KeyState: key.state, PendingWindowInDays };
    }),
  };
}

function cryptographyOf(ring: KeyRing): Record<string, Operation> {
  return {
    GenerateDataKey: operation(GenerateDataKey, (input) => generateDataKey(ring, input)),
    GenerateDataKeyWithoutPlaintext: operation(GenerateDataKey, (input) => {
      const { Plaintext: _kept, ...answer } = generateDataKey(ring, input);
      return answer;
    }),
    Encrypt: operation(Encrypt, (input) => {
      const key = ring.use(input.KeyId, 'ENCRYPT_DECRYPT');
      const blob = seal(key, input.Plaintext, input.EncryptionContext);
      return { KeyId: key.arn, CiphertextBlob: blob.toString('base64'), EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' };
    }),
    Decrypt: operation(Decrypt, (input) => decrypt(ring, input)),
    Sign: operation(Sign, (input) => {
      const key = ring.use(input.KeyId, 'SIGN_VERIFY');
      const signature = sign(key, input.MessageType, input.Message);
      return { KeyId: key.arn, Signature: signature.toString('base64'), SigningAlgorithm: 'ECDSA_SHA_256' };
    }),
    GetPublicKey: operation(KeyId, (input) => {
      const key = ring.find(input.KeyId);
      if (key.spec === 'SYMMETRIC_DEFAULT') throw new AwsError('UnsupportedOperationException', 'A symmetric key.');
      ring.use(input.KeyId, 'SIGN_VERIFY');
      const { arn: KeyId, spec: KeySpec, usage: KeyUsage } = key;
      return { KeyId, KeySpec, KeyUsage, PublicKey: publicKeyOf(key), SigningAlgorithms: ['ECDSA_SHA_256'] };
    }),
  };
}

function generateDataKey(ring: KeyRing, input: z.output<typeof GenerateDataKey>): Record<string, string> {
  const { KeySpec, NumberOfBytes, EncryptionContext: context } = input;
  const bytes = KeySpec === undefined ? NumberOfBytes : DATA_KEY_BYTES[KeySpec];
  if (bytes === undefined || (KeySpec !== undefined && NumberOfBytes !== undefined)) {
    throw new AwsError('ValidationException', 'Please specify either number of bytes or key spec.');
  }
  const key = ring.use(input.KeyId, 'ENCRYPT_DECRYPT');
  const dataKey = randomBytes(bytes);
  const blob = seal(key, dataKey, context);
  return { KeyId: key.arn, Plaintext: dataKey.toString('base64'), CiphertextBlob: blob.toString('base64') };
}

function decrypt(ring: KeyRing, input: z.output<typeof Decrypt>): object {
  const key = keyOfBlob(ring, input.CiphertextBlob);
  if (input.KeyId !== undefined && ring.find(input.KeyId) !== key) {
    throw new AwsError(
      'IncorrectKeyException',
      'The key ID in the request does not identify a CMK that can perform this operation.',
    );
  }
  ring.use(key.id, 'ENCRYPT_DECRYPT');
  const plaintext = open(key, input.CiphertextBlob, input.EncryptionContext);
  return { KeyId: key.arn, Plaintext: plaintext.toString('base64'), EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' };
}

/** A blob that names a key nobody has is a bad blob, not a missing key. */
function keyOfBlob(ring: KeyRing, blob: Buffer): KmsKey {
  const id = keyIdOf(blob);
  try {
    return ring.find(id);
  } catch {
    throw invalidCiphertext();
  }
}

function sign(key: KmsKey, messageType: 'RAW' | 'DIGEST', message: Buffer): Buffer {
  if (messageType === 'RAW') return signMessage('sha256', message, key.material);
  if (message.length === SHA_256_BYTES) return signDigest(key.material, message);
  throw new AwsError('ValidationException', 'Digest is invalid length for algorithm ECDSA_SHA_256.');
}

function notPending(key: KmsKey): KmsKey {
  if (key.state === 'PendingDeletion') {
    throw new AwsError('KMSInvalidStateException', `${key.arn} is pending deletion.`);
  }
  return key;
}

function metadata(key: KmsKey, account: string): object {
  return {
    AWSAccountId: account,
    KeyId: key.id,
    Arn: key.arn,
    CreationDate: key.createdSeconds,
    DeletionDate: key.deletionSeconds,
    Enabled: key.state === 'Enabled',
    KeyState: key.state,
    Description: key.description,
    KeyUsage: key.usage,
    KeySpec: key.spec,
    CustomerMasterKeySpec: key.spec,
    KeyManager: 'CUSTOMER',
    Origin: 'AWS_KMS',
    MultiRegion: false,
    ...(key.usage === 'SIGN_VERIFY'
      ? { SigningAlgorithms: ['ECDSA_SHA_256'] }
      : { EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'] }),
  };
}
