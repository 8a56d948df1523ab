/**
 * An administrator of the service names an address inside the function itself as the message gateway, where the runtime of
 * Lambda listens: each message would be a request to it, with the credentials of the gateway. A deployed stage (its address
 * is https, and no stack sets UMS_LOOPBACK) takes no such address, and sends nothing to one that was stored before.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { settingsStore } from '../../functions/adapters/dynamodb/remembered-identity-domains.ts';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { ADMIN, type OtpClient, SETTINGS, startClient } from '../http/client.ts';
import { holdClock, pass } from '../http/clock.ts';

let client: OtpClient;
let inside: Server;
let requests = 0;

beforeAll(async () => {
  process.env.PUBLIC_URL = 'https://sekisho.example';
  process.env.UMS_LOOPBACK = 'false';
  client = await startClient();
  holdClock();
  inside = createServer((_request, response) => {
    requests += 1;
    response.end();
  });
  await new Promise<void>((listening) => inside.listen(0, '127.0.0.1', listening));
});
afterAll(async () => {
  await client.service.close();
  inside.close();
});

it.each(['http://127.0.0.1:9001/2018-06-01/runtime', 'http://localhost/', 'http://[::1]/', 'HTTP://127.0.0.1/'])(
  'is no gateway of a deployed stage: %s',
  async (url) => {
    for (const key of ['UmsClientUrl', 'free.UmsClientUrl']) {
      const answer = await client.call('PUT', SETTINGS, { as: ADMIN, body: { UmsAvailable: true, [key]: url } });
      expect([answer.status, answer.body.code]).toEqual([422, 'FIELD_INVALID']);
      expect(answer.body.errors).toEqual([{ field: key, expected: 'an https:// address' }]);
    }
  },
);

it('gets no message although it was stored before', async () => {
  const SecretString = JSON.stringify({ username: 'ums', password: 'ums-password' });
  await new SecretsManagerClient({}).send(new PutSecretValueCommand({ SecretId: 'umsKey', SecretString }));
  const store = settingsStore(openTable('sekisho'), 'DefaultDomain');
  const url = `http://127.0.0.1:${(inside.address() as AddressInfo).port}/`;
  const map = { UmsAvailable: true, UmsClientUrl: url };
  expect(await store.replace('DefaultDomain', map, (await store.read('DefaultDomain'))?.version ?? 0)).toBe('replaced');
  pass(31_000);
  const { status, body } = await client.createOtp({ userId: 'alice', deliveryChannel: 'email' });
  expect([status, body.minorCode, requests]).toEqual([424, 'DELIVERY_FAILED', 0]);
});
