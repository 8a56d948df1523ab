/**
 * The attack: somebody has a person approve a push, keeps the page of the session for minutes, and then finishes it, so
 * that an application which asks for a fresh proof gets a token that looks fresh. The moment of a proof is that of the
 * approval, and an approval that nobody fetches is over after a minute.
 */
import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { type OtpClient, startClient } from '../http/client.ts';
import { openPages } from '../http/page-client.ts';
import { enrolDevice, type TestDevice } from '../http/push-client.ts';
import { putUser } from '../http/put-user.ts';

let client: OtpClient;
let device: TestDevice;

beforeAll(async () => {
  client = await startClient();
  await putUser({ userId: 'approver', attributes: { mail: 'approver@example.com' } }, 'a-password');
  device = await enrolDevice(client, 'approver');
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => client.unlock('approver'));
afterAll(() => {
  vi.useRealTimers();
  return client.service.close();
});

const pass = (ms: number) => vi.setSystemTime(Date.now() + ms);

/** A session whose push was approved; finished so much later. */
async function finishedAfter(ms: number) {
  const browser = await openPages(client, 'approver');
  await browser.post('push', { act: 'send' });
  const page = await (await browser.get('push')).text();
  const digits = /: ((?:\d ){5}\d)</.exec(page)?.[1]?.replaceAll(' ', '') ?? '';
  const { challenges } = (await device.pull()).body as unknown as { challenges: { challengeId: string }[] };
  const approved = await device.approve(challenges.at(-1)?.challengeId ?? '', digits);
  expect(approved.status, JSON.stringify(approved.body)).toBe(200);
  const approvedAtSeconds = Math.floor(Date.now() / 1000);
  pass(ms);
  const finished = await browser.post('push', { act: 'finish' });
  return { browser, approvedAtSeconds, location: finished.headers.get('location') ?? '' };
}

test('a token says when the phone approved, not when the page was finished', async () => {
  const { browser, approvedAtSeconds } = await finishedAfter(45_000);
  const { status, body } = await browser.result();
  expect([status, decodeJwt(String(body.token)).auth_time]).toEqual([200, approvedAtSeconds]);
  expect(decodeJwt(String(body.token)).iat).toBeGreaterThanOrEqual(approvedAtSeconds + 45);
});

test('an approval of a minute ago finishes nothing, and the person is asked again', async () => {
  const { browser, location } = await finishedAfter(60_000);
  expect(location).toBe(`/mfa/s/${browser.sessionId}/push`);
  expect((await browser.result()).body.code).toBe('SESSION_UNFINISHED');
  expect(await (await browser.get('push')).text()).toContain('Send the request again');
  const state = await browser.get('push/state');
  expect(await state.json()).toEqual({ state: 'expired' });
});
