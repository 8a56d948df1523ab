import { createHash } from 'node:crypto';
import type { Expected, PasskeyFault } from './passkey.ts';

/** What the authenticator says about itself and the person before it (WebAuthn Level 3 section 6.1). */
interface AuthenticatorData {
  readonly rpIdHash: Uint8Array;
  readonly isUserPresent: boolean;
  readonly isUserVerified: boolean;
  readonly isBackupEligible: boolean;
  readonly isBackedUp: boolean;
  readonly signCount: number;
}

/** Of a new passkey besides (section 6.5, attested credential data). */
interface AttestedData extends AuthenticatorData {
  readonly aaguid: Buffer;
  readonly credentialId: Buffer;
  /** The public key as a COSE_Key, and behind it the extensions where `hasExtensions`. */
  readonly keyAndExtensions: Buffer;
  readonly hasExtensions: boolean;
}

const FLAGS = { presence: 0x01, verification: 0x04, eligible: 0x08, backedUp: 0x10, attested: 0x40, extensions: 0x80 };

const FLAGS_AT = 32;
const HEADER_BYTES = 37;
const AAGUID_BYTES = 16;
const ID_AT = HEADER_BYTES + AAGUID_BYTES + 2;

/**
 * Of an answer; undefined where it is not what section 6.1 says: attested data may not be there, and where no extension
 * is announced no byte may follow. Extensions are skipped unread, we ask for none there.
 */
export function readAuthenticatorData(bytes: Uint8Array): AuthenticatorData | undefined {
  const data = Buffer.from(bytes);
  if (data.length < HEADER_BYTES || has(data, FLAGS.attested)) return undefined;
  const hasMore = data.length > HEADER_BYTES;
  return hasMore === has(data, FLAGS.extensions) ? header(data) : undefined;
}

/** Of a new passkey; undefined where no attested data stands in it. Where the key ends is for its reader to say. */
export function readAttestedData(bytes: Uint8Array): AttestedData | undefined {
  const data = Buffer.from(bytes);
  if (data.length < ID_AT || !has(data, FLAGS.attested)) return undefined;
  const idEndsAt = ID_AT + data.readUInt16BE(ID_AT - 2);
  if (data.length < idEndsAt) return undefined;
  return {
    ...header(data),
    aaguid: data.subarray(HEADER_BYTES, HEADER_BYTES + AAGUID_BYTES),
    credentialId: data.subarray(ID_AT, idEndsAt),
    keyAndExtensions: data.subarray(idEndsAt),
    hasExtensions: has(data, FLAGS.extensions),
  };
}

/** The checks that both ceremonies share, from rpIdHash to the backup flags (sections 7.1 and 7.2). */
export function authenticatorFault(
  data: AuthenticatorData,
  { rp, userVerification }: Expected,
): PasskeyFault | undefined {
  const rpIdHash = createHash('sha256').update(rp.rpId).digest();
  if (!rpIdHash.equals(data.rpIdHash)) return 'rp-id';
  if (!data.isUserPresent) return 'user-presence';
  if (userVerification === 'required' && !data.isUserVerified) return 'user-verification';
  if (data.isBackedUp && !data.isBackupEligible) return 'backup-state';
  return undefined;
}

function header(data: Buffer): AuthenticatorData {
  return {
    rpIdHash: data.subarray(0, FLAGS_AT),
    isUserPresent: has(data, FLAGS.presence),
    isUserVerified: has(data, FLAGS.verification),
    isBackupEligible: has(data, FLAGS.eligible),
    isBackedUp: has(data, FLAGS.backedUp),
    signCount: data.readUInt32BE(FLAGS_AT + 1),
  };
}

function has(data: Buffer, flag: number): boolean {
  return (data.readUInt8(FLAGS_AT) & flag) !== 0;
}
