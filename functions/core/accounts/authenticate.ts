import type { Account, UserKey } from '../identity/user.ts';
import type { Users } from '../ports.ts';
import type { Secret } from '../secrets/secret.ts';

/** Checks a password against a stored hash; without a hash it takes as long as with one, and says no. */
export interface PasswordVerifier {
  verify(password: Secret<string>, hash: Secret<string> | undefined): Promise<boolean>;
}

/** Whose name and password these are; undefined when they are nobody's. */
export type Authenticator = (user: UserKey, password: Secret<string>) => Promise<Account | undefined>;

export interface AuthenticateDependencies {
  readonly users: Pick<Users, 'findAccount'>;
  readonly passwords: PasswordVerifier;
}

/** An unknown name costs the same time as a wrong password (OWASP ASVS 6.3.8). */
export function createAuthenticator({ users, passwords }: AuthenticateDependencies): Authenticator {
  return async (user, password) => {
    const account = await users.findAccount(user);
    const right = await passwords.verify(password, account?.passwordHash);
    return right ? account : undefined;
  };
}
