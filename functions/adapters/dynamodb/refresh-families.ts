import { DeleteCommand, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { RefreshFamilies, RefreshFamily } from '../../core/ports/tokens.ts';
import { putNew, type Table, unlessBlocked } from './table.ts';

/** One item per family, so the use of a token is one conditional write; a revoked family is one that is not there. */
export function dynamodbRefreshFamilies(table: Table): RefreshFamilies {
  const TableName = table.name;
  return {
    async create(id, family) {
      const ttl = Math.ceil(family.expiresAtMs / 1000);
      await putNew(table, { ...keyOf(id), ...family, ttl }, { own: 'currentHash' });
    },

    async find(id) {
      const { Item } = await table.client.send(new GetCommand({ TableName, Key: keyOf(id), ConsistentRead: true }));
      return Item as RefreshFamily | undefined;
    },

    async rotate(id, { currentHash, nextHash, nowMs }) {
      const write = new UpdateCommand({
        TableName,
        Key: keyOf(id),
        UpdateExpression: 'SET currentHash = :next',
        ConditionExpression: 'currentHash = :current AND expiresAtMs > :now',
        ExpressionAttributeValues: { ':current': currentHash, ':next': nextHash, ':now': nowMs },
      });
      return (await unlessBlocked(table.client.send(write))) === 'blocked' ? 'blocked' : 'rotated';
    },

    async revoke(id) {
      await table.client.send(new DeleteCommand({ TableName, Key: keyOf(id) }));
    },
  };
}

function keyOf(id: string): { pk: string; sk: string } {
  return { pk: `REFRESH#${id}`, sk: 'FAMILY' };
}
