import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../../core/ports/clock.ts';
import type { Domains } from '../../core/ports/identity-domains.ts';
import type { IdentityStores } from '../../core/ports/identity-stores.ts';
import type { SettingsSource } from '../../core/ports/settings-source.ts';
import { type DomainSettings, weakerThanStandard } from '../../core/settings/resolve.ts';
import type { Log } from '../../http/log.ts';
import { type DomainRecord, domainKey, readDomain } from './identity-domain-item.ts';
import { type Table, unlessBlocked } from './table.ts';

/** Changed settings must take effect within 30 seconds. */
const REMEMBER_MS = 15_000;

type KnownDomains = Domains & SettingsSource & IdentityStores;

/** Domains and their settings, remembered for a quarter of a minute per function instance: one read brings all. */
export function rememberedDomains(table: Table, defaultDomain: string, clock: Clock, log: Log): KnownDomains {
  const warned = new Set<string>();
  const remembered = new Map<string, { until: number; record: DomainRecord }>();

  async function find(name: string): Promise<DomainRecord | undefined> {
    const known = remembered.get(name);
    if (known !== undefined && clock() < known.until) return known.record;
    const record = await readDomain(table, name, defaultDomain);
    // A name that is nobody's is not remembered: callers could fill the memory with them.
    if (record !== undefined) remembered.set(name, { until: clock() + REMEMBER_MS, record });
    else remembered.delete(name);
    if (record !== undefined && !warned.has(name)) {
      warned.add(name);
      const weaker = weakerThanStandard(record.settings);
      if (weaker.length > 0) log('warn', 'SETTINGS_WEAKER', { domain: name, weaker: weaker.join(', ') });
    }
    return record;
  }

  return {
    find: async (name) => (await find(name))?.domain,
    ofDomain: async (name) => (await find(name))?.domain.identityStore ?? { kind: 'directory' },
    forDomain: async (name) => (await find(name))?.settings,
  };
}

interface StoredSettings {
  readonly settings: DomainSettings;
  /** Counts the writes of the map. */
  readonly version: number;
}

export interface SettingsStore {
  read(domain: string): Promise<StoredSettings | undefined>;
  /** Replaces the whole map, if it is still the version that was seen and the domain still there. */
  replace(domain: string, settings: DomainSettings, seenVersion: number): Promise<'replaced' | 'blocked'>;
}

/** For administrators, who see what they wrote at once. */
export function settingsStore(table: Table, defaultDomain: string): SettingsStore {
  return {
    async read(domain) {
      const record = await readDomain(table, domain, defaultDomain, { consistent: true });
      return record && { settings: record.settings, version: record.settingsVersion };
    },
    async replace(domain, settings, seenVersion) {
      const exists = domain === defaultDomain ? '' : 'attribute_exists(pk) AND ';
      const isSeen = seenVersion === 0 ? 'attribute_not_exists(settingsVersion)' : 'settingsVersion = :seen';
      const write = new UpdateCommand({
        TableName: table.name,
        Key: domainKey(domain),
        UpdateExpression: 'SET settings = :settings, settingsVersion = :next',
        ExpressionAttributeValues: {
          ':settings': settings,
          ':next': seenVersion + 1,
          ...(seenVersion === 0 ? {} : { ':seen': seenVersion }),
        },
        ConditionExpression: `${exists}attribute_not_exists(deletedAt) AND ${isSeen}`,
      });
      return (await unlessBlocked(table.client.send(write))) === 'blocked' ? 'blocked' : 'replaced';
    },
  };
}
