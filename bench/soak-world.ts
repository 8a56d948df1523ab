import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { type CryptoKey, exportJWK, generateKeyPair } from 'jose';
import { dynamodbCredentials } from '../functions/adapters/dynamodb/credentials.ts';
import { dynamodbDevices } from '../functions/adapters/dynamodb/devices.ts';
import { dynamodbEnrolments } from '../functions/adapters/dynamodb/enrolments.ts';
import { openTable, PROFILE, userPartition } from '../functions/adapters/dynamodb/table.ts';
import { dynamodbUsers } from '../functions/adapters/dynamodb/users.ts';
import { kmsKeyRing } from '../functions/adapters/kms/key-ring.ts';
import { hashPassword } from '../functions/adapters/passwords/scrypt.ts';
import { makeTotpKey } from '../functions/core/enrol/make-totp-key.ts';
import { Secret } from '../functions/core/secrets/secret.ts';
import { resolveSettings } from '../functions/core/settings/resolve.ts';
import { basePorts } from '../functions/wiring/base-ports.ts';
import type { Usage } from './service-process.ts';
import type { Ask } from './soak-aws.ts';

const DOMAIN = 'DefaultDomain';
const PARALLEL = 8;
export const PASSWORD = 'a-long-password';

/** A person of the soak. One caller at a time has him, so what he is answered can be judged. */
export interface Person {
  readonly userId: string;
  readonly mail: string;
  /** Base32. */
  readonly secret: string;
  readonly deviceId: string;
  /** The last time step of which a code was sent. */
  lastStep: number;
  refreshToken?: string | undefined;
}

export interface World {
  readonly url: string;
  readonly people: readonly Person[];
  /** Signs for all devices. */
  readonly deviceKey: CryptoKey;
  ask<T = unknown>(request: Ask): Promise<T>;
  usage(): Promise<Usage>;
  end(): void;
}

/** The service in one process, its AWS in another, and people who have all factors. */
export async function startWorld(people: number): Promise<World> {
  Object.assign(process.env, { AWS_REGION: 'ap-northeast-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' });
  const aws = await startChild('soak-aws.ts', [], {});
  process.env.AWS_ENDPOINT_URL = aws.url;
  const service = await startChild('service-process.ts', ['--expose-gc'], { AWS_ENDPOINT_URL: aws.url });
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const { x = '', y = '' } = await exportJWK(publicKey);
  const add = await adder({ x, y });
  let asked = 0;
  const waiting = new Map<number, (answer: unknown) => void>();
  aws.child.on('message', ({ id, answer }: { id: number; answer: unknown }) => {
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
  return {
    url: service.url,
    people: await inParallel(Array.from({ length: people }, (_nothing, number) => () => add(`soak-${number}`))),
    deviceKey: privateKey,
    ask: <T>(request: Ask) =>
      new Promise<T>((done) => {
        asked += 1;
        waiting.set(asked, done as (answer: unknown) => void);
        aws.child.send({ id: asked, request });
      }),
    async usage() {
      const answer = once(service.child, 'message');
      service.child.send('usage');
      const [usage] = await answer;
      return usage as Usage;
    },
    end() {
      service.child.kill();
      aws.child.kill();
    },
  };
}

async function startChild(
  file: string,
  execArgv: string[],
  env: NodeJS.ProcessEnv,
): Promise<{ child: ChildProcess; url: string }> {
  const child = fork(new URL(file, import.meta.url), ['service'], {
    env: { ...process.env, ...env },
    execArgv: [...process.execArgv, ...execArgv],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [{ url }] = await once(child, 'message');
  return { child, url };
}

/** Writes a person with a password, a mail address, a key of an authenticator and a device into the table. */
async function adder(publicKey: { x: string; y: string }): Promise<(userId: string) => Promise<Person>> {
  const table = openTable('sekisho');
  const { KeyMetadata } = await new KMSClient({}).send(new DescribeKeyCommand({ KeyId: 'alias/sekisho-seal' }));
  const { clock, random } = basePorts();
  const keys = kmsKeyRing({ table, keyArn: KeyMetadata?.Arn ?? '', clock });
  const deps = {
    clock,
    random,
    keys,
    credentials: dynamodbCredentials(table),
    users: dynamodbUsers(table),
    enrolments: dynamodbEnrolments(table),
    domains: { find: async () => undefined },
    courier: { deliver: async () => 'delivered' as const },
  };
  // One hash for all: making it takes longer than everything else here.
  const passwordHash = await hashPassword(new Secret(PASSWORD));
  return async (userId) => {
    const user = { domain: DOMAIN, userId };
    const mail = `${userId}@example.com`;
    const Item = { pk: userPartition(user), sk: PROFILE, ...{ userId, passwordHash, attributes: { mail } } };
    await table.client.send(new PutCommand({ TableName: table.name, Item }));
    const made = await makeTotpKey(deps, resolveSettings({}), user, { by: 'proof' });
    if (made.kind !== 'pending') throw new Error(`no key: ${made.reason}`);
    const deviceId = `device-of-${userId}`;
    const device = { id: deviceId, name: 'Phone', platform: 'web', publicKey, createdAtMs: clock() } as const;
    await dynamodbDevices(table).add(user, { ...device, generation: undefined });
    return { userId, mail, secret: made.secret.reveal(), deviceId, lastStep: 0 };
  };
}

async function inParallel<T>(tasks: readonly (() => Promise<T>)[]): Promise<T[]> {
  const done: T[] = [];
  const waiting = tasks.values();
  const worker = async () => {
    for (const task of waiting) done.push(await task());
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  return done;
}
