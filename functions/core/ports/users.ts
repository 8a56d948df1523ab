import type { Ownership } from '../directory/epoch.ts';
import type { Account, UserKey } from '../directory/user.ts';
import type { Link } from '../links/link.ts';
import type { Passkey } from '../passkeys/passkey.ts';
import type { TotpSecret } from '../secrets/secret.ts';
import type { Credential } from '../verify/credential.ts';

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
  /** Whose the credential is that stands here; missing where it says nothing of that, or there is none. */
  readonly generation?: string;
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
  /** The ids of those that have not been reported lost. */
  readonly devicesAtHand?: readonly string[];
  readonly passkeys?: readonly Passkey[];
  /** The sides of links that stand with him; whether a link counts, the other side says too. */
  readonly links?: readonly Link[];
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
