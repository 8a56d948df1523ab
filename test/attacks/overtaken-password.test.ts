/**
 * The attack: a thief knows that his stolen password is about to be changed, and keeps calls under way that show it. The
 * password was right when it was looked at, and is an old one when the call goes on. What such a call brings is of before
 * the change, however late it ends: no token, no key and no code of it may count afterwards.
 */
import { generateKeyPair } from 'jose';
import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { register } from '../http/applications.ts';
import { ADMIN, type Answer, type OtpClient, SECRET_KEY, startClient } from '../http/client.ts';
import { registration } from '../http/push-client.ts';
import { putUser } from '../http/put-user.ts';
import { askToken, tokenInfo } from '../http/token-client.ts';

const STOLEN = 'a-password';

let client: OtpClient;
let people = 0;

beforeAll(async () => {
  client = await startClient();
  await register(client, ['demo']);
});
afterAll(() => client.service.close());

/** Calls of the thief all the while that the help desk changes the password. */
async function duringTheChange(userId: string, call: () => Promise<Answer>): Promise<readonly Answer[]> {
  const under: Promise<Answer>[] = [];
  let isOver = false;
  const thief = (async () => {
    while (!isOver && under.length < 60) {
      under.push(call());
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  const body = { password: 'another long pass phrase' };
  const changed = await client.call('PATCH', `/mfa/v1/users/${userId}`, { as: ADMIN, body });
  expect(changed.status, JSON.stringify(changed.body)).toBe(200);
  isOver = true;
  await thief;
  return Promise.all(under);
}

async function person(): Promise<string> {
  people += 1;
  const userId = `person-${people}`;
  await putUser({ userId, attributes: {} }, STOLEN);
  return userId;
}

const form = (userId: string) => ({ grant_type: 'PASSWORD', username: userId, password: STOLEN });

describe('calls with a password that is changed meanwhile', () => {
  test('bring no access token that counts afterwards', async () => {
    const userId = await person();
    const answers = await duringTheChange(userId, () => askToken(client, form(userId)));
    const tokens = answers.flatMap(({ body }) => body.access_token ?? []);
    const alive = await Promise.all(tokens.map(async (token) => (await tokenInfo(client, token)).status));
    expect(alive.filter((status) => status === 200)).toEqual([]);
  }, 60_000);

  test('bring no key that can be confirmed afterwards', async () => {
    const userId = await person();
    const answers = await duringTheChange(userId, () => client.call('POST', SECRET_KEY, { as: `${userId}:${STOLEN}` }));
    for (const secret of answers.flatMap(({ body }) => body.secret_key ?? [])) {
      const fields = { userId, deliveryChannel: 'totp' };
      const { correlationId } = (await client.createOtp(fields)).body;
      const otpCode = generateSync({ secret });
      expect((await client.validateOtp({ ...fields, correlationId, otpCode })).status).not.toBe(200);
      await client.unlock(userId);
    }
  }, 60_000);

  test('bring no code that lets a device register afterwards', async () => {
    const userId = await person();
    const path = `/mfa/v1/users/${userId}/device-enrolments`;
    const answers = await duringTheChange(userId, () => client.call('POST', path, { as: `${userId}:${STOLEN}` }));
    for (const code of answers.flatMap(({ body }) => body.enrolmentCode ?? [])) {
      const keys = await generateKeyPair('ES256', { extractable: true });
      const body = { registration: await registration(keys, { code }) };
      expect((await client.call('POST', '/mfa/v1/devices', { body })).status).not.toBe(201);
    }
  }, 60_000);
});
