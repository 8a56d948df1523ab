import { createHash } from 'node:crypto';
import { GetCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { UserKey } from '../../core/directory/user.ts';
import type { CountedTries, PasswordTries, TrySource } from '../../core/ports/password-tries.ts';
import { type Table, unlessBlocked } from './table.ts';

const HOUR_MS = 60 * 60 * 1_000;
const DAY_SECONDS = 24 * 60 * 60;
/** Longer than a network is known for; a network of one day is needed for no longer. */
const KEPT_DAYS: Readonly<Record<TrySource['kind'], number>> = { name: 31, guesser: 2 };

const PREFIX: Readonly<Record<TrySource['audience'], string>> = { people: '', clients: 'CLIENT-' };

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
      const done = await update(keyOf(source), {
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
          ':ttl': afterDays(nowMs, KEPT_DAYS[source.kind]),
        },
        ReturnValues: 'ALL_NEW',
      });
      return done === 'blocked' ? 'blocked' : decode(done.Attributes as unknown as TriesItem);
    },

    async find(source) {
      const read = new GetCommand({ TableName: table.name, Key: keyOf(source), ConsistentRead: true });
      const { Item } = await table.client.send(read);
      return Item === undefined ? undefined : decode(Item as unknown as TriesItem);
    },

    async countAfter(source, seen, { nowMs, anew }) {
      const done = await update(keyOf(source), {
        UpdateExpression: `SET tries = ${anew ? '' : 'tries + '}:one, lastTryAt = :now`,
        ConditionExpression: 'tries = :tries AND lastTryAt = :lastTryAt',
        ExpressionAttributeValues: { ':one': 1, ':now': nowMs, ':tries': seen.tries, ':lastTryAt': seen.lastTryAtMs },
        ReturnValues: 'ALL_NEW',
      });
      return done === 'blocked' ? 'blocked' : decode(done.Attributes as unknown as TriesItem);
    },

    async countStranger({ user, audience }, { nowMs, perHour }) {
      const hour = Math.floor(nowMs / HOUR_MS);
      const done = await update(
        { pk: partition(user), sk: `${PREFIX[audience]}HOUR#${hour}` },
        {
          UpdateExpression: 'SET tries = if_not_exists(tries, :zero) + :one, #ttl = :ttl',
          ConditionExpression: 'attribute_not_exists(tries) OR tries < :perHour',
          ExpressionAttributeNames: { '#ttl': 'ttl' },
          ExpressionAttributeValues: { ':zero': 0, ':one': 1, ':perHour': perHour, ':ttl': afterDays(nowMs, 1) },
        },
      );
      return done === 'blocked' ? 'blocked' : 'counted';
    },

    async giveBack({ source, now, before }, right) {
      const known = right === undefined ? '' : ', knownUntil = :until, #ttl = :ttl';
      const lessOne = {
        UpdateExpression: `SET tries = if_not_exists(tries, :one) - :one${known}`,
        ExpressionAttributeValues: {
          ':one': 1,
          ...(right === undefined ? {} : { ':until': right.knownUntilMs, ':ttl': afterDays(right.knownUntilMs, 1) }),
        },
        ...(right === undefined ? {} : { ExpressionAttributeNames: { '#ttl': 'ttl' } }),
      };
      if (before !== undefined) {
        // Nobody who is waiting waits from this try on, unless another one was made since.
        const restored = await update(keyOf(source), {
          ...lessOne,
          UpdateExpression: `${lessOne.UpdateExpression}, lastTryAt = :before`,
          ConditionExpression: 'lastTryAt = :mine',
          ExpressionAttributeValues: {
            ...lessOne.ExpressionAttributeValues,
            ':before': before.lastTryAtMs,
            ':mine': now.lastTryAtMs,
          },
        });
        if (restored !== 'blocked') return;
      }
      await update(keyOf(source), lessOne);
    },
  };
}

function partition(user: UserKey): string {
  return `TRIES#${user.domain}#${user.userId}`;
}

function keyOf(source: TrySource): { pk: string; sk: string } {
  if (source.kind === 'guesser') {
    // No domain is called by an empty name.
    return { pk: `TRIES##${hashOf([source.audience, source.network])}`, sk: `DAY#${source.day}` };
  }
  const { user, network, audience } = source;
  const hash = hashOf([user.domain, user.userId, network]);
  return { pk: partition(user), sk: `${PREFIX[audience]}NETWORK#${hash}` };
}

function hashOf(fields: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(fields)).digest('base64url').slice(0, 22);
}

function decode({ tries, lastTryAt, knownUntil = 0 }: TriesItem): CountedTries {
  return { tries, lastTryAtMs: lastTryAt, knownUntilMs: knownUntil };
}

function afterDays(atMs: number, days: number): number {
  return Math.floor(atMs / 1000) + days * DAY_SECONDS;
}
