import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Epoch } from '../../core/directory/epoch.ts';
import type { UserKey } from '../../core/directory/user.ts';
import type { PasskeyChallenges } from '../../core/ports/passkey-challenges.ts';
import { putNew, type Table, unlessBlocked } from './table.ts';

/** As it is stored. */
interface PasskeyChallengeItem {
  readonly challenge: string;
  readonly user: UserKey;
  readonly epoch: Epoch;
  readonly application: string;
  readonly client: UserKey;
  readonly expiresAt: number;
  readonly spentAt?: number;
  readonly ttl: number;
}

/** 16 bytes in base64url; what stands in an address may be anything. */
const ID = /^[\w-]{22}$/;

/** An answer that comes late is told that it is late, and not that there never was a question. */
const KEEP_SECONDS = 60 * 60;

/** Challenges of applications, each an item of its own: two answers to one meet in the condition of one write. */
export function dynamodbPasskeyChallenges(table: Table): PasskeyChallenges {
  return {
    async add({ id, expiresAtMs, isSpent: _isSpent, ...same }) {
      const item: PasskeyChallengeItem = {
        ...same,
        expiresAt: expiresAtMs,
        ttl: Math.ceil(expiresAtMs / 1000) + KEEP_SECONDS,
      };
      await putNew(table, { ...keyOf(id), ...item }, { own: 'challenge', untouched: 'spentAt' });
    },

    async find(id) {
      if (!ID.test(id)) return undefined;
      const { Item } = await table.client.send(
        new GetCommand({ TableName: table.name, Key: keyOf(id), ConsistentRead: true }),
      );
      if (Item === undefined) return undefined;
      const { challenge, user, epoch, application, client, expiresAt, spentAt } =
        Item as unknown as PasskeyChallengeItem;
      const isSpent = spentAt !== undefined;
      return { id, challenge, user, epoch, application, client, expiresAtMs: expiresAt, isSpent };
    },

    async spend(id, nowMs) {
      const write = new UpdateCommand({
        TableName: table.name,
        Key: keyOf(id),
        UpdateExpression: 'SET spentAt = :now',
        ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(spentAt) AND expiresAt > :now',
        ExpressionAttributeValues: { ':now': nowMs },
      });
      return (await unlessBlocked(table.client.send(write))) === 'blocked' ? 'blocked' : 'spent';
    },
  };
}

function keyOf(id: string): { pk: string; sk: string } {
  return { pk: `PKCHALLENGE#${id}`, sk: 'CHALLENGE' };
}
