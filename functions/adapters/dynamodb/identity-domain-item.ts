import { createHash } from 'node:crypto';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { lookOfDomain } from '../../core/identity-domains/domain-name.ts';
import {
  DOMAIN_DEFAULTS,
  type DomainDefinition,
  type IdentityDomain,
} from '../../core/identity-domains/identity-domain.ts';
import type { DomainSettings } from '../../core/settings/resolve.ts';
import type { Table } from './table.ts';

/** A domain is one item: what it is and how it is set, so that neither is there without the other. */
export interface DomainItem {
  readonly id?: string;
  readonly definition?: DomainDefinition;
  readonly settings?: DomainSettings;
  /** Counts the writes of the settings; missing before the first one. */
  readonly settingsVersion?: number;
  /** From this instant on the domain is nobody's; its users are being removed. */
  readonly deletedAt?: number;
  /** Users were in LDAP, so nobody can list whose credentials are left: the name is never given again. */
  readonly keepsName?: true;
  /** All is done that a deletion does. */
  readonly erased?: true;
}

export interface DomainRecord {
  readonly domain: IdentityDomain;
  readonly settings: DomainSettings;
  readonly settingsVersion: number;
}

export function domainKey(name: string): { pk: string; sk: string } {
  return { pk: `DOMAIN#${name}`, sk: 'SETTINGS' };
}

/** Leads from an id to a name; a name has no `#`, so this is no domain's partition. */
export function domainIdKey(id: string): { pk: string; sk: string } {
  return { pk: `DOMAIN##${id}`, sk: 'NAME' };
}

/** Holds the name that was first of its look, and so keeps every other one of that look from being given. */
export function domainLookKey(name: string): { pk: string; sk: string } {
  return { pk: `DOMAIN##LOOK#${lookOfDomain(name)}`, sk: 'NAME' };
}

/** The default domain is there from the first call on; its item is made when somebody sets something. */
export async function readDomain(
  table: Table,
  name: string,
  defaultDomain: string,
  { consistent = false } = {},
): Promise<DomainRecord | undefined> {
  const read = new GetCommand({ TableName: table.name, Key: domainKey(name), ConsistentRead: consistent });
  const { Item } = await table.client.send(read);
  const item = (Item as DomainItem | undefined) ?? (name === defaultDomain ? {} : undefined);
  if (item === undefined || item.deletedAt !== undefined) return undefined;
  return {
    domain: decodeDomain(name, item),
    settings: item.settings ?? {},
    settingsVersion: item.settingsVersion ?? 0,
  };
}

export function decodeDomain(name: string, item: DomainItem): IdentityDomain {
  return { name, id: item.id ?? idWithoutItem(name), ...DOMAIN_DEFAULTS, ...item.definition };
}

/** The id of a domain that nobody created: always the same one. */
export function idWithoutItem(name: string): string {
  return createHash('sha256').update(`sekisho-domain:${name}`).digest('hex').slice(0, 32);
}
