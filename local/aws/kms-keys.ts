/** The keys and aliases of the embedded KMS, and their states. */
import { createPublicKey, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { AwsError, type ServiceContext } from './emulated-service.ts';

export type KeySpec = 'SYMMETRIC_DEFAULT' | 'ECC_NIST_P256';
export type KeyUsage = 'ENCRYPT_DECRYPT' | 'SIGN_VERIFY';

export interface KmsKey {
  id: string;
  arn: string;
  spec: KeySpec;
  usage: KeyUsage;
  state: 'Enabled' | 'Disabled' | 'PendingDeletion';
  description: string;
  createdSeconds: number;
  deletionSeconds?: number;
  /** Base64 of 32 bytes, or a PKCS #8 PEM. */
  material: string;
}

export interface KeyRing {
  create(spec: KeySpec, usage: KeyUsage, description: string): KmsKey;
  alias(name: string, keyId: string): void;
  /** @param id - key id, key ARN, alias name or alias ARN. @throws NotFoundException */
  find(id: string): KmsKey;
  /** The key, if it can be used for `usage`. @throws DisabledException, KMSInvalidStateException, InvalidKeyUsageException */
  use(id: string, usage: KeyUsage): KmsKey;
  change(key: KmsKey, change: Partial<Pick<KmsKey, 'state' | 'deletionSeconds'>>): void;
}

interface Stored {
  keys: Record<string, KmsKey>;
  aliases: Record<string, string>;
}

export function openKeyRing({ openState, region, account }: ServiceContext): KeyRing {
  const state = openState<Stored>('kms', { keys: {}, aliases: {} });
  const { keys, aliases } = state.value;
  const arnPrefix = `arn:aws:kms:${region}:${account}:`;
  const find = (id: string) => findKey(state.value, id, arnPrefix);
  return {
    find,
    use: (id, usage) => checkUse(find(id), usage),
    create: (spec, usage, description) => {
      const key = createKey(spec, usage, description, arnPrefix);
      keys[key.id] = key;
      state.save();
      return key;
    },
    alias: (name, keyId) => {
      if (aliases[name] !== undefined) {
        throw new AwsError('AlreadyExistsException', `An alias with the name ${arnPrefix}${name} already exists`);
      }
      aliases[name] = find(keyId).id;
      state.save();
    },
    change: (key, change) => {
      Object.assign(key, change);
      state.save();
    },
  };
}

function findKey({ keys, aliases }: Stored, id: string, arnPrefix: string): KmsKey {
  const name = id.startsWith(arnPrefix) ? id.slice(arnPrefix.length) : id;
  if (name.startsWith('alias/')) {
    const key = keys[aliases[name] ?? ''];
    if (!key) throw new AwsError('NotFoundException', `Alias ${arnPrefix}${name} is not found.`);
    return key;
  }
  const key = keys[name.startsWith('key/') ? name.slice('key/'.length) : name];
  if (!key) throw new AwsError('NotFoundException', `Key '${arnPrefix}key/${name}' does not exist`);
  return key;
}

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html */
function checkUse(key: KmsKey, usage: KeyUsage): KmsKey {
  if (key.state === 'Disabled') throw new AwsError('DisabledException', `${key.arn} is disabled.`);
  if (key.state === 'PendingDeletion') {
    throw new AwsError('KMSInvalidStateException', `${key.arn} is pending deletion.`);
  }
  if (key.usage !== usage) {
    const message = `${key.arn} key usage is ${key.usage} which is not valid for this operation.`;
    throw new AwsError('InvalidKeyUsageException', message);
  }
  return key;
}

function createKey(spec: KeySpec, usage: KeyUsage, description: string, arnPrefix: string): KmsKey {
  const fits = spec === 'SYMMETRIC_DEFAULT' ? usage === 'ENCRYPT_DECRYPT' : usage === 'SIGN_VERIFY';
  if (!fits) throw new AwsError('ValidationException', `KeyUsage ${usage} is not compatible with KeySpec ${spec}`);
  const id = randomUUID();
  return {
    id,
    arn: `${arnPrefix}key/${id}`,
    spec,
    usage,
    state: 'Enabled',
    description,
    createdSeconds: Date.now() / 1000,
    material: spec === 'SYMMETRIC_DEFAULT' ? randomBytes(32).toString('base64') : newSigningKey(),
  };
}

function newSigningKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** The SubjectPublicKeyInfo (RFC 5280, 4.1.2.7) in DER, in base64. */
export function publicKeyOf(key: KmsKey): string {
  return createPublicKey(key.material).export({ type: 'spki', format: 'der' }).toString('base64');
}
