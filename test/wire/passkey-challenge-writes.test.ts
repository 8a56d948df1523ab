/** Challenges of applications in the table: which answer is the one is decided by one conditional write. */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamodbPasskeyChallenges } from '../../functions/adapters/dynamodb/passkey-challenges.ts';
import { openTable, type Table } from '../../functions/adapters/dynamodb/table.ts';
import type { Epoch } from '../../functions/core/directory/epoch.ts';
import type { PasskeyChallenge } from '../../functions/core/passkeys/passkey-challenge.ts';
import type { PasskeyChallenges } from '../../functions/core/ports/passkey-challenges.ts';
import { type AnyAws, anyAws } from './any-aws.ts';

const NOW_MS = Date.UTC(2026, 0, 5, 9);

let aws: AnyAws;
let table: Table;
let challenges: PasskeyChallenges;
let made = 0;

beforeAll(async () => {
  aws = await anyAws();
  table = openTable(await aws.createTable());
  challenges = dynamodbPasskeyChallenges(table);
});
afterAll(() => aws.close());

async function added(): Promise<PasskeyChallenge> {
  made += 1;
  const challenge: PasskeyChallenge = {
    id: Buffer.alloc(16, made).toString('base64url'),
    challenge: Buffer.alloc(32, made).toString('base64url'),
    user: { domain: 'DefaultDomain', userId: 'alice' },
    epoch: 'an-epoch' as Epoch,
    application: 'shop',
    client: { domain: 'DefaultDomain', userId: 'demo-app' },
    expiresAtMs: NOW_MS + 1_000,
    isSpent: false,
  };
  await challenges.add(challenge);
  return challenge;
}

describe('a challenge', () => {
  it('is found as it was added, and is swept an hour after its end', async () => {
    const challenge = await added();
    expect(await challenges.find(challenge.id)).toEqual(challenge);
    const Key = { pk: `PKCHALLENGE#${challenge.id}`, sk: 'CHALLENGE' };
    const { Item } = await table.client.send(new GetCommand({ TableName: table.name, Key }));
    expect(Item?.ttl).toBe((NOW_MS + 1_000) / 1_000 + 3_600);
  });

  it('is spent once, however many answers come at the same moment', async () => {
    const { id } = await added();
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => challenges.spend(id, NOW_MS)));
    expect(outcomes.filter((outcome) => outcome === 'spent')).toHaveLength(1);
    expect(await challenges.find(id)).toMatchObject({ isSpent: true });
  });

  it('is not spent when its time is over, and none that is not there is made by it', async () => {
    const { id } = await added();
    expect(await challenges.spend(id, NOW_MS + 1_000)).toBe('blocked');
    expect(await challenges.spend(id, NOW_MS + 999)).toBe('spent');
    const nobodys = Buffer.alloc(16, 255).toString('base64url');
    expect(await challenges.spend(nobodys, NOW_MS)).toBe('blocked');
    expect(await challenges.find(nobodys)).toBeUndefined();
  });

  it('that was added and spent is not opened again by a write that is repeated', async () => {
    const challenge = await added();
    await challenges.add(challenge);
    await challenges.spend(challenge.id, NOW_MS);
    await expect(challenges.add(challenge)).rejects.toThrow();
    expect(await challenges.find(challenge.id)).toMatchObject({ isSpent: true });
  });

  it.each(['', 'x', 'a'.repeat(23), 'a'.repeat(3_000), 'a#b'])(
    'of a name that is none is looked for nowhere: %s',
    async (id) => {
      expect(await challenges.find(id)).toBeUndefined();
    },
  );
});
