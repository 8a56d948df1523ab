import { randomBytes } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { base32nopad } from '@scure/base';
import { dynamodbApplications } from '../functions/adapters/dynamodb/applications.ts';
import { credentialKey, EMPTY_ITEM, encodeTotp } from '../functions/adapters/dynamodb/credential-item.ts';
import { readDomain } from '../functions/adapters/dynamodb/identity-domain-item.ts';
import { openTable, PROFILE, type Table, unlessBlocked, userPartition } from '../functions/adapters/dynamodb/table.ts';
import { kmsKeyRing } from '../functions/adapters/kms/key-ring.ts';
import type { UserKey } from '../functions/core/directory/user.ts';
import { NO_STEP } from '../functions/core/otp/hotp.ts';
import type { KeyRing } from '../functions/core/ports/key-ring.ts';
import { sealTotpSecret } from '../functions/core/secrets/seal.ts';
import { Secret } from '../functions/core/secrets/secret.ts';
import { DEMO_APP, DEMO_USERS, type DemoUser } from './demo-users.ts';

const DOMAIN = DEMO_APP.domain;

/** Where the pages send a browser back to after the demo page has sent it there. */
export function demoReturnUrl(publicUrl: string): string {
  return `${publicUrl}/demo/return`;
}

/** Adds the missing ones. Refused unless the AWS is on this machine. */
export async function seedDemoUsers(tableName: string, keyArn: string): Promise<void> {
  const table = openOwnTable(tableName);
  const keys = kmsKeyRing({ table, keyArn, clock: Date.now });
  await Promise.all(
    DEMO_USERS.map(async ({ totpKey, ...user }) => {
      await addUser(table, user);
      if (totpKey !== undefined) await addTotpKey(table, keys, { domain: DOMAIN, userId: user.userId }, totpKey);
    }),
  );
}

/** Who has an item keeps it. */
async function addTotpKey(table: Table, keys: KeyRing, user: UserKey, base32: string): Promise<void> {
  const current = await keys.current();
  const now = Date.now();
  const secret = new Secret(base32nopad.decode(base32));
  const sealed = sealTotpSecret(current, randomBytes, user, secret);
  const totp = encodeTotp({ sealed, keyId: current.id, lastStep: NO_STEP, createdAtMs: now, confirmedAtMs: now });
  const Item = { ...credentialKey(user), ...EMPTY_ITEM, totp };
  const write = new PutCommand({ TableName: table.name, Item, ConditionExpression: 'attribute_not_exists(pk)' });
  await unlessBlocked(table.client.send(write));
}

/** The port can differ from start to start, so the address is written each time. */
export async function registerDemoApplication(tableName: string, publicUrl: string): Promise<void> {
  const table = openOwnTable(tableName);
  const store = dynamodbApplications(table);
  const domain = await readDomain(table, DOMAIN, DOMAIN);
  const application = {
    name: DEMO_APP.appName,
    domain: DOMAIN,
    domainId: domain?.domain.id ?? '',
    clients: [{ userId: DEMO_APP.name }],
    returnUrls: [demoReturnUrl(publicUrl)],
    rights: ['device-enrolment'],
  } as const;
  if ((await store.create(application)) === 'taken') await store.replace(application);
}

function openOwnTable(tableName: string): Table {
  if (!isTableOnThisMachine()) {
    throw new Error('Demo data has well-known passwords and is only for an AWS endpoint on this machine.');
  }
  return openTable(tableName);
}

/** Where the AWS SDK would look for the table. */
export function isTableOnThisMachine(env: NodeJS.ProcessEnv = process.env): boolean {
  const endpoint = env.AWS_ENDPOINT_URL_DYNAMODB ?? env.AWS_ENDPOINT_URL;
  return endpoint !== undefined && isLoopback(endpoint);
}

function isLoopback(endpoint: string): boolean {
  return URL.canParse(endpoint) && ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(endpoint).hostname);
}

async function addUser(table: Table, { password: _known, ...profile }: Omit<DemoUser, 'totpKey'>): Promise<void> {
  const { mail, mobile } = profile.attributes ?? {};
  const key = { pk: userPartition({ domain: DOMAIN, userId: profile.userId }), sk: PROFILE };
  const item = {
    ...key,
    attributes: {},
    verified: {},
    directory: DOMAIN,
    ...profile,
    ...(mail === undefined ? {} : { byMail: mail }),
    ...(mobile === undefined ? {} : { byPhone: mobile }),
    passwordSetAt: Date.now(),
  };
  const write = new PutCommand({ TableName: table.name, Item: item, ConditionExpression: 'attribute_not_exists(pk)' });
  await unlessBlocked(table.client.send(write));
}
