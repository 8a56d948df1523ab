import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { DOMAIN_DEFAULTS, type DomainChange, TOKEN_TYPES } from '../../core/identity-domains/identity-domain.ts';
import type { DomainStore } from '../../core/ports/identity-domains.ts';
import {
  type DomainItem,
  decodeDomain,
  domainIdKey,
  domainKey,
  domainLookKey,
  idWithoutItem,
  readDomain,
} from './identity-domain-item.ts';
import { putNew, type Table, unlessBlocked } from './table.ts';

/** A reserved word of DynamoDB. */
const DEFINITION = { '#definition': 'definition' } as const;

export function dynamodbDomains(table: Table, defaultDomain: string): DomainStore {
  const TableName = table.name;
  return {
    read: async (name) => (await readDomain(table, name, defaultDomain, { consistent: true }))?.domain,

    async nameOf(id) {
      if (id === idWithoutItem(defaultDomain)) return defaultDomain;
      const { Item } = await table.client.send(new GetCommand({ TableName, Key: domainIdKey(id) }));
      return Item?.name as string | undefined;
    },

    async create(name, id, definition) {
      if (!(await reserveLook(table, name))) return 'exists';
      // The way to the domain first: one that leads nowhere harms nobody, a domain without one could not be found.
      await table.client.send(new PutCommand({ TableName, Item: { ...domainIdKey(id), name } }));
      const mark = definition.identityStore.kind === 'ldap' ? { keepsName: true } : {};
      const item = { ...domainKey(name), id, definition, settings: {}, ...mark };
      const put = putNew(table, item, { own: 'id', untouched: 'deletedAt' });
      if ((await unlessBlocked(put)) !== 'blocked') return 'created';
      await table.client.send(new DeleteCommand({ TableName, Key: domainIdKey(id) }));
      return 'exists';
    },

    async readForDeletion(name) {
      const { Item } = await table.client.send(
        new GetCommand({ TableName, Key: domainKey(name), ConsistentRead: true }),
      );
      const item = Item as DomainItem | undefined;
      if (item?.erased) return undefined;
      return item && { domain: decodeDomain(name, item), closed: item.deletedAt !== undefined };
    },

    async close(name, nowMs) {
      const write = new UpdateCommand({
        TableName,
        Key: domainKey(name),
        UpdateExpression: 'SET deletedAt = if_not_exists(deletedAt, :now)',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':now': nowMs },
      });
      return (await unlessBlocked(table.client.send(write))) !== 'blocked';
    },

    async erase({ name, id }) {
      const write = new DeleteCommand({
        TableName,
        Key: domainKey(name),
        ConditionExpression: 'attribute_exists(deletedAt) AND attribute_not_exists(keepsName)',
      });
      if ((await unlessBlocked(table.client.send(write))) === 'blocked') await keepName(table, name);
      await table.client.send(new DeleteCommand({ TableName, Key: domainIdKey(id) }));
    },

    async change(name, change) {
      if (name === defaultDomain) await giveDefinition(table, name);
      // A domain of before looks were reserved reserves its own now.
      else await reserveLook(table, name);
      const done = await unlessBlocked(table.client.send(changeCommand(table, name, change)));
      return done === 'blocked' ? undefined : decodeDomain(name, done.Attributes as DomainItem);
    },
  };
}

/**
 * One conditional write decides between two names of one look. It is never taken back: the same name may be given again
 * after its domain is gone, one that looks like it may not. Whoever loses the name itself loses it to the next write.
 */
async function reserveLook(table: Table, name: string): Promise<boolean> {
  const write = new PutCommand({
    TableName: table.name,
    Item: { ...domainLookKey(name), name },
    ConditionExpression: 'attribute_not_exists(pk) OR #name = :name',
    ExpressionAttributeNames: { '#name': 'name' },
    ExpressionAttributeValues: { ':name': name },
  });
  return (await unlessBlocked(table.client.send(write))) !== 'blocked';
}

/** What is left of a deleted domain whose name is not to be given again. */
async function keepName(table: Table, name: string): Promise<void> {
  const write = new UpdateCommand({
    TableName: table.name,
    Key: domainKey(name),
    UpdateExpression: 'SET erased = :true',
    ConditionExpression: 'attribute_exists(deletedAt)',
    ExpressionAttributeValues: { ':true': true },
  });
  await unlessBlocked(table.client.send(write));
}

async function giveDefinition(table: Table, name: string): Promise<void> {
  const write = new UpdateCommand({
    TableName: table.name,
    Key: domainKey(name),
    UpdateExpression: 'SET #definition = if_not_exists(#definition, :defaults), id = if_not_exists(id, :id)',
    ExpressionAttributeNames: DEFINITION,
    ExpressionAttributeValues: { ':defaults': DOMAIN_DEFAULTS, ':id': idWithoutItem(name) },
  });
  await table.client.send(write);
}

/** Each field has its own path, so that two administrators who change different ones do not undo each other. */
function changeCommand(table: Table, name: string, { tokenSettings = {}, ...fields }: DomainChange): UpdateCommand {
  const names: Record<string, string> = { ...DEFINITION };
  const values: Record<string, unknown> = {};
  const sets: string[] = [];
  const set = (path: string, place: string, value: unknown): void => {
    names[`#${place}`] = place;
    values[`:${place}`] = value;
    sets.push(`${path}.#${place} = :${place}`);
  };
  for (const [field, value] of Object.entries(fields)) if (value !== undefined) set('#definition', field, value);
  if (fields.identityStore?.kind === 'ldap') {
    values[':true'] = true;
    sets.push('keepsName = :true');
  }
  for (const type of TOKEN_TYPES) {
    if (tokenSettings[type] !== undefined) set('#definition.tokenSettings', type, tokenSettings[type]);
  }
  return new UpdateCommand({
    TableName: table.name,
    Key: domainKey(name),
    ...(sets.length === 0 ? {} : { UpdateExpression: `SET ${sets.join(', ')}`, ExpressionAttributeValues: values }),
    ExpressionAttributeNames: names,
    ConditionExpression: 'attribute_exists(#definition) AND attribute_not_exists(deletedAt)',
    ReturnValues: 'ALL_NEW',
  });
}
