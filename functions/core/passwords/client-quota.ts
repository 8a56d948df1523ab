import type { UserKey } from '../directory/user.ts';
import type { Clock } from '../ports/clock.ts';
import type { Quotas } from '../ports/quotas.ts';
import type { SettingsSource } from '../ports/settings-source.ts';
import { resolveSettings } from '../settings/resolve.ts';

const MINUTE_MS = 60_000;

/** Counts a request of a client whose password was right; the time until which it has no further one, or undefined. */
export type ClientQuota = (client: UserKey) => Promise<number | undefined>;

interface ClientQuotaDependencies {
  readonly settings: SettingsSource;
  readonly quotas: Quotas;
  readonly clock: Clock;
}

/** `ClientRequestsPerMinute` of the client's domain; without a limit nothing is written. */
export function clientQuota({ settings, quotas, clock }: ClientQuotaDependencies): ClientQuota {
  return async (client) => {
    const limit = resolveSettings((await settings.forDomain(client.domain)) ?? {}).ClientRequestsPerMinute;
    if (limit === 0) return undefined;
    const nowMs = clock();
    const counted = await quotas.count({ kind: 'client-requests', client }, { limit, windowMs: MINUTE_MS, nowMs });
    return counted === 'counted' ? undefined : (Math.floor(nowMs / MINUTE_MS) + 1) * MINUTE_MS;
  };
}
