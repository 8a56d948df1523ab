import { GetCommand, PutCommand, QueryCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { UserKey } from '../../core/directory/user.ts';
import type { Challenges } from '../../core/ports/push.ts';
import type { Challenge } from '../../core/push/challenge.ts';
import { type ChallengeItem, decodeChallenge, encodeChallenge } from './challenge-item.ts';
import { putNew, type Table, unlessBlocked, userPartition } from './table.ts';

/** What names an open challenge in the partition of its user. It decides nothing: the challenge itself does. */
const POINTER = 'PUSH#';

/** What stands in an address may be anything, also longer than a key can be. */
const CHALLENGE_ID = /^[\w-]{1,64}$/;

const OPEN = 'attribute_not_exists(outcome) AND expiresAt > :now';

/** Challenges as items of their own, and a pointer to each in the partition of its user. */
export function dynamodbChallenges(table: Table): Challenges {
  const update = (id: string, input: Omit<UpdateCommandInput, 'TableName' | 'Key'>) =>
    unlessBlocked(table.client.send(new UpdateCommand({ TableName: table.name, Key: keyOf(id), ...input })));

  async function find(id: string): Promise<Challenge | undefined> {
    if (!CHALLENGE_ID.test(id)) return undefined;
    const { Item } = await table.client.send(
      new GetCommand({ TableName: table.name, Key: keyOf(id), ConsistentRead: true }),
    );
    return Item === undefined ? undefined : decodeChallenge(Item as unknown as ChallengeItem);
  }

  return {
    find,

    async add(challenge) {
      const item = encodeChallenge(challenge);
      const pointer = {
        pk: userPartition(challenge.user),
        sk: `${POINTER}${challenge.id}`,
        challengeId: challenge.id,
        expiresAt: item.expiresAt,
        ttl: item.ttl,
      };
      const key = keyOf(challenge.id);
      await Promise.all([
        putNew(table, { ...key, ...item }, { own: 'startedAt', untouched: 'outcome' }),
        table.client.send(new PutCommand({ TableName: table.name, Item: pointer })),
      ]);
    },

    async listOpen(user, nowMs) {
      const challenges = await Promise.all((await pointersOf(table, user, nowMs)).map(find));
      return challenges
        .filter((challenge) => challenge !== undefined)
        .filter(({ answer, expiresAtMs }) => answer === undefined && expiresAtMs > nowMs)
        .toSorted((left, right) => left.startedAtMs - right.startedAtMs);
    },

    async useMessage(id, { messageId, nowMs }) {
      const done = await update(id, {
        UpdateExpression: 'SET messages.#message = :one',
        ConditionExpression: `${OPEN} AND attribute_not_exists(messages.#message)`,
        ExpressionAttributeNames: { '#message': messageId },
        ExpressionAttributeValues: { ':one': 1, ':now': nowMs },
      });
      return done === 'blocked' ? 'blocked' : 'noted';
    },

    async decide(id, answer) {
      const deviceId = answer.status === 'approved' ? answer.deviceId : undefined;
      const done = await update(id, {
        UpdateExpression: `SET outcome = :outcome, reason = :reason, answeredAt = :answeredAt${deviceId === undefined ? '' : ', deviceId = :device'}`,
        ConditionExpression: OPEN,
        ExpressionAttributeValues: {
          ':outcome': answer.status,
          ':reason': answer.status === 'denied' ? answer.reason : 'none',
          ':answeredAt': new Date(answer.answeredAtMs).toISOString(),
          ':now': answer.answeredAtMs,
          ...(deviceId === undefined ? {} : { ':device': deviceId }),
        },
        ReturnValues: 'ALL_NEW',
      });
      if (done === 'blocked') return 'blocked';
      const { taskToken } = done.Attributes as unknown as ChallengeItem;
      return taskToken === undefined ? {} : { taskToken };
    },
  };
}

async function pointersOf(table: Table, user: UserKey, nowMs: number): Promise<string[]> {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      FilterExpression: 'expiresAt > :now',
      ExpressionAttributeValues: { ':pk': userPartition(user), ':prefix': POINTER, ':now': nowMs },
      ConsistentRead: true,
    }),
  );
  return Items.map((item) => item.challengeId as string);
}

function keyOf(challengeId: string): { pk: string; sk: string } {
  return { pk: `CHALLENGE#${challengeId}`, sk: 'CHALLENGE' };
}
