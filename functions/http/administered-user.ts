import { ADMINISTRATOR_GROUP, administers } from '../core/directory/groups.ts';
import { isSameUser, type UserKey } from '../core/directory/user.ts';
import type { Users } from '../core/ports/users.ts';
import { administeredDomain } from './administered-domain.ts';
import { ApiError } from './api-error.ts';
import { requireReason } from './audited.ts';
import type { Caller, CallerDependencies } from './callers.ts';
import { UserIdField } from './fields.ts';

interface AdministeredUserDependencies {
  readonly users: Pick<Users, 'findAccount'>;
  readonly callers: Pick<CallerDependencies, 'defaultDomain' | 'domains'>;
}

/** What an administrative call says of the user that it is about. */
export interface AskedUser {
  readonly caller: Caller;
  readonly path: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
}

/** The user of the path, in the domain of `?domain=` or in that of the caller. Whether he exists is not asked. */
export async function administeredUser(
  { callers }: Pick<AdministeredUserDependencies, 'callers'>,
  { caller, path, query }: AskedUser,
): Promise<UserKey> {
  const domain = administeredDomain(callers, caller, query.domain ?? caller.user.domain);
  if ((await callers.domains.find(domain)) === undefined) throw new ApiError('DOMAIN_UNKNOWN');
  const userId = UserIdField.safeParse(path.userId);
  // A name with a colon could never sign in with HTTP Basic (RFC 7617 section 2).
  if (!userId.success || userId.data.includes(':')) {
    const expected = 'a name of 1 to 256 characters without a colon';
    throw new ApiError('FIELD_INVALID', { faults: [{ field: 'userId', expected }] });
  }
  return { domain, userId: userId.data };
}

/** The same for a change: whoever is no administrator says why (`Sekisho-Reason`), and changes nobody who administers. */
export async function helpedUser(deps: AdministeredUserDependencies, asked: AskedUser): Promise<UserKey> {
  const user = await helpedPerson(deps, asked);
  if (!isAdministrator(asked)) requireReason();
  return user;
}

/** The same for what could weaken an account: nobody does it to his own. Why he does it, the route asks for. */
export async function helpedOther(deps: AdministeredUserDependencies, asked: AskedUser): Promise<UserKey> {
  const user = await helpedPerson(deps, asked);
  if (isSameUser(user, asked.caller.user)) throw new ApiError('OWN_ACCOUNT');
  return user;
}

/** A help desk helps people, and changes neither itself nor anybody who administers. */
async function helpedPerson(deps: AdministeredUserDependencies, asked: AskedUser): Promise<UserKey> {
  const user = await administeredUser(deps, asked);
  if (isAdministrator(asked)) return user;
  if (administers((await deps.users.findAccount(user)) ?? { groups: [] })) throw new ApiError('ADMINISTRATOR_ONLY');
  return user;
}

/** Whether he helps people and does not administer them. */
export function isHelpDesk(asked: Pick<AskedUser, 'caller'>): boolean {
  return !isAdministrator(asked);
}

function isAdministrator({ caller }: Pick<AskedUser, 'caller'>): boolean {
  return caller.account.groups.includes(ADMINISTRATOR_GROUP);
}
