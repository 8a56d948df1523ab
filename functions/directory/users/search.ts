import { attributeOf } from '../../core/directory/attribute.ts';
import { type FoundPerson, readWanted, SEARCH_EXPECTED, type SearchPeople } from '../../core/directory/search.ts';
import { maskEmail, maskPhone } from '../../core/journey/mask.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Quotas } from '../../core/ports/quotas.ts';
import type { SettingsSource } from '../../core/ports/settings-source.ts';
import type { Settings } from '../../core/settings/resolve.ts';
import { ApiError } from '../../http/api-error.ts';
import type { Caller } from '../../http/callers.ts';
import { ok, type Reply } from '../../http/reply.ts';
import { settingsOfDomain } from '../../http/settings-of-domain.ts';

export interface SearchDependencies {
  readonly search: SearchPeople;
  readonly settings: SettingsSource;
  readonly quotas: Quotas;
  readonly clock: Clock;
}

/** Of one help desk in an hour: a person who answers calls all day is far below, and a stranger with his account gets no list. */
const MAX_SEARCHES = 300;
const HOUR_MS = 60 * 60 * 1000;

/** Whoever may have the whole list anyway. */
export function mayList({ account: { groups } }: Caller): boolean {
  return groups.includes('Administrators') || groups.includes('Auditors');
}

/** Who it may be that calls: names, and addresses of which one can be recognised and none learnt. */
export async function search(deps: SearchDependencies, caller: Caller, domain: string, typed: string): Promise<Reply> {
  const settings = await settingsOfDomain(deps.settings, domain);
  const wanted = readWanted(settings, typed);
  if (wanted === undefined) {
    throw new ApiError('FIELD_INVALID', { faults: [{ field: 'search', expected: SEARCH_EXPECTED }] });
  }
  if (!mayList(caller)) await countSearch(deps, caller);
  const { people, hasMore } = await deps.search(domain, wanted);
  return ok({ found: people.map((person) => shown(settings, person)), more: hasMore });
}

async function countSearch({ quotas, clock }: SearchDependencies, { user }: Caller): Promise<void> {
  const nowMs = clock();
  const counted = await quotas.count({ kind: 'searches', user }, { limit: MAX_SEARCHES, windowMs: HOUR_MS, nowMs });
  if (counted === 'counted') return;
  const retryAfter = Math.ceil((HOUR_MS - (nowMs % HOUR_MS)) / 1000);
  throw new ApiError('TOO_MANY_REQUESTS', { headers: { 'retry-after': String(retryAfter) } });
}

function shown({ EmailField, PhoneField }: Settings, { userId, attributes }: FoundPerson): object {
  const mail = attributeOf(attributes, EmailField);
  const phone = attributeOf(attributes, PhoneField);
  return {
    userId,
    ...(mail === undefined ? {} : { mail: maskEmail(mail) }),
    ...(phone === undefined ? {} : { phone: maskPhone(phone) }),
  };
}
