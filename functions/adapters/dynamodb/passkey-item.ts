import type { Passkey, PasskeyAlgorithm } from '../../core/passkeys/passkey.ts';

/** A passkey as it is stored, beside profile and credential of its user. */
export interface PasskeyItem {
  readonly passkeyId: string;
  readonly credentialId: string;
  readonly publicKey: Uint8Array;
  readonly algorithm: PasskeyAlgorithm;
  readonly signCount: number;
  readonly transports: readonly string[];
  readonly userVerified: boolean;
  readonly backupEligible: boolean;
  readonly backedUp: boolean;
  readonly userHandle: string;
  readonly rpId: string;
  readonly aaguid: string;
  readonly discoverable?: boolean;
  readonly name: string;
  /** Unix time in milliseconds, as all times here. */
  readonly createdAt: number;
  readonly lastUsedAt?: number;
  readonly lostAt?: number;
  readonly lastChallenge?: string;
  /** The generation of whose it is. */
  readonly g?: string;
}

export function encodePasskey(passkey: Passkey): PasskeyItem {
  const {
    id,
    isUserVerified,
    isBackupEligible,
    isBackedUp,
    isDiscoverable,
    createdAtMs,
    lastUsedAtMs,
    lostAtMs,
    generation,
    ...same
  } = passkey;
  return {
    ...same,
    passkeyId: id,
    userVerified: isUserVerified,
    backupEligible: isBackupEligible,
    backedUp: isBackedUp,
    createdAt: createdAtMs,
    ...(isDiscoverable === undefined ? {} : { discoverable: isDiscoverable }),
    ...(lastUsedAtMs === undefined ? {} : { lastUsedAt: lastUsedAtMs }),
    ...(lostAtMs === undefined ? {} : { lostAt: lostAtMs }),
    ...(generation === undefined ? {} : { g: generation }),
  };
}

export function decodePasskey(item: PasskeyItem): Passkey {
  const { credentialId, publicKey, algorithm, signCount, transports, userHandle, rpId, aaguid, name } = item;
  const { discoverable, lastUsedAt, lostAt, lastChallenge } = item;
  return {
    ...{ credentialId, publicKey, algorithm, signCount, transports, userHandle, rpId, aaguid, name },
    id: item.passkeyId,
    isUserVerified: item.userVerified,
    isBackupEligible: item.backupEligible,
    isBackedUp: item.backedUp,
    createdAtMs: item.createdAt,
    generation: item.g,
    ...(discoverable === undefined ? {} : { isDiscoverable: discoverable }),
    ...(lastUsedAt === undefined ? {} : { lastUsedAtMs: lastUsedAt }),
    ...(lostAt === undefined ? {} : { lostAtMs: lostAt }),
    ...(lastChallenge === undefined ? {} : { lastChallenge }),
  };
}
