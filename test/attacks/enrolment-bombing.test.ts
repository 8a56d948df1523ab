/**
 * The attack: whoever has the password begins to add factors again and again, each time with messages to the owner. It
 * costs the operator money, and the one notice that counts drowns in the others. Or it uses up the owner's own tries.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OtpClient, startClient } from '../http/client.ts';
import { holdClock, pass } from '../http/clock.ts';
import { messagesTo, newPerson } from '../http/enrolment-client.ts';
import { provenCode } from '../http/push-client.ts';

const HOUR_MS = 60 * 60 * 1000;
let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
  holdClock();
});
afterAll(() => client.service.close());

test('ten beginnings an hour are told, whatever is begun; the next one is refused with the time to wait', async () => {
  const owner = await newPerson(client);
  for (let at = 0; at < 10; at++) {
    expect((await (at % 2 === 0 ? owner.askKey() : owner.askCode())).status).toBeLessThan(300);
    pass(60_000);
  }
  for (const ask of [owner.askKey, owner.askCode]) {
    const { status, body, headers } = await ask();
    expect([status, body.code ?? body.errorCode]).toEqual([422, 'SEND_LIMIT_EXCEEDED']);
    expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(HOUR_MS / 1000);
  }
  for (const address of [owner.mail, owner.phone]) expect(messagesTo(client, address)).toHaveLength(10);
  // The first of them is an hour old now, and no other one.
  pass(HOUR_MS - 10 * 60_000);
  expect((await owner.askKey()).status).toBe(200);
  expect((await owner.askKey()).status).toBe(422);
});

test('many at the same moment are no more than ten', async () => {
  const owner = await newPerson(client);
  await owner.askKey();
  for (let round = 0; round < 6; round++) await Promise.all(Array.from({ length: 5 }, () => owner.askKey()));
  expect(messagesTo(client, owner.mail).length).toBeLessThanOrEqual(10);
});

test('what a password has used up leaves the owner, who proves himself, his own', async () => {
  const owner = await newPerson(client);
  for (let at = 0; at < 11; at++) await owner.askKey();
  expect((await owner.askCode()).body.code).toBe('SEND_LIMIT_EXCEEDED');
  expect(await provenCode({ domain: 'DefaultDomain', userId: owner.userId })).toMatch(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
});
