import { DeleteCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Enrolments } from '../../core/ports/push.ts';
import { putNew, type Table, unlessBlocked } from './table.ts';

/** Enrolment codes, each an item that is deleted by the one who spends it. */
export function dynamodbEnrolments(table: Table): Enrolments {
  return {
    async add(codeHash, { user, expiresAtMs }) {
      const item = { ...keyOf(codeHash), ...user, expiresAt: expiresAtMs, ttl: Math.ceil(expiresAtMs / 1000) };
      await putNew(table, item, { own: 'expiresAt' });
    },

    async find(codeHash, nowMs) {
      const { Item } = await table.client.send(
        new GetCommand({ TableName: table.name, Key: keyOf(codeHash), ConsistentRead: true }),
      );
      if (Item === undefined || Number(Item.expiresAt) <= nowMs) return undefined;
      return { domain: String(Item.domain), userId: String(Item.userId) };
    },

    async spend(codeHash, nowMs) {
      const spent = await unlessBlocked(
        table.client.send(
          new DeleteCommand({
            TableName: table.name,
            Key: keyOf(codeHash),
            ConditionExpression: 'expiresAt > :now',
            ExpressionAttributeValues: { ':now': nowMs },
            ReturnValues: 'ALL_OLD',
          }),
        ),
      );
      if (spent === 'blocked' || spent.Attributes === undefined) return undefined;
      return { domain: spent.Attributes.domain as string, userId: spent.Attributes.userId as string };
    },
  };
}

function keyOf(codeHash: string): { pk: string; sk: string } {
  return { pk: `ENROLMENT#${codeHash}`, sk: 'ENROLMENT' };
}
