import { randomUUID } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { UserKey } from '../../core/directory/user.ts';
import type { FactorLeases } from '../../core/ports/factor-leases.ts';
import { type Table, unlessBlocked } from './table.ts';

/** Longer than any function may run: that of the pages has 30 seconds. */
const LEASE_LIFE_MS = 35_000;

/**
 * One item for each user, in a partition of its own: whoever may take a lease may therefore write nothing else of the user.
 * It is swept after its end. Key and attribute keep their first name, because the functions of an update and those of
 * before it run side by side for a while and must see one lease.
 */
export function dynamodbFactorLeases(table: Table): FactorLeases {
  const update = ({ domain, userId }: UserKey, condition: string, values: Readonly<Record<string, unknown>>) =>
    unlessBlocked(
      table.client.send(
        new UpdateCommand({
          TableName: table.name,
          Key: { pk: `TURN#${domain}#${userId}`, sk: 'TURN' },
          UpdateExpression: 'SET turn = :turn, untilMs = :until, #ttl = :ttl',
          ConditionExpression: condition,
          ExpressionAttributeNames: { '#ttl': 'ttl' },
          ExpressionAttributeValues: values,
        }),
      ),
    );
  return {
    async acquire(user, nowMs) {
      const lease = randomUUID();
      const untilMs = nowMs + LEASE_LIFE_MS;
      const values = { ':turn': lease, ':until': untilMs, ':ttl': Math.ceil(untilMs / 1000), ':now': nowMs };
      // The lease may be this very one: the SDK writes again when the answer to its first try was lost.
      const taken = await update(user, 'attribute_not_exists(pk) OR untilMs <= :now OR turn = :turn', values);
      return taken === 'blocked' ? 'busy' : lease;
    },

    async release(user, lease) {
      try {
        await update(user, 'turn = :turn', { ':turn': lease, ':until': 0, ':ttl': 0 });
      } catch {
        // The change has happened, or its own error is on the way; this must not hide either.
      }
    },
  };
}
