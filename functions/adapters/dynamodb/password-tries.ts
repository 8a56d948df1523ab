import { createHash } from 'node:crypto';
import { GetCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { UserKey } from '../../core/identity/user.ts';
import type { NetworkTries, PasswordTries, TrySource } from '../../core/ports/password-tries.ts';
import { type Table, unlessBlocked } from './table.ts';

const HOUR_MS = 60 * 60 * 1_000;
const DAY_SECONDS = 24 * 60 * 60;

interface TriesItem {
  readonly tries: number;
  readonly lastTryAt: number;
  readonly knownUntil?: number;
}

/** In partitions of their own: who may count tries cannot thereby touch a user. The address itself is not kept. */
export function dynamodbPasswordTries(table: Table): PasswordTries {
  const update = (Key: Record<string, string>, input: Omit<UpdateCommandInput, 'TableName' | 'Key'>) =>
    unlessBlocked(table.client.send(new UpdateCommand({ TableName: table.name, Key, ...input })));

  return {
    async count(source, { nowMs, freeTries, freeTriesWhereKnown }) {
      const done = await update(networkKey(source), {
        UpdateExpression: 'SET tries = if_not_exists(tries, :zero) + :one, lastTryAt = :now, #ttl = :ttl',
        ConditionExpression:
          'attribute_not_exists(tries) OR tries < :free OR (knownUntil > :now AND tries < :freeWhereKnown)',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: {
          ':zero': 0,
          ':one': 1,
          ':now': nowMs,
          ':free': freeTries,
          ':freeWhereKnown': freeTriesWhereKnown,
          ':ttl': afterDays(nowMs, 31),
        },
        ReturnValues: 'ALL_NEW',
      });
      return done === 'blocked' ? 'blocked' : decode(done.Attributes as unknown as TriesItem);
    },

    async find(source) {
      const read = new GetCommand({ TableName: table.name, Key: networkKey(source), ConsistentRead: true });
      const { Item } = await table.client.send(read);
      return Item === undefined ? undefined : decode(Item as unknown as TriesItem);
    },

    async countAfter(source, seen, nowMs) {
      const done = await update(networkKey(source), {
        UpdateExpression: 'SET tries = tries + :one, lastTryAt = :now',
        ConditionExpression: 'tries = :tries AND lastTryAt = :lastTryAt',
        ExpressionAttributeValues: { ':one': 1, ':now': nowMs, ':tries': seen.tries, ':lastTryAt': seen.lastTryAtMs },
      });
      return done === 'blocked' ? 'blocked' : 'counted';
    },

    async countStranger(user, { nowMs, perHour }) {
      const hour = Math.floor(nowMs / HOUR_MS);
      const done = await update(
        { pk: partition(user), sk: `HOUR#${hour}` },
        {
          UpdateExpression: 'SET tries = if_not_exists(tries, :zero) + :one, #ttl = :ttl',
          ConditionExpression: 'attribute_not_exists(tries) OR tries < :perHour',
          ExpressionAttributeNames: { '#ttl': 'ttl' },
          ExpressionAttributeValues: { ':zero': 0, ':one': 1, ':perHour': perHour, ':ttl': afterDays(nowMs, 1) },
        },
      );
      return done === 'blocked' ? 'blocked' : 'counted';
    },

    async forget(source, knownUntilMs) {
      await update(networkKey(source), {
        UpdateExpression: 'SET tries = :zero, knownUntil = :until, #ttl = :ttl',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':zero': 0, ':until': knownUntilMs, ':ttl': afterDays(knownUntilMs, 1) },
      });
    },

    async takeBack(source) {
      await update(networkKey(source), {
        UpdateExpression: 'SET tries = tries - :one',
        ConditionExpression: 'tries > :zero',
        ExpressionAttributeValues: { ':one': 1, ':zero': 0 },
      });
    },
  };
}

function partition(user: UserKey): string {
  return `TRIES#${user.domain}#${user.userId}`;
}

function networkKey({ user, network }: TrySource): { pk: string; sk: string } {
  const hash = createHash('sha256')
    .update(JSON.stringify([user.domain, user.userId, network]))
    .digest('base64url');
  return { pk: partition(user), sk: `NETWORK#${hash.slice(0, 22)}` };
}

function decode({ tries, lastTryAt, knownUntil = 0 }: TriesItem): NetworkTries {
  return { tries, lastTryAtMs: lastTryAt, knownUntilMs: knownUntil };
}

function afterDays(atMs: number, days: number): number {
  return Math.floor(atMs / 1000) + days * DAY_SECONDS;
}
