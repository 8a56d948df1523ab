import type { EnrolledBy, Enrolment } from '../enrol/enrolment.ts';
import type { BypassCode } from '../recovery/bypass-code.ts';
import type { RecoverySet } from '../recovery/recovery-codes.ts';
import type { Reset } from '../recovery/reset.ts';

/** A TOTP key as it is stored: sealed, never in clear. */
export interface TotpKey {
  /** AES-256-GCM: 12 bytes nonce, ciphertext, 16 bytes tag. */
  readonly sealed: Uint8Array;
  readonly keyId: string;
  /** The last accepted time step; codes up to and including it are replays. */
  readonly lastStep: number;
  /** A step ahead of its time whose code was explained to be right there; it is never accepted. */
  readonly explainedStep?: number;
  readonly createdAtMs: number;
  /** When its first right code came; missing in a pending key. */
  readonly confirmedAtMs?: number;
  /** Its owner has said that it is lost; it proves nothing until that is taken back. */
  readonly lostAtMs?: number;
  /** Its owner has said that the app is on another device than his phone. */
  readonly isApart?: true;
  /** Of a pending key: who made it, and the person's epoch then. */
  readonly by?: EnrolledBy;
  readonly epoch?: string;
}

/** Where a key stands in the credential. */
export type TotpSlot = 'totp' | 'pendingTotp';

export interface OutstandingPin {
  readonly correlationId: string;
  readonly expiresAtMs: number;
}

/** `sending` until the delivery has answered: nobody may be told that it happened before. */
export type SendState = 'sending' | 'sent' | 'failed';

/** A send that an `Idempotency-Key` names. */
export interface RememberedSend extends OutstandingPin {
  readonly fingerprint: string;
  readonly rememberUntilMs: number;
  readonly state: SendState;
}

/** A factor in the words of the pages and of the settings. */
export const METHODS = ['passkey', 'totp', 'push', 'sms', 'email'] as const;
export type Method = (typeof METHODS)[number];

/** Everything that decides about one user's second factor: one item, under 1 KB (design: one item, one write). */
export interface Credential {
  /** Wrong answers in the current window. */
  readonly failures: number;
  /** Wrong answers since the last right one, over all windows. */
  readonly streak: number;
  readonly lastAttemptAtMs: number;
  /** PINs and pushes sent since the last right answer or the start of the sending window. */
  readonly sends: number;
  readonly lastSendAtMs: number;
  /** The user said that a push was not his: no further one until the next right factor. */
  readonly pushesStopped: boolean;
  readonly pins: Readonly<Record<string, OutstandingPin>>;
  readonly remembered: Readonly<Record<string, RememberedSend>>;
  readonly totp?: TotpKey;
  readonly pendingTotp?: TotpKey;
  /** What the user is adding, or was. */
  readonly enrolment?: Enrolment;
  /** What the user proved last; the pages offer it first. */
  readonly lastMethod?: Method;
  /** What he wants to be offered first. */
  readonly preferred?: Method;
  /** When he put off adding a second factor. */
  readonly putOffAtMs?: number;
  /** Addresses that he has said he cannot read any more, or another one can. */
  readonly lostAddresses: readonly ('email' | 'sms')[];
  readonly recovery?: RecoverySet;
  readonly bypass?: BypassCode;
  /** Missing when none was asked for since the last right factor. */
  readonly reset?: Reset;
  /** When a reset was completed; passkeys and devices from before it prove nothing. */
  readonly factorsSinceMs?: number;
  /** When resets were asked for, the last ones. */
  readonly resetsAtMs: readonly number[];
  /** A key was confirmed here once: a secret that the old system kept for this user does not count any more. */
  readonly legacyOver?: true;
}
