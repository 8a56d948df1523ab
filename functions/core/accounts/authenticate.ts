import { CLIENT_GROUPS } from '../identity/groups.ts';
import type { Account, UserKey } from '../identity/user.ts';
import type { Users } from '../ports.ts';
import type { Secret } from '../secrets/secret.ts';

/** Checks a password against a stored hash; without a hash it takes as long as with one, and says no. */
export interface PasswordVerifier {
  verify(password: Secret<string>, hash: Secret<string> | undefined): Promise<boolean>;
  /** Whether the hash was made with other parameters than new ones are. */
  isOutdated(hash: Secret<string>): boolean;
  hash(password: Secret<string>): Promise<Secret<string>>;
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
export function createAuthenticator({ users, passwords, renewHash }: AuthenticateDependencies): Authenticator {
  return async (user, password, audience) => {
    const account = await users.findAccount(user);
    const hash = account !== undefined && isFor(audience, account) ? account.passwordHash : undefined;
    const right = await passwords.verify(password, hash);
    if (hash === undefined || !right) return undefined;
    if (passwords.isOutdated(hash)) await renewHash(user, hash, await passwords.hash(password));
    return account;
  };
}

/** Whether somebody in these groups may be who calls. Asked before his password is compared or tried anywhere. */
export function isFor(audience: Audience, { groups }: Pick<Account, 'groups'>): boolean {
  return audience === 'people' || groups.some((group) => CLIENT_GROUPS.includes(group));
}
