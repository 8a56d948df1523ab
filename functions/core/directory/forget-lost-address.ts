import type { Credentials } from '../ports/credentials.ts';
import type { Users } from '../ports/users.ts';
import { ownershipOf } from './epoch.ts';
import type { UserKey } from './user.ts';

interface ForgetDependencies {
  readonly users: Pick<Users, 'load'>;
  readonly credentials: Pick<Credentials, 'markAddressesLost'>;
}

/** What was lost is the address that stood there: another one in its place was not. */
export async function forgetLostAddress(
  { users, credentials }: ForgetDependencies,
  user: UserKey,
  changed: readonly ('email' | 'sms')[],
): Promise<void> {
  if (changed.length === 0) return;
  const { account, credential } = await users.load(user);
  const lost = credential?.lostAddresses ?? [];
  const left = lost.filter((method) => !changed.includes(method));
  if (account === undefined || left.length === lost.length) return;
  await credentials.markAddressesLost(user, lost, left, ownershipOf(account));
}
