import type { Ownership } from '../directory/epoch.ts';
import type { UserKey } from '../directory/user.ts';
import type { Enrolment } from '../enrol/enrolment.ts';
import type { Limits } from '../lock/lock.ts';
import type { BypassCode } from '../recovery/bypass-code.ts';
import type { RecoverySet } from '../recovery/recovery-codes.ts';
import type { Reset } from '../recovery/reset.ts';
import type { Credential, Method, TotpKey, TotpSlot } from '../verify/credential.ts';
import type { Leftover } from './users.ts';

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
  /** By a reset that is ready: it must still be that one, and a lock ends, since it stands above all that was guessed. */
  readonly reset?: Pick<Reset, 'requestedAtMs'> | undefined;
  readonly owner: Ownership;
}

/** A reset that is asked for from now on. */
export interface ResetRequest {
  /** The one that stood there before; its time must be over. */
  readonly seen: Pick<Reset, 'requestedAtMs'> | undefined;
  readonly reset: Omit<Reset, 'shorteningBy'>;
  /** When resets were asked for in the last week, with this one. */
  readonly resetsAtMs: readonly number[];
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
    attempt: { nowMs: number; limits: Limits; factor: 'totp' | 'push' | 'bypass' },
  ): Promise<Credential | 'blocked'>;
  /** Stores the accepted step and clears the counters, if the key still stands and the step lies ahead of its last one. */
  settleTotp(
    user: UserKey,
    settled: {
      key: TotpKey;
      step: number;
      confirms: boolean;
      nowMs: number;
      /** The key was made by this reset: it must still stand, and what was there before ends. */
      reset?: Pick<Reset, 'requestedAtMs'> | undefined;
    },
  ): Promise<'settled' | 'blocked'>;
  /** Clears the counters after a right push answer. */
  settlePush(user: UserKey): Promise<void>;
  /** No further push until a right factor clears it. */
  stopPushes(user: UserKey): Promise<void>;
  /** Ends what `stopPushes` began, after a right factor that clears no counters. */
  allowPushes(user: UserKey): Promise<void>;
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
  /**
   * The code is used up; blocked when it is not the one that stands. By a reset: blocked too when that does not stand any
   * more, and key, codes, counters, passkeys and devices of before `nowMs` end in the same write.
   */
  spendEnrolment(
    user: UserKey,
    codeHash: string,
    reset?: Pick<Reset, 'requestedAtMs'> & { readonly nowMs: number },
  ): Promise<'spent' | 'blocked'>;
  /** Ends what is outstanding, and beginnings without a proof until then; blocked when he has no item. */
  closeEnrolment(user: UserKey, closedUntilMs: number): Promise<'closed' | 'blocked'>;
  /** Removes confirmed and pending key, if the confirmed one is still that which was seen, or still missing. */
  removeTotp(user: UserKey, seen: TotpKey | undefined): Promise<'removed' | 'blocked'>;
  /** The key that the old system keeps for a user without one here counts no more; makes the item if it is missing. */
  endLegacyTotp(user: UserKey, owner: Ownership): Promise<'removed' | 'blocked'>;
  /** Counts the attempt, spends the recovery code and clears the counters, whatever the outcome, if the set is still that one. */
  consumeRecoveryCode(
    user: UserKey,
    attempt: { salt: Uint8Array; codeHash: string; nowMs: number; limits: Limits },
  ): Promise<'accepted' | 'rejected' | 'blocked'>;
  /** Puts a set of recovery codes in the place of the one that was seen, by its salt; makes the item if it is missing. */
  putRecoverySet(
    user: UserKey,
    set: RecoverySet,
    owner: Ownership,
    seenSalt: Uint8Array | undefined,
  ): Promise<'stored' | 'blocked'>;
  /** blocked when there is none. */
  removeRecoverySet(user: UserKey): Promise<'removed' | 'blocked'>;
  /** Puts a code of the help desk in the place of the one before; makes the item if it is missing. */
  putBypassCode(user: UserKey, code: BypassCode, owner: Ownership): Promise<'stored' | 'blocked'>;
  /** A second person agrees; blocked when it is not the code that stands, or somebody agreed before. */
  approveBypassCode(user: UserKey, id: string): Promise<'approved' | 'blocked'>;
  /** blocked when there is none. */
  removeBypassCode(user: UserKey): Promise<'removed' | 'blocked'>;
  /** Uses it once and clears the counters, if it stands, is approved and has uses and time left. */
  settleBypassCode(user: UserKey, used: { id: string; nowMs: number }): Promise<'settled' | 'blocked'>;
  /** Makes the item if it is missing; blocked when another one was asked for, or a right factor ended the one that was seen. */
  requestReset(user: UserKey, request: ResetRequest): Promise<'requested' | 'blocked'>;
  /** Nothing happens to one that does not stand any more: `blocked`. */
  endReset(user: UserKey, reset: Pick<Reset, 'requestedAtMs'>): Promise<'ended' | 'blocked'>;
  /** Its cool-off ends then, or, with `shorteningBy`, would if a second person agreed. The reset must be as it was seen. */
  shortenReset(
    user: UserKey,
    seen: Reset,
    change: { readonly readyAtMs: number } | { readonly shorteningBy: string },
  ): Promise<'changed' | 'blocked'>;
  /** Its owner says that the key is lost (`lostAtMs`), or has it again; blocked when it is not the one that was seen. */
  markTotpLost(user: UserKey, seen: TotpKey, lostAtMs: number | undefined): Promise<'marked' | 'blocked'>;
  /** The same of addresses, all at once; what was sent to any of them ends. */
  markAddressesLost(
    user: UserKey,
    seen: readonly ('email' | 'sms')[],
    lost: readonly ('email' | 'sms')[],
    owner: Ownership,
  ): Promise<'marked' | 'blocked'>;
  /** What he wants to be offered first, or that he has no wish any more; makes the item if it is missing. */
  prefer(user: UserKey, method: Method | 'none', owner: Ownership): Promise<'stored' | 'blocked'>;
  /** He puts off adding a second factor. `keepsFirst`: the instant of an earlier time stays. Makes the item if it is missing. */
  putOff(
    user: UserKey,
    putOff: { readonly atMs: number; readonly keepsFirst: boolean },
    owner: Ownership,
  ): Promise<'stored' | 'blocked'>;
  /** He says that the app with this key is on another device than his phone; blocked when it is not the key that stands. */
  setApart(user: UserKey, seen: TotpKey): Promise<'stored' | 'blocked'>;
  /** An administrator ends the lock and all counters; 'absent' when the user has no credential item. */
  clearLock(user: UserKey): Promise<'cleared' | 'absent'>;
}
