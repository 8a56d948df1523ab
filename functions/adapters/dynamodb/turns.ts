import { randomUUID } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { UserKey } from '../../core/identity/user.ts';
import type { Turns } from '../../core/ports/turns.ts';
import { type Table, unlessBlocked, userPartition } from './table.ts';

/** Longer than any function may run: that of the pages has 30 seconds. */
const TURN_LIFE_MS = 35_000;

/** One item beside the credential, outside of what is read with it. */
export function dynamodbTurns(table: Table): Turns {
  const put = (user: UserKey, item: object, ConditionExpression: string, values: Record<string, unknown>) =>
    unlessBlocked(
      table.client.send(
        new PutCommand({
          TableName: table.name,
          Item: { pk: userPartition(user), sk: 'TURN', ...item },
          ConditionExpression,
          ExpressionAttributeValues: values,
        }),
      ),
    );
  return {
    async begin(user, nowMs) {
      const turn = randomUUID();
      const untilMs = nowMs + TURN_LIFE_MS;
      // The turn may be this very one: the SDK writes again when the answer to its first try was lost.
      const isFree = 'attribute_not_exists(pk) OR untilMs <= :now OR turn = :turn';
      const taken = await put(user, { turn, untilMs }, isFree, { ':now': nowMs, ':turn': turn });
      return taken === 'blocked' ? 'busy' : turn;
    },

    async end(user, turn) {
      try {
        await put(user, { turn, untilMs: 0 }, 'turn = :turn', { ':turn': turn });
      } catch {
        // The change has happened, or its own error is on the way; this must not hide either.
      }
    },
  };
}
