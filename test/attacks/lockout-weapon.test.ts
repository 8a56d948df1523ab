/**
 * The attacker does not want in: he wants the victim out. As a stranger he knows the victim's name; as somebody with the
 * account of a client, or with the victim's password, he may also send wrong codes. What went wrong elsewhere:
 * CVE-2024-1722 and GHSA-cq42-vhv7-xr7p (Keycloak), one policy for password and code (keycloak #46164). Here a stranger
 * moves no counter, and what a client can do ends by time or by one call of an administrator, with all factors intact.
 */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { generateSync } from 'otplib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { openTable, userPartition } from '../../functions/adapters/dynamodb/table.ts';
import { FUNCTIONS } from '../../functions/deployed-functions.ts';
import type { Endpoint, Operation } from '../../functions/http/endpoint.ts';
import { newPin, type OtpClient, SECRET_KEY, startClient } from '../http/client.ts';
import { holdClock, pass } from '../http/clock.ts';
import { openPages } from '../http/page-client.ts';
import { enrolDevice, startPush, type TestDevice, tryPush } from '../http/push-client.ts';
import { putUser } from '../http/put-user.ts';
import { askToken } from '../http/token-client.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

let client: OtpClient;
let victims = 0;
let userId: string;
let secret: string;
let device: TestDevice;

beforeAll(async () => {
  client = await startClient();
  holdClock();
});
afterAll(() => client.service.close());

beforeEach(async () => {
  victims += 1;
  userId = `victim-${victims}`;
  await putUser({ userId, attributes: { mail: `${userId}@example.com` } }, 'victim-password');
  const { body } = await client.call('POST', SECRET_KEY, { as: `${userId}:victim-password` });
  secret = String(body.secret_key);
  expect((await useTotp()).status).toBe(200);
  device = await enrolDevice(client, userId);
});

async function useTotp() {
  pass(30_000);
  const { body } = await client.createOtp({ userId, deliveryChannel: 'totp' });
  const otpCode = generateSync({ secret, epoch: Math.floor(Date.now() / 1000) });
  return client.validateOtp({ userId, otpCode, correlationId: body.correlationId ?? 'x', deliveryChannel: 'totp' });
}

async function useMail() {
  const { pin, correlationId } = await newPin(client, userId);
  return client.validateOtp({ userId, otpCode: pin, correlationId });
}

async function usePush() {
  const { challengeId, matchCode } = await startPush(client, userId);
  return device.approve(challengeId, matchCode);
}

async function usePages() {
  pass(30_000);
  const browser = await openPages(client, userId);
  await browser.post('totp', { act: 'check', code: generateSync({ secret, epoch: Math.floor(Date.now() / 1000) }) });
  return browser.result();
}

/** Every factor that the victim has still works. */
async function expectAllWays(): Promise<void> {
  for (const way of [useTotp, useMail, usePush, usePages]) {
    const { status, body } = await way();
    expect(status, `${way.name} ${JSON.stringify(body)}`).toBe(200);
  }
}

async function partition(): Promise<unknown> {
  const table = openTable('sekisho');
  const { Items } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': userPartition({ domain: 'DefaultDomain', userId }) },
    }),
  );
  return Items;
}

/** All routes of the service. */
const OPERATIONS = Object.values(FUNCTIONS)
  .flat()
  .flatMap(({ path, operations }: Endpoint) =>
    Object.entries(operations).map(([method, operation]: [string, Operation]) => ({ method, path, operation })),
  );

/** What a route takes, filled in to hurt the victim. */
function bodyFor({ request }: Operation): Record<string, string> {
  const fields: Readonly<Record<string, string>> = {
    userId,
    username: userId,
    appName: 'demo',
    deliveryChannel: 'totp',
    otpCode: '000000',
    correlationId: 'x',
    grant_type: 'PASSWORD',
    password: 'guess',
    otp_code: '000000',
  };
  if (request === undefined) return {};
  const { properties = {} } = z.toJSONSchema(request, { io: 'input', unrepresentable: 'any' });
  return Object.fromEntries(Object.entries(fields).filter(([name]) => name in properties));
}

/** Two requests to every route, each naming the victim wherever the route reads a name, the second in the query too. */
async function strike(as: string | undefined): Promise<void> {
  for (const query of ['', `?userId=${userId}`]) await strikeWith(as, query);
}

async function strikeWith(as: string | undefined, query: string): Promise<void> {
  await Promise.all(
    OPERATIONS.map(({ method, path, operation }) => {
      const isForm = operation.requestType === 'form';
      const fields = bodyFor(operation);
      const address = path
        .replace('{userId}', userId)
        .replace('{domain}', 'DefaultDomain')
        .replace(/\{\w+\}/g, 'x');
      return fetch(`${client.service.url}${address}${query}`, {
        method,
        redirect: 'manual',
        headers: {
          'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json',
          ...(as === undefined ? {} : { authorization: `Basic ${Buffer.from(as).toString('base64')}` }),
        },
        ...(method === 'GET' ? {} : { body: isForm ? new URLSearchParams(fields) : JSON.stringify(fields) }),
      });
    }),
  );
}

describe('a stranger who knows the name of the victim', () => {
  it('changes nothing of his by any route, with no name, with wrong passwords of his, or of a client', async () => {
    const before = await partition();
    for (let round = 0; round < 3; round++) {
      for (const as of [undefined, `${userId}:guess-${round}`, `demo-app:guess-${round}`, `nobody:guess-${round}`]) {
        await strike(as);
      }
    }
    expect(await partition()).toEqual(before);
    await expectAllWays();
  });

  it('would have changed something with the password of a client', async () => {
    const before = await partition();
    await strike('demo-app:demo-app-secret');
    expect(await partition()).not.toEqual(before);
  });
});

async function wrongCodes(count: number): Promise<void> {
  for (let attempt = 0; attempt < count; attempt++) {
    await client.validateOtp({ userId, correlationId: 'x', otpCode: '000000' });
  }
}

describe('somebody who can send wrong codes', () => {
  it('locks the victim for a time, and then every way is open again', async () => {
    await wrongCodes(12);
    expect((await useTotp()).body.minorCode).toBe('USER_LOCKED');
    pass(DAY_MS);
    await expectAllWays();
  });

  it('stops him at a hundred until an administrator acts, and then every way is open again: no factor was lost', async () => {
    for (let window = 0; window < 10; window++) {
      await wrongCodes(10);
      pass(DAY_MS);
    }
    const stopped = await useTotp();
    expect([stopped.body.minorCode, stopped.headers.get('retry-after')]).toEqual(['USER_LOCKED', null]);
    expect((await client.unlock(userId)).status).toBe(204);
    await expectAllWays();
  });

  it('cannot keep him out with the password at the token endpoint for longer either', async () => {
    const form = { grant_type: 'PASSWORD', username: userId, password: 'victim-password', otp_code: '000000' };
    for (let attempt = 0; attempt < 12; attempt++) await askToken(client, form);
    pass(DAY_MS);
    await expectAllWays();
  });

  it('uses up the sends of an hour, which keeps no authenticator out, and none after that hour', async () => {
    for (let send = 0; send < 8; send++) await client.createOtp({ userId, deliveryChannel: 'email' });
    expect((await tryPush(client, userId)).body.code).toBe('SEND_LIMIT_EXCEEDED');
    expect((await useTotp()).status).toBe(200);
    for (let send = 0; send < 8; send++) await client.createOtp({ userId, deliveryChannel: 'email' });
    pass(60 * 60 * 1000 + 1_000);
    expect((await useMail()).status).toBe(200);
  });

  it('takes away no factor by starting enrolments, sessions and keys', async () => {
    const call = (path: string) => client.call('POST', path, { as: 'demo-app:demo-app-secret' });
    for (let round = 0; round < 5; round++) {
      await call(`/mfa/v1/users/${userId}/device-enrolments`);
      await client.call('POST', SECRET_KEY, { as: `${userId}:victim-password` });
      await openPages(client, userId, { purpose: 'enrol' });
    }
    await expectAllWays();
  });
});
