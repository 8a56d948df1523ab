import type { Epoch } from '../directory/epoch.ts';
import type { Account, UserKey } from '../directory/user.ts';
import type { DeliveryOutcome } from '../ports/courier.ts';
import type { Settings } from '../settings/resolve.ts';
import { type AnnounceDependencies, addressesOf, tellAll } from './announce-change.ts';
import { type CancelCodeDependencies, makeCancelCode } from './cancel-code.ts';

/** How long "not me" can be said with the code of one message: who reads his mail once a day is in time. */
export const CANCEL_LIFE_MS = 24 * 60 * 60 * 1000;

type AnnounceBeginningDependencies = AnnounceDependencies & CancelCodeDependencies;

interface Person {
  readonly user: UserKey;
  readonly account: Account;
  readonly epoch: Epoch;
}

/** Tells every address of a person, by mail and by text message, that a factor is being added, and how to end that. */
export async function announceBeginning(
  deps: AnnounceBeginningDependencies,
  settings: Settings,
  { user, account, epoch }: Person,
  factor: 'totp' | 'push' | 'passkey',
): Promise<readonly DeliveryOutcome[]> {
  const addresses = addressesOf(settings, account);
  if (addresses.length === 0) return [];
  const { code } = await makeCancelCode(deps, { user, epoch, expiresAtMs: deps.clock() + CANCEL_LIFE_MS });
  const change = { change: 'begun', factor, domain: user.domain, cancelCode: code } as const;
  return tellAll(deps, settings, account, addresses, change);
}
