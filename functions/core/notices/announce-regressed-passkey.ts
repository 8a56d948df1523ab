import type { Account } from '../directory/user.ts';
import type { Passkey } from '../passkeys/passkey.ts';
import type { DeliveryOutcome } from '../ports/courier.ts';
import type { Settings } from '../settings/resolve.ts';
import { type AnnounceDependencies, announceChange } from './announce-change.ts';

/**
 * Tells a user at all of his addresses that a passkey of his which cannot be copied was refused, because its counter went
 * back (WebAuthn Level 3 section 6.1.1: there may be a clone). Each message took a right signature, so nobody without the
 * key can have any sent, and who has it has one a day sent.
 */
export async function announceRegressedPasskey(
  deps: AnnounceDependencies,
  settings: Settings,
  account: Account,
  { domain, name }: { readonly domain: string } & Pick<Passkey, 'name'>,
): Promise<readonly DeliveryOutcome[]> {
  return announceChange(deps, settings, account, { change: 'copied', factor: 'passkey', name, domain, toAll: true });
}
