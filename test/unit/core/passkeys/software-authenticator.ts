import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import type { Expected, Passkey, PasskeyAlgorithm, RelyingParty } from '../../../../functions/core/passkeys/passkey.ts';

/** An authenticator and a browser in one: makes the JSON that a page would post. */
export interface SoftwareAuthenticator {
  readonly credentialId: Buffer;
  readonly algorithm: PasskeyAlgorithm;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export const FLAGS = { UP: 0x01, UV: 0x04, BE: 0x08, BS: 0x10, AT: 0x40, ED: 0x80 };

/** What differs from an answer that is right. */
export interface Twist {
  /** Replaces members of the client data; undefined takes one away. */
  readonly clientData?: Readonly<Record<string, unknown>>;
  /** Replaces the client data as bytes. */
  readonly clientDataBytes?: Uint8Array;
  readonly rpId?: string;
  readonly flags?: number;
  readonly signCount?: number;
  /** Replaces the public key in the authenticator data. */
  readonly coseKey?: Uint8Array;
  /** Behind all else in the authenticator data. */
  readonly behind?: Uint8Array;
  /** Replaces the authenticator data. */
  readonly authenticatorData?: Uint8Array;
  readonly signature?: Uint8Array;
  readonly userHandle?: string | null;
  /** Replaces members of `response`. */
  readonly response?: Readonly<Record<string, unknown>>;
}

const RP: RelyingParty = { rpId: 'mfa.example.com', origins: ['https://mfa.example.com'] };

export const EXPECTED: Expected = {
  rp: RP,
  challenge: Buffer.alloc(32, 7).toString('base64url'),
  userVerification: 'required',
};

export const USER_HANDLE = Buffer.alloc(32, 9).toString('base64url');

export const AAGUID = 'f8a011f3-8c0a-4d15-8006-17111f9edc7d';

export function newAuthenticator(algorithm: PasskeyAlgorithm = -7, idBytes = 32): SoftwareAuthenticator {
  return { credentialId: randomBytes(idBytes), algorithm, ...newKeys(algorithm) };
}

function newKeys(algorithm: PasskeyAlgorithm): { publicKey: KeyObject; privateKey: KeyObject } {
  if (algorithm === -8) return generateKeyPairSync('ed25519');
  if (algorithm === -7) return generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}

export function spkiOf({ publicKey }: SoftwareAuthenticator): Buffer {
  return publicKey.export({ format: 'der', type: 'spki' });
}

/** Of the authenticator, as the directory keeps it. */
export function passkeyOf(authenticator: SoftwareAuthenticator): Passkey {
  const credentialId = authenticator.credentialId.toString('base64url');
  return {
    id: createHash('sha256').update(authenticator.credentialId).digest('base64url'),
    credentialId,
    publicKey: spkiOf(authenticator),
    algorithm: authenticator.algorithm,
    signCount: 0,
    transports: ['internal'],
    isUserVerified: true,
    isBackupEligible: true,
    isBackedUp: true,
    userHandle: USER_HANDLE,
    rpId: EXPECTED.rp.rpId,
    aaguid: AAGUID,
    name: 'Phone',
    createdAtMs: 0,
    generation: undefined,
  };
}

/** `RegistrationResponseJSON`. */
export function register(authenticator: SoftwareAuthenticator, expected: Expected, twist: Twist = {}) {
  const clientData = clientDataOf('webauthn.create', expected, twist);
  const id = authenticator.credentialId;
  const attested = Buffer.concat([
    Buffer.from(AAGUID.replaceAll('-', ''), 'hex'),
    Buffer.of(id.length >> 8, id.length & 0xff),
    id,
    twist.coseKey ?? coseKeyOf(authenticator),
  ]);
  const flags = FLAGS.UP | FLAGS.UV | FLAGS.BE | FLAGS.BS | FLAGS.AT;
  const authenticatorData = authenticatorDataOf(expected, twist, flags, attested);
  return {
    id: id.toString('base64url'),
    rawId: id.toString('base64url'),
    type: 'public-key',
    authenticatorAttachment: 'platform',
    clientExtensionResults: { credProps: { rk: true } } as Record<string, unknown>,
    response: {
      clientDataJSON: base64Url(clientData),
      authenticatorData: base64Url(authenticatorData),
      transports: ['hybrid', 'internal'] as unknown,
      publicKey: base64Url(spkiOf(authenticator)),
      publicKeyAlgorithm: authenticator.algorithm as number,
      attestationObject: base64Url(withoutAttestation(authenticatorData)),
      ...twist.response,
    },
  };
}

/** `AuthenticationResponseJSON`. */
export function prove(authenticator: SoftwareAuthenticator, expected: Expected, twist: Twist = {}) {
  const clientData = clientDataOf('webauthn.get', expected, twist);
  const flags = FLAGS.UP | FLAGS.UV | FLAGS.BE | FLAGS.BS;
  const authenticatorData = authenticatorDataOf(expected, twist, flags, Buffer.alloc(0));
  const signature = twist.signature ?? signatureOf(authenticator, authenticatorData, clientData);
  const { userHandle = USER_HANDLE } = twist;
  return {
    id: base64Url(authenticator.credentialId),
    rawId: base64Url(authenticator.credentialId),
    type: 'public-key',
    authenticatorAttachment: 'platform',
    clientExtensionResults: {},
    response: {
      clientDataJSON: base64Url(clientData),
      authenticatorData: base64Url(authenticatorData),
      signature: base64Url(signature),
      ...(userHandle !== null && { userHandle }),
      ...twist.response,
    },
  };
}

export function signatureOf(
  { algorithm, privateKey }: SoftwareAuthenticator,
  authenticatorData: Uint8Array,
  clientData: Uint8Array,
): Buffer {
  const hash = createHash('sha256').update(clientData).digest();
  return sign(algorithm === -8 ? null : 'sha256', Buffer.concat([authenticatorData, hash]), privateKey);
}

export function clientDataOf(
  type: string,
  { challenge, rp }: Expected,
  { clientData, clientDataBytes }: Twist,
): Buffer {
  const members = { type, challenge, origin: rp.origins[0], crossOrigin: false, ...clientData };
  return Buffer.from(clientDataBytes ?? Buffer.from(JSON.stringify(members)));
}

export function authenticatorDataOf({ rp }: Expected, twist: Twist, usualFlags: number, attested: Buffer): Buffer {
  if (twist.authenticatorData !== undefined) return Buffer.from(twist.authenticatorData);
  const { rpId = rp.rpId, flags = usualFlags, signCount = 0, behind = Buffer.alloc(0) } = twist;
  const count = Buffer.alloc(4);
  count.writeUInt32BE(signCount);
  const rpIdHash = createHash('sha256').update(rpId).digest();
  return Buffer.concat([rpIdHash, Buffer.of(flags), count, attested, behind]);
}

/** The public key in CTAP2 canonical CBOR (RFC 9053 section 7, RFC 8230 section 4). */
export function coseKeyOf({ publicKey, algorithm }: Pick<SoftwareAuthenticator, 'publicKey' | 'algorithm'>): Buffer {
  const jwk = publicKey.export({ format: 'jwk' });
  const bytes = (text: string | undefined): Buffer => byteString(Buffer.from(text ?? '', 'base64url'));
  const map = (hex: string, ...rest: Buffer[]): Buffer => Buffer.concat([Buffer.from(hex, 'hex'), ...rest]);
  if (algorithm === -8) return map('a401010327200621', bytes(jwk.x));
  if (algorithm === -7) return map('a501020326200121', bytes(jwk.x), Buffer.of(0x22), bytes(jwk.y));
  return map('a401030339010020', bytes(jwk.n), Buffer.of(0x21), bytes(jwk.e));
}

function byteString(bytes: Buffer): Buffer {
  if (bytes.length < 24) return Buffer.concat([Buffer.of(0x40 + bytes.length), bytes]);
  if (bytes.length < 256) return Buffer.concat([Buffer.of(0x58, bytes.length), bytes]);
  return Buffer.concat([Buffer.of(0x59, bytes.length >> 8, bytes.length & 0xff), bytes]);
}

/** `{fmt: "none", attStmt: {}, authData: bytes}` in CBOR. */
function withoutAttestation(authenticatorData: Buffer): Buffer {
  const head = Buffer.from('a363666d74646e6f6e656761747453746d74a0686175746844617461', 'hex');
  return Buffer.concat([head, byteString(authenticatorData)]);
}

function base64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
