import { randomBytes } from 'node:crypto';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { base32nopad } from '@scure/base';
import { dynamodbCredentials } from '../../functions/adapters/dynamodb/credentials.ts';
import { openTable, PROFILE, userPartition } from '../../functions/adapters/dynamodb/table.ts';
import { kmsKeyRing } from '../../functions/adapters/kms/key-ring.ts';
import { timeStep } from '../../functions/core/otp/hotp.ts';
import { sealTotpSecret } from '../../functions/core/secrets/seal.ts';
import { Secret } from '../../functions/core/secrets/secret.ts';
import { drive, type Task } from './load.ts';

export interface User {
  readonly userId: string;
  /** The TOTP key in Base32. */
  readonly secret: string;
}

/** So many new users with a confirmed TOTP key. */
export type MakeUsers = (count: number) => Promise<User[]>;

const WRITERS = 8;
let made = 0;

/** Through the adapters instead of the API, because a key of one's own takes a password, and that 50 ms of scrypt. */
export async function userMaker(): Promise<MakeUsers> {
  const { KeyMetadata } = await new KMSClient({}).send(new DescribeKeyCommand({ KeyId: 'alias/sekisho-seal' }));
  const table = openTable('sekisho');
  const keys = kmsKeyRing({ table, keyArn: KeyMetadata?.Arn ?? '', clock: Date.now });
  const credentials = dynamodbCredentials(table);

  async function makeUser(): Promise<User> {
    const user = { domain: 'DefaultDomain', userId: `bench-${made++}` };
    const Item = { pk: userPartition(user), sk: PROFILE, userId: user.userId };
    await table.client.send(new PutCommand({ TableName: table.name, Item }));
    const secret = randomBytes(20);
    const generation = await keys.current();
    const sealed = sealTotpSecret(generation, randomBytes, user, new Secret(secret));
    const nowMs = Date.now();
    const step = timeStep(nowMs) - 100;
    const key = { sealed, keyId: generation.id, lastStep: step, createdAtMs: nowMs };
    await credentials.beginEnrolment(user, {
      seenVersion: undefined,
      enrolment: { begunAtMs: [nowMs] },
      pendingTotp: key,
      besideConfirmed: false,
      owner: { alsoUnmarked: true },
    });
    await credentials.settleTotp(user, { key, step, confirms: true, nowMs });
    return { userId: user.userId, secret: base32nopad.encode(secret) };
  }

  return async (count) => {
    const users: User[] = [];
    const make: Task = async () => void users.push(await makeUser());
    await drive(Array(count).fill(make), WRITERS);
    return users;
  };
}
