import type { UserKey } from '../directory/user.ts';
import type { Passkey } from '../passkeys/passkey.ts';

/** What a right answer changes in the passkey that signed it. */
export interface PasskeyUse {
  readonly challenge: string;
  readonly signCount: number;
  readonly isBackupEligible: boolean;
  readonly isBackedUp: boolean;
  readonly usedAtMs: number;
}

/** Passkeys are read with their user (`Users.load`), in one consistent read; here they are changed. */
export interface Passkeys {
  /** Of everybody who ever had the name, for who keeps the directory. */
  listAll(user: UserKey): Promise<readonly Passkey[]>;
  /** Whether `add` would say `taken`. */
  isKnown(id: string): Promise<boolean>;
  /** `taken`: the credential id is known already, of this user or of any other one (WebAuthn Level 3 section 7.1). */
  add(user: UserKey, passkey: Passkey): Promise<'added' | 'taken'>;
  /**
   * One conditional write. `blocked`: the passkey was removed, has signed this challenge already, or is bound to its
   * device and its counter is no longer ahead.
   */
  recordUse(
    user: UserKey,
    passkey: Pick<Passkey, 'id' | 'createdAtMs'>,
    use: PasskeyUse,
  ): Promise<'recorded' | 'blocked'>;
  /** One conditional write: whether nobody was told of this since `sinceMs`; from now on somebody was. */
  beginTelling(
    user: UserKey,
    passkey: Pick<Passkey, 'id' | 'createdAtMs'>,
    telling: { readonly of: 'copied' | 'synced'; readonly nowMs: number; readonly sinceMs: number },
  ): Promise<'begun' | 'told'>;
  rename(user: UserKey, passkey: Pick<Passkey, 'id' | 'createdAtMs'>, name: string): Promise<'renamed' | 'blocked'>;
  /** Its owner says that it is lost (`lostAtMs`), or has it again. */
  markLost(
    user: UserKey,
    passkey: Pick<Passkey, 'id' | 'createdAtMs'>,
    lostAtMs: number | undefined,
  ): Promise<'marked' | 'blocked'>;
  remove(user: UserKey, id: string): Promise<void>;
}
