import type { Account, UserKey } from '../core/directory/user.ts';
import type { ClientQuota } from '../core/passwords/client-quota.ts';
import type { GuardedAuthenticator } from '../core/passwords/guard-passwords.ts';
import type { ProveAdministrator } from '../core/passwords/prove-administrator.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { Domains } from '../core/ports/identity-domains.ts';
import type { AccessTokens, VerifiedToken } from '../core/ports/tokens.ts';
import type { Users } from '../core/ports/users.ts';
import type { ApiError } from './api-error.ts';
import type { CallerKind } from './endpoint.ts';

export interface Caller {
  readonly user: UserKey;
  readonly account: Account;
  /** Of an administrator who has no second factor yet. */
  readonly passwordAlone?: true;
  /** Why somebody who administers may not do this. It is answered when the record says that he tried. */
  readonly refusal?: ApiError;
}

/** A user who calls with an access token. Whether he still exists is for the operation to find out. */
export interface TokenCaller {
  readonly user: UserKey;
  readonly token: VerifiedToken;
}

interface CallersByKind {
  readonly anyone: undefined;
  readonly client: Caller;
  readonly 'oauth-client': Caller;
  readonly user: Caller;
  readonly 'client-or-user': Caller;
  readonly token: TokenCaller;
  readonly 'user-or-token': Caller | TokenCaller;
  readonly administrator: Caller;
  readonly 'client-or-administrator': Caller;
}

export type CallerOf<Kind extends CallerKind> = CallersByKind[Kind];

export interface CallerDependencies {
  /** For clients, which call often and are remembered for minutes. It looks at nobody else's password. */
  readonly authenticateClient: GuardedAuthenticator;
  /** For people and administrators, who are asked each time. */
  readonly authenticatePerson: GuardedAuthenticator;
  readonly clientQuota: ClientQuota;
  readonly clock: Clock;
  /** Missing in functions to which nobody brings a token. */
  readonly accessTokens?: AccessTokens;
  /** Missing in functions that nobody administers with. */
  readonly administrators?: {
    readonly prove: ProveAdministrator;
    readonly findAccount: Users['findAccount'];
  };
  readonly domains: Domains;
  readonly defaultDomain: string;
}

/** What a request says of who sends it. */
export interface CallerEvidence {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  /** The network address that the request came from. */
  readonly sourceAddress: string;
}
