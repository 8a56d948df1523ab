import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { IdentityStore } from '../../core/identity/identity-store.ts';
import type { Clock, IdentityStores } from '../../core/ports.ts';
import type { Table } from './table.ts';

const REMEMBER_MS = 15_000;
const MAX_REMEMBERED = 1_000;

/** Reads `identityStore` of the domain item (`pk = DOMAIN#<name>`, `sk = DOMAIN`); a domain without one is ours. */
export function dynamodbIdentityStores(table: Table, clock: Clock): IdentityStores {
  const remembered = new Map<string, { until: number; store: IdentityStore }>();
  return {
    async ofDomain(domain) {
      const known = remembered.get(domain);
      if (known !== undefined && clock() < known.until) return known.store;
      const key = { pk: `DOMAIN#${domain}`, sk: 'DOMAIN' };
      const { Item } = await table.client.send(new GetCommand({ TableName: table.name, Key: key }));
      const store = (Item?.identityStore as IdentityStore | undefined) ?? { kind: 'directory' };
      // Callers can name domains that do not exist: the memory must not grow with them.
      if (remembered.size >= MAX_REMEMBERED) remembered.clear();
      remembered.set(domain, { until: clock() + REMEMBER_MS, store });
      return store;
    },
  };
}
