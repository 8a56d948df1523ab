import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Clock, SettingsSource } from '../../core/ports.ts';
import type { DomainSettings } from '../../core/settings/resolve.ts';
import { type Table, unlessBlocked } from './table.ts';

/** Changed settings must take effect within 30 seconds. */
const REMEMBER_MS = 15_000;

function keyOf(domain: string): { pk: string; sk: string } {
  return { pk: `DOMAIN#${domain}`, sk: 'SETTINGS' };
}

async function read(table: Table, domain: string, defaultDomain: string): Promise<DomainSettings | undefined> {
  const { Item } = await table.client.send(new GetCommand({ TableName: table.name, Key: keyOf(domain) }));
  // The default domain is there from the first call on; its settings are stored when somebody sets one.
  return (Item?.settings as DomainSettings | undefined) ?? (domain === defaultDomain ? {} : undefined);
}

/** Settings of a domain, remembered for a quarter of a minute per function instance. */
export function rememberedSettings(table: Table, defaultDomain: string, clock: Clock): SettingsSource {
  const remembered = new Map<string, { until: number; settings: DomainSettings | undefined }>();
  return {
    async forDomain(domain) {
      const known = remembered.get(domain);
      if (known !== undefined && clock() < known.until) return known.settings;
      const settings = await read(table, domain, defaultDomain);
      // A name that is nobody's is not remembered: callers could fill the memory with them.
      if (settings !== undefined) remembered.set(domain, { until: clock() + REMEMBER_MS, settings });
      else remembered.delete(domain);
      return settings;
    },
  };
}

export interface SettingsStore {
  read(domain: string): Promise<DomainSettings | undefined>;
  /** Replaces the whole map; false when there is no such domain. */
  replace(domain: string, settings: DomainSettings): Promise<boolean>;
}

/** For administrators, who see what they wrote at once. */
export function settingsStore(table: Table, defaultDomain: string): SettingsStore {
  return {
    read: (domain) => read(table, domain, defaultDomain),
    async replace(domain, settings) {
      const write = new UpdateCommand({
        TableName: table.name,
        Key: keyOf(domain),
        UpdateExpression: 'SET settings = :settings',
        ExpressionAttributeValues: { ':settings': settings },
        ...(domain === defaultDomain ? {} : { ConditionExpression: 'attribute_exists(pk)' }),
      });
      return (await unlessBlocked(table.client.send(write))) !== 'blocked';
    },
  };
}
