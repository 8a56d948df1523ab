/** Names in paths, as API Gateway hands them to the functions: `npm start` does the same. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ADMIN, type OtpClient, startClient } from './client.ts';

let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.service.close());

const put = (segment: string) => client.call('PUT', `/mfa/v1/users/${segment}`, { as: ADMIN, body: {} });

it.each([
  ['ü@x', '%C3%BC%40x'],
  ['a b', 'a%20b'],
  ['a%b', 'a%25b'],
  ['a#b', 'a%23b'],
  ['a+b', 'a+b'],
  ['a;b&c=d', 'a;b&c=d'],
  ['山田', '%E5%B1%B1%E7%94%B0'],
])('the user %s is named by %s', async (name, segment) => {
  const { status, body } = await put(segment);
  expect([status, body.userId]).toEqual([200, name]);
});

it('a slash ends a segment, encoded or not', async () => {
  expect((await put('a%2Fb')).status).toBe(404);
  // The name ends before the slash, and what follows is a route of its own.
  const { status } = await client.call('GET', '/mfa/v1/users/alice%2Flock', { as: ADMIN });
  expect(status).toBe(405);
});

it.each([
  ['DELETE', '/mfa/v1/users/alice%3F2/lock'],
  ['DELETE', '/mfa/v1/users/alice%3F'],
  ['PUT', '/mfa/v1/users/before%3Fafter'],
  ['GET', '/mfa/v1/users/alice%3F/factors'],
  ['GET', '/health%3Fa=1'],
])('a question mark in a segment makes no other route of the rest: %s %s', async (method, path) => {
  const { status } = await client.call(method, path, { as: ADMIN, ...(method === 'PUT' ? { body: {} } : {}) });
  expect(status).toBe(404);
  expect((await client.call('GET', '/mfa/v1/users/alice', { as: ADMIN })).status).toBe(200);
});

it('a path that is no text is refused', async () => {
  const { status } = await fetch(`${client.service.url}/mfa/v1/users/%FF`);
  expect(status).toBe(400);
});

it.each(['a／b', 'a？b', '．．'])(
  'a new user is not called %s, which is a name that no path can have',
  async (name) => {
    const { status, body } = await put(encodeURIComponent(name));
    expect([status, body.code]).toEqual([422, 'FIELD_INVALID']);
  },
);
