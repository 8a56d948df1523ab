/**
 * The attack, or the accident: one client that is taken over, or loops, uses up what the whole service has. A domain can
 * give each of its clients so many calls a minute; beyond that they are refused before anything is done, also when they
 * come at the same moment. While no limit is set nothing is counted.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLIENT, type OtpClient, startClient } from '../http/client.ts';
import { holdClock, pass } from '../http/clock.ts';
import { putUser } from '../http/put-user.ts';

const MINUTE_MS = 60_000;
const OTHER = 'other-app:a long and random one';

let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
  holdClock();
  await putUser({ userId: 'other-app', attributes: {}, groups: ['OTPRestUserGroup'] }, 'a long and random one');
  for (const as of [CLIENT, OTHER]) expect((await ask(as)).status).toBe(422);
});
afterAll(() => client.service.close());

/** It has no key to confirm, which is the answer of a call that was served. */
const ask = (as = CLIENT) =>
  client.createOtp({}, { as, body: { appName: 'asasas', userId: 'alice', deliveryChannel: 'totp' } });

const crowd = async (calls: number, as = CLIENT) =>
  (await Promise.all(Array.from({ length: calls }, () => ask(as)))).map(({ status }) => status);
const served = (statuses: readonly number[]) => statuses.filter((status) => status === 422).length;

describe('a client', () => {
  it('makes as many calls as it likes while there is no limit, for which nothing is written', async () => {
    const before = client.service.aws?.requests.count() ?? {};
    expect(served(await crowd(30))).toBe(30);
    const after = client.service.aws?.requests.count() ?? {};
    expect(after['dynamodb.UpdateItem'] ?? 0).toBe(before['dynamodb.UpdateItem'] ?? 0);
  });

  it('is served its number and no more, however many come at once, and again in the next minute', async () => {
    await client.settings({ ClientRequestsPerMinute: 10 });
    pass(MINUTE_MS);
    await ask();
    pass(MINUTE_MS);
    expect(served(await crowd(30))).toBe(10);
    const refused = await ask();
    expect([refused.status, refused.body.minorCode]).toEqual([429, 'CLIENT_QUOTA_EXCEEDED']);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect(served(await crowd(5, OTHER))).toBe(5);
    pass(MINUTE_MS);
    expect(served(await crowd(10))).toBe(10);
  });
});
