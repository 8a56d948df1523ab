import type { Profile, ProfileChange, StoredProfile } from '../directory/profile.ts';
import type { Addressed } from '../directory/unproven.ts';
import type { UserKey } from '../directory/user.ts';
import type { Secret } from '../secrets/secret.ts';

/** A hash and when it was made. */
export interface NewPassword {
  readonly hash: Secret<string>;
  readonly setAtMs: number;
  /** The hash that must still stand, and that counts beside the new one for a while. Without it the old one ends. */
  readonly overlap?: { readonly previous: Secret<string>; readonly untilMs: number };
}

/** What a write made of a profile. */
export interface WrittenProfile {
  readonly profile: StoredProfile;
  /** What stood there at that moment; undefined for a user who was made, and where no address was looked at. */
  readonly before: Addressed | undefined;
}

interface ProfilePage {
  readonly users: readonly StoredProfile[];
  /** The last user of this page, when there are more. */
  readonly next: string | undefined;
}

/** Our own directory of users. A user is one write of one item, so there is never half a user. */
export interface Directory {
  find(user: UserKey): Promise<StoredProfile | undefined>;
  /** Makes the user, a new person, or replaces the whole profile; without a password, the one that stands there stays. */
  put(user: UserKey, profile: Profile, password: NewPassword | undefined): Promise<WrittenProfile>;
  /** undefined when there is no such user, or the password that was to count for a while is not his any more. */
  change(user: UserKey, change: ProfileChange, password: NewPassword | undefined): Promise<WrittenProfile | undefined>;
  /** The users of a domain by their names; one that was written a moment ago may be missing. */
  list(domain: string, page: { after: string | undefined; limit: number }): Promise<ProfilePage>;
  /**
   * Removes the user with all that is his; false when there was nothing. From the first write on he is nobody, and no
   * write of a call that began before brings anything back. A call that broke is finished by the next one.
   */
  remove(user: UserKey): Promise<boolean>;
  /** The same password under new parameters, unless it was changed meanwhile. */
  renewHash(user: UserKey, old: Secret<string>, renewed: Secret<string>): Promise<void>;
}
