/**
 * The attack: somebody of the help desk, or an administrator who has lost his way, uses the reset against the people that he
 * looks after, or for himself: he agrees to his own proposal, shortens the wait of his own account, starts one for an
 * administrator, or agrees to a proposal that was made for another reset.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ADMIN, type OtpClient, startClient } from '../http/client.ts';
import { holdClock, pass } from '../http/clock.ts';
import { putUser } from '../http/put-user.ts';
import { askForReset, newOwner } from '../http/reset-client.ts';

const REASON = { reason: 'A favour' };
const HELP = 'helper:two lanterns';
let client: OtpClient;
beforeAll(async () => {
  client = await startClient();
  holdClock();
  const attributes = { mail: 'keeper@example.com' };
  await putUser({ userId: 'helper', groups: ['HelpDesk'], attributes }, 'two lanterns');
  await putUser({ userId: 'keeper', groups: ['Administrators'], attributes }, 'two lanterns');
  await client.settings({ BypassNeedsTwoPeople: true });
  pass(60_000);
});
afterAll(() => client.service.close());

const call = async (method: string, userId: string, as: string, path = '') => {
  const body = method === 'POST' ? { body: REASON } : {};
  const headers = { 'sekisho-reason': 'A favour' };
  const answer = await client.call(method, `/mfa/v1/users/${userId}/reset${path}`, { as, headers, ...body });
  return answer.body.code ?? answer.body.state ?? answer.status;
};

it('who proposes to shorten does not agree to it himself, however often he asks', async () => {
  const { userId } = await newOwner(client);
  await askForReset(client, userId);
  expect(await call('POST', userId, ADMIN, '/shorten')).toBe('waiting');
  expect(await call('POST', userId, ADMIN, '/shorten')).toBe('SECOND_PERSON_NEEDED');
  expect(await call('POST', userId, ADMIN, '/shorten')).toBe('SECOND_PERSON_NEEDED');
  expect(await call('GET', userId, ADMIN)).toBe('waiting');
});

it('nobody begins or shortens one of his own account', async () => {
  const own = 'keeper:two lanterns';
  expect(await call('POST', 'keeper', own)).toBe('OWN_ACCOUNT');
  expect(await call('POST', 'keeper', ADMIN)).toBe('waiting');
  expect(await call('POST', 'keeper', ADMIN, '/shorten')).toBe('waiting');
  expect(await call('POST', 'keeper', own, '/shorten')).toBe('OWN_ACCOUNT');
  expect(await call('GET', 'keeper', ADMIN)).toBe('waiting');
});

it('the help desk begins, shortens and ends none of an administrator', async () => {
  for (const [method, path] of [
    ['POST', ''],
    ['POST', '/shorten'],
    ['DELETE', ''],
  ] as const) {
    expect(await call(method, 'admin', HELP, path), `${method} ${path}`).toBe('ADMINISTRATOR_ONLY');
  }
});

it('a proposal ends with its reset: to the next one nobody has agreed', async () => {
  const { userId } = await newOwner(client);
  await askForReset(client, userId);
  expect(await call('POST', userId, ADMIN, '/shorten')).toBe('waiting');
  expect(await call('DELETE', userId, ADMIN)).toBe(204);
  pass(1_000);
  await askForReset(client, userId);
  expect(await call('POST', userId, HELP, '/shorten')).toBe('ADMINISTRATOR_ONLY');
});
