/**
 * The attack: a thief with the password adds a passkey of his own, which would be a factor that never wears out. While the
 * owner has a factor he cannot begin; where she has none he can begin, as with every first factor, but she is told before
 * anything counts and ends it. So he begins and waits: until she has enrolled herself, or has said that it was not she,
 * or has a new password; he comes late, in another session, or with several that he has begun side by side.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ADMIN, type OtpClient, startClient } from '../http/client.ts';
import { holdClock, pass } from '../http/clock.ts';
import {
  cancelCodes,
  type Enrolling,
  messagesTo,
  newPerson,
  register as registerDevice,
  sayNotMe,
} from '../http/enrolment-client.ts';
import { addPasskey, expectedOf, openPages, type PageBrowser, postPasskey } from '../http/page-client.ts';
import { addTotp, askedOn, newOwner, passkeysOf, provenEnrolment } from '../http/passkey-owner.ts';
import { newAuthenticator, register } from '../unit/core/passkeys/software-authenticator.ts';

const MINUTE_MS = 60 * 1000;
let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
  holdClock();
});
beforeEach(() => settle({}));
afterAll(() => client.service.close());

/** Settings, and the time until everybody goes by them. */
async function settle(settings: Record<string, unknown>): Promise<void> {
  await client.settings(settings);
  pass(31_000);
}

/** Begins and has the answer of the browser ready, and does not post it yet. */
async function begun(
  userId: string,
): Promise<{ browser: PageBrowser; answer: unknown; finish: () => Promise<boolean> }> {
  const browser = await openPages(client, userId, { purpose: 'enrol' });
  await browser.post('add-passkey', { act: 'begin' });
  const answer = register(newAuthenticator(), expectedOf(client, await askedOn(browser, 'add-passkey')));
  const finish = async () => {
    const { next } = await postPasskey(browser, 'add-passkey', answer);
    return next.searchParams.get('added') === 'passkey';
  };
  return { browser, answer, finish };
}

/** As the application of the victim sees it: the thief is in, or he is not. */
async function expectNothing({ userId }: Pick<Enrolling, 'userId'>): Promise<void> {
  expect(await passkeysOf(client, userId)).toEqual([]);
}

/** Without an address, so that no code to one stands before the list. */
const PEOPLE_WITHOUT_ADDRESS = {};

describe('a beginning with the password alone', () => {
  test('waits for a code to an address where one can be sent, and is told before anything counts where none can', async () => {
    const reachable = await newPerson(client);
    const shut = await openPages(client, reachable.userId, { purpose: 'enrol' });
    await shut.post('add-passkey', { act: 'begin' });
    expect((await shut.get('add-passkey')).status).toBe(303);
    await settle({ Email_Enabled: false, Sms_Enabled: false });
    const owner = await newPerson(client);
    const thief = await begun(owner.userId);
    expect(cancelCodes(client, owner.mail)).toHaveLength(1);
    expect(messagesTo(client, owner.mail)[0]?.text).toContain('passkey');
    expect(await thief.finish()).toBe(true);
    expect(messagesTo(client, owner.mail), 'and once more when it counts').toHaveLength(2);
  });

  test('is refused where the settings ask for a proof and there is an address for one', async () => {
    await settle({ EnrolmentNeedsProof: true });
    const owner = await newPerson(client);
    const thief = await openPages(client, owner.userId, { purpose: 'enrol' });
    await thief.post('add-passkey', { act: 'begin' });
    expect((await thief.get('add-passkey')).status).toBe(303);
    await expectNothing(owner);
  });

  test('counts with whatever else is begun: ten in an hour', async () => {
    const owner = await newPerson(client, PEOPLE_WITHOUT_ADDRESS);
    const thief = await openPages(client, owner.userId, { purpose: 'enrol' });
    const places = new Set<string | null>();
    for (let time = 0; time < 12; time++) {
      const reply = await thief.post('add-passkey', { act: 'begin' });
      places.add(new URL(reply.headers.get('location') ?? '', client.service.url).searchParams.get('error'));
    }
    expect(places).toContain('begunOften');
    expect((await owner.askKey()).body.errorCode).toBe('SEND_LIMIT_EXCEEDED');
  });
});

describe('what a thief has begun', () => {
  test('is one thing at a time: the later beginning ends the earlier one, in any session and of any kind', async () => {
    const owner = await newPerson(client, PEOPLE_WITHOUT_ADDRESS);
    const [first, second] = [await begun(owner.userId), await begun(owner.userId)];
    expect(await first.finish()).toBe(false);
    const code = String((await owner.askCode()).body.enrolmentCode);
    expect(await second.finish()).toBe(false);
    expect((await registerDevice(client, code)).status).toBe(201);
    await expectNothing(owner);
  });

  test('counts no more once the owner has a factor', async () => {
    for (const enrol of [
      async (owner: Enrolling) =>
        void (await registerDevice(client, String((await owner.askCode()).body.enrolmentCode))),
      async ({ userId }: Enrolling) => void (await addTotp(await openPages(client, userId, { purpose: 'enrol' }))),
    ]) {
      const owner = await newPerson(client, PEOPLE_WITHOUT_ADDRESS);
      const thief = await begun(owner.userId);
      await enrol(owner);
      expect(await thief.finish()).toBe(false);
      await thief.browser.post('add-passkey', { act: 'begin' });
      expect((await thief.browser.get('add-passkey')).status).toBe(303);
      await expectNothing(owner);
    }
  });

  test('and the owner finishes at the same moment is a passkey of one of them', async () => {
    for (let round = 0; round < 8; round++) {
      const owner = await newPerson(client, PEOPLE_WITHOUT_ADDRESS);
      const [thief, hers] = [await begun(owner.userId), await begun(owner.userId)];
      const [, isHers] = await Promise.all([thief.finish(), hers.finish(), thief.finish()]);
      // One that found the other at work is tried again.
      expect(isHers || (await hers.finish())).toBe(true);
      expect(await thief.finish()).toBe(false);
      expect(await passkeysOf(client, owner.userId), `round ${round}`).toHaveLength(1);
    }
  });

  test('is over after ten minutes', async () => {
    const owner = await newPerson(client, PEOPLE_WITHOUT_ADDRESS);
    const thief = await begun(owner.userId);
    pass(10 * MINUTE_MS);
    expect(
      (await thief.browser.post('add-passkey', { act: 'check', answer: JSON.stringify(thief.answer) })).status,
    ).toBe(404);
    await expectNothing(owner);
  });

  test('is over with a new password, with a sign-out everywhere, and with its owner', async () => {
    const changes = [
      (path: string) => client.call('PATCH', path, { as: ADMIN, body: { password: 'another long pass phrase' } }),
      (path: string) => client.call('POST', `${path}/sign-out`, { as: ADMIN }),
      (path: string) => client.call('DELETE', path, { as: ADMIN }),
    ];
    for (const change of changes) {
      const owner = await newPerson(client, PEOPLE_WITHOUT_ADDRESS);
      const thief = await begun(owner.userId);
      const { status, body } = await change(`/mfa/v1/users/${owner.userId}`);
      expect(status, JSON.stringify(body)).toBeLessThan(300);
      const late = await thief.browser.post('add-passkey', { act: 'check', answer: JSON.stringify(thief.answer) });
      expect(late.status).toBe(404);
    }
  });

  test('is nothing in another session, not even in one of his own that began too', async () => {
    const owner = await newPerson(client, PEOPLE_WITHOUT_ADDRESS);
    const first = await begun(owner.userId);
    const other = await openPages(client, owner.userId, { purpose: 'enrol' });
    expect((await postPasskey(other, 'add-passkey', first.answer)).next.searchParams.get('error')).toBe('passkeyOver');
    const second = await begun(owner.userId);
    expect((await postPasskey(second.browser, 'add-passkey', first.answer)).status).toBe(422);
    const stranger = await newPerson(client, PEOPLE_WITHOUT_ADDRESS);
    const his = await begun(stranger.userId);
    expect((await postPasskey(his.browser, 'add-passkey', second.answer)).status).toBe(422);
    await expectNothing(owner);
    await expectNothing(stranger);
  });

  test('is over for him when the settings close the way', async () => {
    const owner = await newPerson(client, PEOPLE_WITHOUT_ADDRESS);
    const thief = await begun(owner.userId);
    await settle({ Passkey_Enabled: false });
    expect(await thief.finish()).toBe(false);
    await expectNothing(owner);
  });

  test('is ended by the owner who says that it was not she, and for a day nothing is begun', async () => {
    await settle({ Email_Enabled: false, Sms_Enabled: false });
    const owner = await newPerson(client);
    const thief = await begun(owner.userId);
    const [cancel = expect.fail('she was not told')] = cancelCodes(client, owner.mail);
    expect((await sayNotMe(client, cancel)).status).toBe(200);
    expect(await thief.finish()).toBe(false);
    const again = await openPages(client, owner.userId, { purpose: 'enrol' });
    await again.post('add-passkey', { act: 'begin' });
    expect((await again.get('add-passkey')).status).toBe(303);
    await expectNothing(owner);
  });
});

test('a session that has proven nothing adds, removes and renames nothing of a person who has a passkey', async () => {
  const { userId, key } = await newOwner();
  const thief = await openPages(client, userId, { purpose: 'enrol' });
  for (const step of ['add-passkey', `remove-passkey-${key.passkey.id}`, `rename-passkey-${key.passkey.id}`]) {
    expect((await thief.get(step)).status, step).toBe(303);
    for (const act of ['begin', 'remove', 'rename']) await thief.post(step, { act, name: 'mine' });
  }
  await thief.post(undefined, { act: 'finish' });
  expect((await thief.result()).status).not.toBe(200);
  expect(await passkeysOf(client, userId)).toMatchObject([{ name: key.passkey.name }]);
});

test('a passkey that is switched off still guards: a password alone adds nothing beside it', async () => {
  const { userId } = await newOwner();
  await settle({ Passkey_Enabled: false, Email_Enabled: false, Sms_Enabled: false });
  const thief = await openPages(client, userId, { purpose: 'enrol' });
  for (const step of ['add-totp', 'add-push', 'add-passkey']) {
    await thief.post(step, { act: 'begin' });
    expect((await thief.get(step)).status, step).toBe(303);
  }
  const password = { as: `${userId}:password-of-the-owner` };
  expect((await client.call('POST', `/mfa/v1/users/${userId}/device-enrolments`, password)).body.code).toBe(
    'FACTOR_BOUND',
  );
});

test('what the owner adds after a proof is told to her addresses, with its name', async () => {
  const owner = await newOwner();
  const browser = await provenEnrolment(client, owner);
  const { reply } = await addPasskey(client, browser);
  expect(reply.status).toBe(200);
  const [{ passkeyId: _id, ...added } = {}] = (await passkeysOf(client, owner.userId)).filter(
    ({ passkeyId }) => passkeyId !== owner.key.passkey.id,
  );
  expect(messagesTo(client, owner.mail).map(({ text }) => text)).toEqual([expect.stringContaining(String(added.name))]);
});
