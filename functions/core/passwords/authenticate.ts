import { CLIENT_GROUPS } from '../directory/groups.ts';
import type { Account, UserKey } from '../directory/user.ts';
import type { Clock } from '../ports/clock.ts';
import type { Users } from '../ports/users.ts';
import type { Secret } from '../secrets/secret.ts';

/** Checks a password against a stored hash; without a hash it takes as long as with one, and says no. */
export interface PasswordVerifier {
  /** `previous` counts too, if it has the salt of `hash`: the time is the same with and without it. */
  verify(
    password: Secret<string>,
    hash: Secret<string> | undefined,
    previous: Secret<string> | undefined,
  ): Promise<boolean>;
  /** Whether the hash was made with other parameters than new ones are. */
  isOutdated(hash: Secret<string>): boolean;
  /** A new hash, with the salt of an older one for a password that counts beside it for a while. */
  hash(password: Secret<string>, beside?: Secret<string>): Promise<Secret<string>>;
}

/** Whom a route is for: clients alone, or everybody who has a password. */
export type Audience = 'people' | 'clients';

/** Whose name and password these are; undefined when they are nobody's, or those of somebody the route is not for. */
export type Authenticator = (
  user: UserKey,
  password: Secret<string>,
  audience: Audience,
) => Promise<Account | undefined>;

interface AuthenticateDependencies {
  readonly clock: Clock;
  readonly users: Pick<Users, 'findAccount'>;
  readonly passwords: PasswordVerifier;
  /** Stores the same password under new parameters; it must not fail, for the sign-in is right without it. */
  readonly renewHash: (user: UserKey, old: Secret<string>, renewed: Secret<string>) => Promise<void>;
}

/**
 * An unknown name costs the same time as a wrong password (OWASP ASVS 6.3.8), and so does a person where clients alone
 * are asked for: nobody's password is looked at there but theirs. The right password is the one chance to bring its hash
 * up to date.
 */
export function createAuthenticator({ clock, users, passwords, renewHash }: AuthenticateDependencies): Authenticator {
  return async (user, password, audience) => {
    const account = await users.findAccount(user);
    const hash = account !== undefined && isFor(audience, account) ? account.passwordHash : undefined;
    const previous = audience === 'clients' ? previousHash(account, clock()) : undefined;
    const right = await passwords.verify(password, hash, previous);
    if (hash === undefined || !right) return undefined;
    // Beside a previous password it is not known which of the two this one was.
    if (previous === undefined && passwords.isOutdated(hash))
      await renewHash(user, hash, await passwords.hash(password));
    return account;
  };
}

/** Of a client whose password is being changed, as long as both count. A person has one password. */
function previousHash(account: Account | undefined, nowMs: number): Secret<string> | undefined {
  const previous = account?.previousPassword;
  return previous !== undefined && nowMs < previous.untilMs ? previous.hash : undefined;
}

/** Whether somebody in these groups may be who calls. Asked before his password is compared or tried anywhere. */
export function isFor(audience: Audience, { groups }: Pick<Account, 'groups'>): boolean {
  return audience === 'people' || groups.some((group) => CLIENT_GROUPS.includes(group));
}
