import type { Epoch } from '../directory/epoch.ts';
import type { UserKey } from '../directory/user.ts';
import type { PendingRecoverySet } from '../recovery/recovery-codes.ts';
import type { PasskeyTraits } from '../verify/accepted.ts';

export const FACTORS = ['totp', 'email', 'sms', 'push', 'passkey', 'recovery', 'bypass'] as const;
export type Factor = (typeof FACTORS)[number];

/** Codes for an emergency: one that a person has kept, one that the help desk gives him. */
export const RESCUES = ['recovery', 'bypass'] as const satisfies readonly Factor[];
export type Rescue = (typeof RESCUES)[number];

export type SessionPurpose = 'verify' | 'enrol';

/**
 * Why a session is over: the factor was proven (or, in an enrolment, everything was done), or the person went back
 * without a proof: by his own choice, without a factor of any kind, with none that can be used now, or locked.
 */
export type SessionEnd = 'verified' | Unproven;
export type Unproven = 'cancelled' | 'not-enrolled' | 'denied' | 'locked';

/** What the person is asked to agree to, as the application tells it; shown on pages and devices, never trusted. */
interface SessionContext {
  readonly action?: string;
  readonly ip?: string;
  readonly location?: string;
  readonly userAgent?: string;
}

export interface ProvenFactor {
  readonly factor: Factor;
  /** Of a passkey. */
  readonly passkey?: PasskeyTraits;
  /** Of a push: the phone that approved it. Missing in proofs from before that was kept, which stand no more. */
  readonly deviceId?: string;
  /** The mark of the authenticator app's key, or of the address that the code went to. */
  readonly of?: string;
  readonly provenAtMs: number;
  /** It was added in this very session: who has added it is not thereby shown to be the person. */
  readonly enrols?: true;
}

/** What a session can wait for: a code or an answer that proves a factor, or one that adds a factor. */
export type ChallengeStep =
  | 'email'
  | 'sms'
  | 'push'
  | 'passkey'
  | 'add-totp'
  | 'add-email'
  | 'add-sms'
  | 'add-push'
  | 'add-passkey'
  | 'add-recovery'
  /** The session in which a linked account is being proven for this one, or one that is to be linked. */
  | 'linked'
  | 'link';

/** What was sent or made for one step. A typed code is checked against this, and never against what a form says. */
export interface SessionChallenge {
  /** Of a passkey: the challenge to be signed, 32 random bytes in base64url. */
  readonly correlationId: string;
  readonly sentAtMs: number;
  readonly expiresAtMs: number;
  /** Where a code went: a PIN is bound to it. */
  readonly address?: string;
  /** What the page shows, such as the six digits of a push; of a new passkey the user handle. */
  readonly display?: string;
  /** A set that its owner has not typed one code of yet. */
  readonly recovery?: PendingRecoverySet;
}

/** What an application asks for; nothing of it changes later. */
export interface SessionRequest {
  readonly user: UserKey;
  readonly application: string;
  /** The account that started the session: the only one that may take the result. */
  readonly client: UserKey;
  readonly returnUrl: string;
  /** Handed back on the way home. No page shows it: the redirect after the end tells it, and that once. */
  readonly state?: string;
  /** A language tag (RFC 5646). A session without one speaks what the browser asks for. */
  readonly locale?: string | undefined;
  readonly context?: SessionContext;
  readonly purpose: SessionPurpose;
  /** Of a session that the pages began for a linked account: whom its proof helps. No application gets its result. */
  readonly helps?: UserKey;
}

/** One visit to the pages, from the application and back. */
export interface Session extends SessionRequest {
  /** 192 random bits in base64url. */
  readonly id: string;
  /** Of the user when it began: in another one the session is over for everybody. */
  readonly epoch: Epoch;
  readonly createdAtMs: number;
  /** Until then pages answer and factors can be proven. */
  readonly expiresAtMs: number;
  /** Hash of the secret in the cookie of the one browser that may use the session; missing before the first visit. */
  readonly browserHash?: string;
  readonly proven: readonly ProvenFactor[];
  readonly challenges: Readonly<Partial<Record<ChallengeStep, SessionChallenge>>>;
  readonly end?: SessionEnd;
  /** Until then the application can take the result; set together with `end`. */
  readonly resultUntilMs?: number;
  readonly resultTaken: boolean;
}

/** Of one user at a time. */
export const MAX_OPEN_SESSIONS = 20;
export const SESSION_LIFE_MS = 10 * 60 * 1000;
/** The browser comes back at once; this is for a slow network, and for proofs in the last second of a session. */
export const RESULT_LIFE_MS = 2 * 60 * 1000;
