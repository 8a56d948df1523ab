/**
 * The attack: somebody has copied the private key out of a security key, and uses the copy beside the true one. Counters
 * tell that, when it is too late for one of the two: the answer that is behind is refused, and the owner is told what it
 * may mean. The thief tries the ways around that: an answer that claims to be of a synced passkey, a counter that runs
 * ahead or starts at zero, and enough refusals that the owner stops reading.
 */
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordsOf } from '../http/audit-records.ts';
import { type OtpClient, startClient } from '../http/client.ts';
import { messagesTo } from '../http/enrolment-client.ts';
import { openPages, postPasskey } from '../http/page-client.ts';
import { answerOn, newOwner, type Owner } from '../http/passkey-owner.ts';
import { FLAGS } from '../unit/core/passkeys/software-authenticator.ts';

const BOUND = { isBackupEligible: false, isBackedUp: false };
const SYNCED = FLAGS.UP | FLAGS.UV | FLAGS.BE;
let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.service.close());

async function use({ userId, key }: Owner, signCount: number, flags?: number) {
  const browser = await openPages(client, userId);
  const twist = { signCount, ...(flags === undefined ? {} : { flags }) };
  const { status } = await postPasskey(browser, 'passkey', await answerOn(client, browser, key, twist));
  const { body } = await browser.result();
  return { status, amr: body.token === undefined ? undefined : decodeJwt(body.token).amr };
}

test('the copy that is behind is refused, the owner is told by mail and by text message, and it is recorded', async () => {
  const owner = await newOwner({ ...BOUND, signCount: 5 });
  expect((await use(owner, 9)).amr).toEqual(['hwk', 'user']);
  for (const behind of [9, 8, 1, 0]) expect(await use(owner, behind)).toEqual({ status: 422, amr: undefined });
  for (const address of [owner.mail, owner.phone]) expect(messagesTo(client, address).length).toBeGreaterThan(0);
  expect(messagesTo(client, owner.mail)[0]?.text).toContain(owner.key.passkey.name);
  const suspicions = (await recordsOf()).filter(
    ({ kind, userId }) => kind === 'passkey-copy-suspected' && userId === owner.userId,
  );
  expect(suspicions, 'each time, though told once a day').toHaveLength(4);
  expect((await use(owner, 10)).status, 'the true one goes on').toBe(200);
});

test('the owner whose true key is behind a copy that ran ahead is refused and told, so that he learns of it', async () => {
  const owner = await newOwner({ ...BOUND, signCount: 5 });
  expect((await use(owner, 4_000_000_000)).status).toBe(200);
  expect((await use(owner, 6)).status).toBe(422);
  expect(messagesTo(client, owner.mail)).toHaveLength(1);
});

test('a copy that calls itself synced goes through, but no more as a key that stays, and the owner is told at once', async () => {
  const owner = await newOwner({ ...BOUND, signCount: 5 });
  expect((await use(owner, 0, SYNCED)).amr).toEqual(['swk', 'user']);
  expect(messagesTo(client, owner.mail)).toHaveLength(1);
  expect(JSON.stringify(await recordsOf())).toContain('passkey-became-synced');
});

test('two answers at once, of which one is behind, are one sign-in and no more', async () => {
  for (let round = 0; round < 5; round++) {
    const owner = await newOwner({ ...BOUND, signCount: 5 });
    const both = await Promise.all([use(owner, 6), use(owner, 6)]);
    expect(
      both.filter(({ status }) => status === 200),
      `round ${round}`,
    ).toHaveLength(1);
  }
});

test('the owner of a phone number that earns by messages has none sent by answering with his own key again and again', async () => {
  const owner = await newOwner({ ...BOUND, signCount: 50 });
  for (let time = 0; time < 10; time++) expect((await use(owner, time)).status).toBe(422);
  for (const address of [owner.mail, owner.phone]) expect(messagesTo(client, address)).toHaveLength(1);
  for (let time = 0; time < 4; time++) {
    await use(owner, 60 + time, SYNCED);
    await use(owner, 70 + time);
  }
  expect(messagesTo(client, owner.mail)).toHaveLength(2);
  expect(messagesTo(client, owner.phone)).toHaveLength(1);
});
