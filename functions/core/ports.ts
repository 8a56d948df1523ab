import type { KeyObject } from 'node:crypto';
import type { Enrolment } from './enrol/enrolment.ts';
import type { Ownership } from './identity/epoch.ts';
import type { IdentityStore } from './identity/identity-store.ts';
import type { Account, UserKey } from './identity/user.ts';
import type { Limits } from './lock/lock.ts';
import type { Language } from './messages/texts.ts';
import type { TotpSecret } from './secrets/secret.ts';
import type { DomainSettings } from './settings/resolve.ts';
import type { Credential, Method, TotpKey, TotpSlot } from './verify/credential.ts';

/** Unix time in milliseconds. */
export type Clock = () => number;

/** Bytes from an approved generator (NIST SP 800-63B-4 3.1.3.2). */
export type RandomBytes = (size: number) => Uint8Array;

/** The keys of one generation, unwrapped; `id` is stored beside everything that was sealed with them. */
export interface KeyGeneration {
  readonly id: string;
  /** HMAC-SHA-256 key of PIN hashes and correlation ids. */
  readonly pinKey: KeyObject;
  /** AES-256-GCM key of sealed secrets. */
  readonly sealKey: KeyObject;
}

export interface KeyRing {
  current(): Promise<KeyGeneration>;
  /** Throws when there is no such generation: a sealed secret without its key is a broken system, not a wrong code. */
  generation(id: string): Promise<KeyGeneration>;
}

/** What stands under somebody's name and is another person's. */
export interface Leftover {
  readonly generation?: string;
}

/** What stands here of a user, whoever has his name by now. */
export interface Belongings {
  /** What of it is this person's. */
  of(person: Pick<Account, 'generation' | 'predates'>): Omit<UserRecord, 'account' | 'legacyTotp'>;
  /** When everything that was issued for a user of an outside directory ended last; compared for equality alone. */
  readonly signedOutAt?: string;
}

/**
 * Who has a name now. `unasked`: the credential goes with its profile, so nothing has to be read to know that a proof of
 * it is one of the person.
 */
type Presence =
  | { readonly kind: 'left' }
  | { readonly kind: 'unasked' }
  | { readonly kind: 'here'; readonly owner: Ownership };

/** One partition of one user: what the directory and the credential item say. */
export interface UserRecord {
  readonly account?: Account;
  readonly credential?: Credential;
  /** A device is registered that can be asked to approve. */
  readonly hasDevice?: boolean;
  /** Instead of a credential: what an earlier person of this name left in its place. It proves nothing. */
  readonly leftover?: Leftover;
  /** The user has no key here yet, but the old system kept one in the directory: it still counts. */
  readonly legacyTotp?: TotpSecret;
}

export interface Users {
  /** Both halves in one consistent read. */
  load(user: UserKey): Promise<UserRecord>;
  findAccount(user: UserKey): Promise<Account | undefined>;
  /** Whether the account is gone, disabled or another person's while a credential still stands, as others manage it. */
  presence(user: UserKey): Promise<Presence>;
}

export interface SettingsSource {
  /** The stored settings of a domain, at most 30 seconds old; undefined when there is no such domain. */
  forDomain(domain: string): Promise<DomainSettings | undefined>;
}

export interface IdentityStores {
  /** Where the accounts of a domain live, at most 30 seconds old. Whether the domain exists is for the settings to say. */
  ofDomain(domain: string): Promise<IdentityStore>;
}

/** One try at a PIN. Without `correlationId` any outstanding PIN of the user counts (`ValidateAnyPin`). */
export interface PinAttempt {
  readonly pinHash: string;
  /** A PIN without a method is not taken: it proves no factor. */
  readonly mustProveFactor: boolean;
  readonly correlationId?: string;
  readonly nowMs: number;
  readonly limits: Limits;
}

export interface NewPin {
  readonly pinHash: string;
  readonly correlationId: string;
  readonly expiresAtMs: number;
}

/** What a repeated `Idempotency-Key` is recognised by, and the answer that it gets. */
export interface SendRecord {
  readonly keyHash: string;
  readonly fingerprint: string;
  readonly rememberUntilMs: number;
}

/** What every write that sends something counts and holds in its condition. */
export interface CountSend {
  /** Starts a new sending window instead of counting in the old one; the state that was seen must still hold. */
  readonly newSendWindow: { readonly lastSendAtMs: number } | undefined;
  readonly maxSends: number;
  readonly nowMs: number;
  readonly limits: Limits;
}

export interface AddPin extends CountSend {
  readonly pin: NewPin;
  /** The factor that it proves; undefined when its own caller can read it. */
  readonly method: Method | undefined;
  /** The caller has it with the answer: nothing is left to be delivered. */
  readonly handedBack: boolean;
  /** Hashes that make room: expired ones, then the oldest. Each must still stand when the write happens. */
  readonly replacedPins: readonly string[];
  readonly maxPins: number;
  readonly send: SendRecord | undefined;
  readonly forgottenSends: readonly string[];
}

export interface BeginWrite {
  /** Undefined when nothing was ever begun. */
  readonly seenVersion: string | undefined;
  readonly enrolment: Omit<Enrolment, 'version'>;
  readonly pendingTotp?: TotpKey;
  readonly besideConfirmed: boolean;
  readonly owner: Ownership;
}

/**
 * The credential item of a user. Each method is one conditional write, and the lock (`limits`) is part of the condition
 * of every method that can lead to a result. `blocked` means that the condition did not hold and nothing was compared.
 */
export interface Credentials {
  /** Counts the attempt, consumes the PIN and clears the counters, whatever the outcome. */
  consumePin(user: UserKey, attempt: PinAttempt): Promise<'accepted' | 'rejected' | 'blocked'>;
  /** Counts one failure without comparing anything, and drops `expiredPin` if given. */
  countFailure(
    user: UserKey,
    failure: { nowMs: number; limits: Limits; expiredPin?: string },
  ): Promise<'counted' | 'blocked'>;
  /** Reserves one attempt and returns the item as it then is; it stays counted until a settling write clears it. */
  reserveAttempt(
    user: UserKey,
    attempt: { nowMs: number; limits: Limits; factor: 'totp' | 'push' },
  ): Promise<Credential | 'blocked'>;
  /** Stores the accepted step and clears the counters, if the key still stands and the step lies ahead of its last one. */
  settleTotp(
    user: UserKey,
    settled: { key: TotpKey; step: number; confirms: boolean; nowMs: number },
  ): Promise<'settled' | 'blocked'>;
  /** Clears the counters after a right push answer. */
  settlePush(user: UserKey): Promise<void>;
  /** No further push until a right factor clears it. */
  stopPushes(user: UserKey): Promise<void>;
  /** Spends the code of a step ahead before its time is explained; blocked while another such step is still ahead. */
  spendAhead(
    user: UserKey,
    ahead: { slot: TotpSlot; key: TotpKey; step: number; currentStep: number },
  ): Promise<'spent' | 'blocked'>;
  /** Reserves one attempt at a secret of the old system, for a user without a key; makes the item if it is missing. */
  reserveLegacyAttempt(user: UserKey, attempt: { nowMs: number; limits: Limits }): Promise<'reserved' | 'blocked'>;
  /** Stores the old system's secret as the confirmed key and clears the counters, unless a key was ever confirmed. */
  takeOverTotp(user: UserKey, key: TotpKey): Promise<'taken' | 'blocked'>;
  /** Opens a new window after a lock has ended; ends all outstanding PINs. Only if the lock is still the one seen. */
  openWindow(user: UserKey, seen: { failures: number; lastAttemptAtMs: number }): Promise<void>;
  /** Locks a user who has spent the sending budget, as `MaxSendAttemptsLockoutEnabled` asks. */
  lockForSends(user: UserKey, lock: { nowMs: number; maxSends: number; failures: number }): Promise<void>;
  /** Makes an empty item in the place of one that an earlier person of the name left, if it is still that one. */
  replaceLeftover(user: UserKey, leftover: Leftover, owner: Ownership): Promise<void>;
  /** The first PIN of a user makes the item; `blocked` when it exists already. */
  createWithPin(user: UserKey, add: AddPin): Promise<'added' | 'blocked'>;
  addPin(user: UserKey, add: AddPin): Promise<'added' | 'blocked'>;
  /** The first push of a user makes the item; `blocked` when it exists already. */
  createWithPush(user: UserKey, nowMs: number, owner: Ownership): Promise<'counted' | 'blocked'>;
  /** Counts a push as sent. That pushes are not stopped is part of the condition, like the lock. */
  countPush(user: UserKey, push: CountSend): Promise<'counted' | 'blocked'>;
  /** Remembers that a send with an `Idempotency-Key` was delivered. */
  markDelivered(user: UserKey, delivered: { pin: NewPin; send: SendRecord }): Promise<void>;
  /** Takes back a PIN that was not delivered. A send that surely did not happen is given back and its key forgotten. */
  withdrawPin(
    user: UserKey,
    withdrawn: { pin: NewPin; send: SendRecord | undefined; sent: 'no' | 'unknown' },
  ): Promise<void>;
  /**
   * Stores what the user is adding from now on, with the pending key if it is one; a code or a key that was outstanding
   * ends. `blocked` when something else was begun since the one that was seen, or when a confirmed key exists, unless
   * the pending one may stand beside that.
   */
  beginEnrolment(user: UserKey, begun: BeginWrite): Promise<'stored' | 'blocked'>;
  /** The code is used up; blocked when it is not the one that stands. */
  spendEnrolment(user: UserKey, codeHash: string): Promise<'spent' | 'blocked'>;
  /** Ends what is outstanding, and beginnings without a proof until then; blocked when nothing was ever begun. */
  closeEnrolment(user: UserKey, closedUntilMs: number): Promise<'closed' | 'blocked'>;
  /** Removes confirmed and pending key, if the confirmed one is still that which was seen, or still missing. */
  removeTotp(user: UserKey, seen: TotpKey | undefined): Promise<'removed' | 'blocked'>;
  /** An administrator ends the lock and all counters; 'absent' when the user has no credential item. */
  clearLock(user: UserKey): Promise<'cleared' | 'absent'>;
}

export interface Message {
  readonly channel: 'email' | 'sms';
  readonly to: string;
  readonly subject?: string;
  readonly text: string;
  readonly language: Language;
}

/** `unknown`: no answer came, so the message may be under way; it must not be sent a second time. */
export type DeliveryOutcome = 'delivered' | 'refused' | 'unknown';

export interface Courier {
  deliver(message: Message, gateway: { readonly url: string } | undefined): Promise<DeliveryOutcome>;
}
