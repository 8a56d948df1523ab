/** Secrets Manager and KMS of the embedded AWS. */
import { createHash, createPublicKey, verify } from 'node:crypto';
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GetPublicKeyCommand,
  KMSClient,
  ScheduleKeyDeletionCommand,
  SignCommand,
} from '@aws-sdk/client-kms';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedAws, startEmbeddedAws } from '../../local/aws/index.ts';

let aws: EmbeddedAws;
let secrets: SecretsManagerClient;
let kms: KMSClient;

beforeAll(async () => {
  aws = await startEmbeddedAws();
  const config = { endpoint: aws.url, region: 'us-east-1', credentials: { accessKeyId: 'l', secretAccessKey: 'l' } };
  secrets = new SecretsManagerClient(config);
  kms = new KMSClient(config);
});
afterAll(async () => {
  secrets.destroy();
  kms.destroy();
  await aws.close();
});

describe('Secrets Manager', () => {
  const read = (input: { SecretId: string; VersionId?: string; VersionStage?: string }) =>
    secrets.send(new GetSecretValueCommand(input));
  const name = (error: string) => ({ name: error });

  test('a new value becomes current, the one before stays as previous, older ones lose their label', async () => {
    const created = await secrets.send(new CreateSecretCommand({ Name: 'rotated', SecretString: 'one' }));
    expect(created.ARN).toMatch(/^arn:aws:secretsmanager:[\w-]+:000000000000:secret:rotated-\w{6}$/);
    const put = (SecretString: string) =>
      secrets.send(new PutSecretValueCommand({ SecretId: 'rotated', SecretString }));
    const two = await put('two');
    const three = await put('three');
    expect(three.VersionStages).toEqual(['AWSCURRENT']);
    expect(await read({ SecretId: 'rotated' })).toMatchObject({ SecretString: 'three', VersionId: three.VersionId });
    expect(await read({ SecretId: 'rotated', VersionStage: 'AWSPREVIOUS' })).toMatchObject({ SecretString: 'two' });
    const first = await read({ SecretId: 'rotated', VersionId: created.VersionId ?? '' });
    expect(first).toMatchObject({ SecretString: 'one', VersionStages: [] });
    const described = await secrets.send(new DescribeSecretCommand({ SecretId: 'rotated' }));
    expect(described.VersionIdsToStages).toEqual({
      [two.VersionId ?? '']: ['AWSPREVIOUS'],
      [three.VersionId ?? '']: ['AWSCURRENT'],
    });
    expect(described.CreatedDate?.getTime()).toBeGreaterThan(Date.now() - 60_000);
  });

  test('a secret is found by name, ARN and ARN without the suffix, and holds bytes too', async () => {
    const SecretBinary = Buffer.from([0, 255, 7]);
    const { ARN = '' } = await secrets.send(new CreateSecretCommand({ Name: 'app/bytes', SecretBinary }));
    for (const SecretId of ['app/bytes', ARN, ARN.slice(0, -7)]) {
      expect(Buffer.from((await read({ SecretId })).SecretBinary ?? [])).toEqual(SecretBinary);
    }
  });

  test('a token makes creating and putting idempotent, but not for another value', async () => {
    const ClientRequestToken = 'a'.repeat(32);
    const create = (SecretString: string) =>
      secrets.send(new CreateSecretCommand({ Name: 'token', SecretString, ClientRequestToken }));
    const put = (SecretString: string) =>
      secrets.send(new PutSecretValueCommand({ SecretId: 'token', SecretString, ClientRequestToken }));
    const first = await create('x');
    expect((await create('x')).ARN).toBe(first.ARN);
    expect((await put('x')).VersionId).toBe(ClientRequestToken);
    await expect(create('y')).rejects.toMatchObject(name('ResourceExistsException'));
    await expect(put('y')).rejects.toMatchObject(name('ResourceExistsException'));
    expect((await read({ SecretId: 'token' })).SecretString).toBe('x');
  });

  test('what is not there is a ResourceNotFoundException, also a secret without a value', async () => {
    await secrets.send(new CreateSecretCommand({ Name: 'empty' }));
    const notFound = name('ResourceNotFoundException');
    await expect(read({ SecretId: 'empty' })).rejects.toMatchObject(notFound);
    await expect(read({ SecretId: 'nowhere' })).rejects.toMatchObject(notFound);
    await expect(read({ SecretId: 'rotated', VersionStage: 'AWSPENDING' })).rejects.toMatchObject(notFound);
    const put = new PutSecretValueCommand({ SecretId: 'nowhere', SecretString: 'x' });
    await expect(secrets.send(put)).rejects.toMatchObject(notFound);
  });

  test('a secret marked for deletion cannot be read or made again; a removed one is gone', async () => {
    await secrets.send(new CreateSecretCommand({ Name: 'doomed', SecretString: 'x' }));
    const both = { SecretId: 'doomed', RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true };
    await expect(secrets.send(new DeleteSecretCommand(both))).rejects.toMatchObject(name('InvalidParameterException'));
    const { DeletionDate } = await secrets.send(new DeleteSecretCommand({ SecretId: 'doomed' }));
    expect(DeletionDate?.getTime()).toBeGreaterThan(Date.now() + 29 * 86_400_000);
    await expect(read({ SecretId: 'doomed' })).rejects.toMatchObject(name('InvalidRequestException'));
    const again = new CreateSecretCommand({ Name: 'doomed', SecretString: 'y' });
    await expect(secrets.send(again)).rejects.toMatchObject(name('InvalidRequestException'));
    await secrets.send(new CreateSecretCommand({ Name: 'removed', SecretString: 'x' }));
    await secrets.send(new DeleteSecretCommand({ SecretId: 'removed', ForceDeleteWithoutRecovery: true }));
    await expect(read({ SecretId: 'removed' })).rejects.toMatchObject(name('ResourceNotFoundException'));
  });

  test('an input that does not fit is an InvalidParameterException', async () => {
    const bad = new CreateSecretCommand({ Name: 'has space', SecretString: 'x' });
    await expect(secrets.send(bad)).rejects.toMatchObject(name('InvalidParameterException'));
  });
});

describe('KMS encryption', () => {
  const context = { user: 'ann', purpose: 'totp' };
  const newKey = async () => (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.KeyId ?? '';
  const decrypt = (CiphertextBlob: Uint8Array | undefined, EncryptionContext: Record<string, string>, KeyId?: string) =>
    kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext, KeyId }));

  test('a data key opens again, by any name of its key and the pairs in any order', async () => {
    const KeyId = await newKey();
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/data', TargetKeyId: KeyId }));
    const generate = { KeyId: 'alias/data', KeySpec: 'AES_256', EncryptionContext: context } as const;
    const made = await kms.send(new GenerateDataKeyCommand(generate));
    expect(made.Plaintext).toHaveLength(32);
    expect(Buffer.from(made.CiphertextBlob ?? []).includes(Buffer.from(made.Plaintext ?? []))).toBe(false);
    for (const id of [undefined, KeyId, 'alias/data', made.KeyId, made.KeyId?.replace(`key/${KeyId}`, 'alias/data')]) {
      const opened = await decrypt(made.CiphertextBlob, { purpose: 'totp', user: 'ann' }, id);
      expect(opened).toMatchObject({ Plaintext: made.Plaintext, KeyId: made.KeyId });
    }
    const again = await kms.send(new GenerateDataKeyCommand(generate));
    expect(again.Plaintext).not.toEqual(made.Plaintext);
  });

  test('another context, a changed byte, another key: the ciphertext does not open', async () => {
    const KeyId = await newKey();
    const encrypt = new EncryptCommand({ KeyId, Plaintext: Buffer.from('seed'), EncryptionContext: context });
    const { CiphertextBlob = new Uint8Array() } = await kms.send(encrypt);
    const opened = await decrypt(CiphertextBlob, context);
    expect(Buffer.from(opened.Plaintext ?? []).toString()).toBe('seed');
    const invalid = { name: 'InvalidCiphertextException' };
    await expect(decrypt(CiphertextBlob, { ...context, user: 'bob' })).rejects.toMatchObject(invalid);
    await expect(decrypt(CiphertextBlob, {})).rejects.toMatchObject(invalid);
    for (const position of [0, 5, 20, 30, CiphertextBlob.length - 1]) {
      const changed = CiphertextBlob.map((byte, index) => (index === position ? byte ^ 1 : byte));
      await expect(decrypt(changed, context)).rejects.toMatchObject(invalid);
    }
    await expect(decrypt(Buffer.from('short'), context)).rejects.toMatchObject(invalid);
    const wrongKey = decrypt(CiphertextBlob, context, await newKey());
    await expect(wrongKey).rejects.toMatchObject({ name: 'IncorrectKeyException' });
  });

  test('a disabled key does nothing until it is enabled; one pending deletion never again', async () => {
    const KeyId = await newKey();
    const Plaintext = Buffer.from('x');
    const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId, Plaintext }));
    await kms.send(new DisableKeyCommand({ KeyId }));
    const disabled = { name: 'DisabledException' };
    await expect(kms.send(new EncryptCommand({ KeyId, Plaintext }))).rejects.toMatchObject(disabled);
    await expect(decrypt(CiphertextBlob, {})).rejects.toMatchObject(disabled);
    await kms.send(new EnableKeyCommand({ KeyId }));
    await decrypt(CiphertextBlob, {});
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    await expect(decrypt(CiphertextBlob, {})).rejects.toMatchObject({ name: 'KMSInvalidStateException' });
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
    expect(KeyMetadata).toMatchObject({ KeyState: 'PendingDeletion', Enabled: false });
  });

  test('keys and aliases that are not there, and inputs that do not fit, have their errors', async () => {
    const KeyId = await newKey();
    const missing = { name: 'NotFoundException' };
    await expect(kms.send(new DescribeKeyCommand({ KeyId: 'alias/nobody' }))).rejects.toMatchObject(missing);
    await expect(kms.send(new GenerateDataKeyCommand({ KeyId: 'x', KeySpec: 'AES_256' }))).rejects.toMatchObject(
      missing,
    );
    const neither = kms.send(new GenerateDataKeyCommand({ KeyId }));
    await expect(neither).rejects.toMatchObject({ name: 'ValidationException' });
    const tooLong = kms.send(new EncryptCommand({ KeyId, Plaintext: Buffer.alloc(4097) }));
    await expect(tooLong).rejects.toMatchObject({ name: 'ValidationException' });
    const alias = new CreateAliasCommand({ AliasName: 'alias/once', TargetKeyId: KeyId });
    await kms.send(alias);
    await expect(kms.send(alias)).rejects.toMatchObject({ name: 'AlreadyExistsException' });
  });
});

describe('KMS signatures', () => {
  const newSigner = async () => {
    const create = new CreateKeyCommand({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
    return (await kms.send(create)).KeyMetadata?.KeyId ?? '';
  };
  const message = Buffer.from('header.payload');
  const digest = createHash('sha256').update(message).digest();

  test('the signature of a message and of its digest verify with the public key', async () => {
    const KeyId = await newSigner();
    const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId }));
    const publicKey = createPublicKey({ key: Buffer.from(PublicKey ?? []), type: 'spki', format: 'der' });
    expect(publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
    // Repeated, because integers with a leading zero or a high bit have their own DER form.
    for (let round = 0; round < 50; round++) {
      const MessageType = round % 2 === 0 ? 'DIGEST' : 'RAW';
      const Message = MessageType === 'DIGEST' ? digest : message;
      const signed = await kms.send(
        new SignCommand({ KeyId, Message, MessageType, SigningAlgorithm: 'ECDSA_SHA_256' }),
      );
      const signature = Buffer.from(signed.Signature ?? []);
      expect(verify('sha256', message, publicKey, signature)).toBe(true);
      expect(verify('sha256', Buffer.from('header.other'), publicKey, signature)).toBe(false);
    }
  });

  test('a key serves only what it was made for', async () => {
    const signer = await newSigner();
    const symmetric = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.KeyId;
    const SigningAlgorithm = 'ECDSA_SHA_256';
    const usage = { name: 'InvalidKeyUsageException' };
    await expect(kms.send(new EncryptCommand({ KeyId: signer, Plaintext: message }))).rejects.toMatchObject(usage);
    const sign = new SignCommand({ KeyId: symmetric, Message: message, SigningAlgorithm });
    await expect(kms.send(sign)).rejects.toMatchObject(usage);
    const publicKey = kms.send(new GetPublicKeyCommand({ KeyId: symmetric }));
    await expect(publicKey).rejects.toMatchObject({ name: 'UnsupportedOperationException' });
    const short = new SignCommand({ KeyId: signer, Message: message, MessageType: 'DIGEST', SigningAlgorithm });
    await expect(kms.send(short)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});
