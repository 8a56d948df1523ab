import type { UserKey } from '../directory/user.ts';
import { announceResetOver, type TellDependencies } from '../notices/announce-reset.ts';
import type { DeliveryOutcome } from '../ports/courier.ts';
import type { Credentials } from '../ports/credentials.ts';
import type { Users } from '../ports/users.ts';
import type { Settings } from '../settings/resolve.ts';
import { resetState } from './reset.ts';

export interface EndResetDependencies extends TellDependencies {
  readonly users: Pick<Users, 'load'>;
  readonly credentials: Pick<Credentials, 'endReset'>;
}

type EndedReset =
  | { readonly kind: 'ended'; readonly outcomes: readonly DeliveryOutcome[] }
  | { readonly kind: 'refused'; readonly reason: 'USER_UNKNOWN' | 'RESET_UNKNOWN' };

/** Ends the reset of a user for him, and tells him. Whoever is just enrolling by it enrols nothing. */
export async function endReset(deps: EndResetDependencies, settings: Settings, user: UserKey): Promise<EndedReset> {
  const record = await deps.users.load(user);
  const { account } = record;
  if (account === undefined) return { kind: 'refused', reason: 'USER_UNKNOWN' };
  const state = resetState(record, deps.clock());
  if (state.kind === 'none' || (await deps.credentials.endReset(user, state.reset)) === 'blocked') {
    return { kind: 'refused', reason: 'RESET_UNKNOWN' };
  }
  return { kind: 'ended', outcomes: await announceResetOver(deps, settings, { user, account }, 'cancelled') };
}
