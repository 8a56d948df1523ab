/**
 * What a passkey may sign with, the most wanted first: Ed25519, ECDSA over P-256 and RSA PKCS#1, the last two with SHA-256.
 * A public key of each has one form only, so that reading it needs no CBOR decoder (`readAttestedKey`).
 */
export const PASSKEY_ALGORITHMS = [-8, -7, -257] as const;
export type PasskeyAlgorithm = (typeof PASSKEY_ALGORITHMS)[number];

/** Of one user. */
export const MAX_PASSKEYS = 20;

/** Where nobody has to be reached by a phone or on this computer: phones and computers have `internal` and `hybrid`. */
const OF_SECURITY_KEYS: readonly string[] = ['usb', 'nfc', 'ble', 'smart-card'];

/** A key that a person carries. */
export function isOnSecurityKey({ transports }: Pick<NewCredential, 'transports'>): boolean {
  return transports.length > 0 && transports.every((one) => OF_SECURITY_KEYS.includes(one));
}

/** For whom a passkey is: the domain name that it is bound to, and the addresses whose pages may ask for it. */
export interface RelyingParty {
  readonly rpId: string;
  /** Compared letter by letter (WebAuthn Level 3 section 13.4.9). */
  readonly origins: readonly string[];
}

/** What a browser hands over when a passkey is made, as far as it was checked. */
export interface NewCredential {
  /** In base64url, of at most 1,023 bytes. */
  readonly credentialId: string;
  /** SubjectPublicKeyInfo in DER. */
  readonly publicKey: Uint8Array;
  readonly algorithm: PasskeyAlgorithm;
  /** 0 where the authenticator does not count. */
  readonly signCount: number;
  /** How the browser reaches the authenticator; handed back to it, never decided by. */
  readonly transports: readonly string[];
  /**
   * The authenticator had checked its owner when it was made (uvInitialized). Only then is a later check his: a thief of
   * a key that had no PIN gives it one of his own.
   */
  readonly isUserVerified: boolean;
  /** It can be copied to other devices of its owner, or could once: it is synced. */
  readonly isBackupEligible: boolean;
  /** It has been copied. */
  readonly isBackedUp: boolean;
  /** The model of the authenticator as a UUID; all zeros where it does not say. */
  readonly aaguid: string;
  /** The browser can offer it without being told its id; missing where the browser did not say. */
  readonly isDiscoverable?: boolean;
}

/** A public key of a person and what is known of it (WebAuthn Level 3 section 4, credential record). */
export interface Passkey extends NewCredential {
  /** SHA-256 of the credential id in base64url: names it in keys and addresses. */
  readonly id: string;
  /** 32 random bytes in base64url, the same for all passkeys of a user; never a name. */
  readonly userHandle: string;
  /** The domain name that it was made for; it works nowhere else. */
  readonly rpId: string;
  readonly name: string;
  readonly createdAtMs: number;
  readonly lastUsedAtMs?: number;
  /** Its owner has said that it is lost; it proves nothing until that is taken back. */
  readonly lostAtMs?: number;
  /** The challenge that it signed last: a second answer to it is a copy and says nothing about a clone. */
  readonly lastChallenge?: string;
  /** Of its owner: the next person of the name does not have it. */
  readonly generation: string | undefined;
}

type UserVerification = 'required' | 'preferred';

/** What an answer of a browser is checked against. */
export interface Expected {
  readonly rp: RelyingParty;
  /** The bytes that were sent to the browser, in base64url. */
  readonly challenge: string;
  readonly userVerification: UserVerification;
}

/** Why an answer does not count: the first check that it fails, in the order of WebAuthn Level 3 section 7. */
export type PasskeyFault =
  /** Not what a browser writes. */
  | 'malformed'
  /** Another passkey than the one that it names. */
  | 'credential'
  /** Of another user. */
  | 'user-handle'
  /** Made for the other ceremony. */
  | 'type'
  | 'challenge'
  | 'origin'
  /** Asked for within a page of somebody else. */
  | 'framed'
  | 'rp-id'
  /** Nobody touched the authenticator. */
  | 'user-presence'
  /** Nobody showed a face, a finger or a PIN to it. */
  | 'user-verification'
  /** Backed up, but not able to be. */
  | 'backup-state'
  /** None that was offered. */
  | 'algorithm'
  /** Not of its algorithm, or too weak. */
  | 'public-key'
  | 'signature';

export type Invalid = { readonly kind: 'invalid'; readonly fault: PasskeyFault };
