import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Enrolments } from '../../core/ports/push.ts';
import { putNew, type Table } from './table.ts';

/** Codes that are typed, each an item that leads to its person. They are swept when they are over. */
export function dynamodbEnrolments(table: Table): Enrolments {
  return {
    async add(codeHash, { user, epoch, expiresAtMs, reset }) {
      const times = { expiresAt: expiresAtMs, ttl: Math.ceil(expiresAtMs / 1000) };
      const item = { ...keyOf(codeHash), ...user, epoch, ...times, ...(reset === undefined ? {} : { reset }) };
      await putNew(table, item, { own: 'expiresAt' });
    },

    async find(codeHash, nowMs) {
      const { Item } = await table.client.send(
        new GetCommand({ TableName: table.name, Key: keyOf(codeHash), ConsistentRead: true }),
      );
      if (Item === undefined || Item.expiresAt <= nowMs) return undefined;
      const { domain, userId, epoch, expiresAt, reset } = Item as {
        domain: string;
        userId: string;
        epoch: string;
        expiresAt: number;
        reset?: number;
      };
      return {
        user: { domain, userId },
        epoch,
        expiresAtMs: expiresAt,
        ...(reset === undefined ? {} : { reset }),
      };
    },
  };
}

function keyOf(codeHash: string): { pk: string; sk: string } {
  return { pk: `ENROLMENT#${codeHash}`, sk: 'ENROLMENT' };
}
