import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { UserKey } from '../../core/directory/user.ts';
import type { BypassNotes } from '../../core/ports/bypass-notes.ts';
import { type Table, unlessBlocked, userPartition } from './table.ts';

/** Before `CREDENTIAL` in the order of sort keys, so that no proof reads it; it goes with its user all the same. */
const PREFIX = 'BYPASS#';

interface NoteItem {
  readonly reason: string;
  readonly madeBy: UserKey;
  readonly madeAt: number;
  readonly approvedBy?: UserKey;
  readonly approvedAt?: number;
}

export function dynamodbBypassNotes(table: Table): BypassNotes {
  const keyOf = (user: UserKey, id: string) => ({ pk: userPartition(user), sk: `${PREFIX}${id}` });
  return {
    async add(user, { id, reason, madeBy, madeAtMs }, { untilMs, owner: { generation } }) {
      const write = new UpdateCommand({
        TableName: table.name,
        Key: keyOf(user, id),
        UpdateExpression: `SET reason = :reason, madeBy = :by, madeAt = :at, #ttl = :ttl${generation === undefined ? '' : ', g = :g'}`,
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: {
          ':reason': reason,
          ':by': { domain: madeBy.domain, userId: madeBy.userId },
          ':at': madeAtMs,
          ':ttl': Math.ceil(untilMs / 1000),
          ...(generation === undefined ? {} : { ':g': generation }),
        },
      });
      await table.client.send(write);
    },

    async find(user, id) {
      const { Item } = await table.client.send(
        new GetCommand({ TableName: table.name, Key: keyOf(user, id), ConsistentRead: true }),
      );
      if (Item === undefined) return undefined;
      const { reason, madeBy, madeAt, approvedBy, approvedAt } = Item as NoteItem;
      return {
        id,
        reason,
        madeBy,
        madeAtMs: madeAt,
        ...(approvedBy === undefined || approvedAt === undefined ? {} : { approvedBy, approvedAtMs: approvedAt }),
      };
    },

    async noteApproval(user, id, { by, atMs }) {
      const write = new UpdateCommand({
        TableName: table.name,
        Key: keyOf(user, id),
        UpdateExpression: 'SET approvedBy = :by, approvedAt = :at',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':by': { domain: by.domain, userId: by.userId }, ':at': atMs },
      });
      await unlessBlocked(table.client.send(write));
    },
  };
}
