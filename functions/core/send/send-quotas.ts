import type { Account, UserKey } from '../directory/user.ts';
import type { Quotas } from '../ports/quotas.ts';
import type { Settings } from '../settings/resolve.ts';
import { addressOf, type Destination } from './destination.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** A PIN for this user, on its way. */
export interface PinSend {
  readonly user: UserKey;
  readonly account: Account;
  readonly to: Destination;
}

/**
 * Whether the budgets that no right code gives back allow this message: that of the domain, and that of the user for
 * addresses which the directory does not have for him. Whoever owns the numbers can read the codes, so a right one must
 * not pay for the next message (SMS pumping). Without a limit nothing is written.
 */
export async function quotasAllow(
  deps: { readonly quotas: Quotas },
  settings: Settings,
  { user, account, to }: PinSend,
  nowMs: number,
): Promise<boolean> {
  if (to.channel === 'caller') return true;
  const { NewAddressSendsPerDay, DomainSendsPerDay } = settings;
  const allows = async (use: Parameters<Quotas['count']>[0], limit: number): Promise<boolean> =>
    limit === 0 || (await deps.quotas.count(use, { limit, windowMs: DAY_MS, nowMs })) === 'counted';
  const own = addressOf(settings, to.channel, account);
  const isNew = typeof own === 'string' || own.address !== to.address;
  if (isNew && !(await allows({ kind: 'new-address-sends', user }, NewAddressSendsPerDay))) return false;
  return allows({ kind: 'domain-sends', domain: user.domain }, DomainSendsPerDay);
}
