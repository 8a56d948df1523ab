/** The hosted pages: whatever breaks, the person goes on in the same session, and no code or approval counts twice. */
import { expect } from 'vitest';
import { type Answer, SECRET_KEY, wrongCode } from '../../http/client.ts';
import { sayNotMe } from '../../http/enrolment-client.ts';
import { type PageBrowser, passkeyOptions } from '../../http/page-client.ts';
import { givePasskey, type TestPasskey } from '../../http/passkey-client.ts';
import { credentialOf, giveRecoveryCodes } from '../../http/rescue-client.ts';
import { freshUser, LONGEST_TURN_MS, later, PASSWORD, type Scenarios, scenario, service } from '../break-each-call.ts';
import { codeNow } from './enrolment-pages.ts';
import { personWithDevice } from './push.ts';
import { lastCode, proveByMail } from './sessions.ts';
import { enrolling, seen, target, type Visitor, visitor } from './visitor.ts';

function send(browser: PageBrowser): Promise<Answer> {
  return seen(browser.post('email', { act: 'send' }));
}

function type(browser: PageBrowser, code: string): Promise<Answer> {
  return seen(browser.post('email', { act: 'check', code }));
}

/** The application gets the result of this very session, if need be after one more proof. */
async function expectEnd({ userId, browser }: Visitor): Promise<void> {
  let result = await browser.result();
  if (result.body.code === 'SESSION_UNFINISHED') {
    await proveByMail(browser, userId);
    result = await browser.result();
  }
  expect(result.status, JSON.stringify(result.body)).toBe(200);
  expect((await browser.result()).status, 'the same result again').not.toBe(200);
}

/** A person whose phone has been asked by this session. */
async function askedOnPhone() {
  const { userId, device } = await personWithDevice();
  const { browser } = await visitor({}, Promise.resolve(userId));
  await browser.post('push', { act: 'send' });
  return { userId, device, browser, ...(await question(browser, device)) };
}

type Phone = Awaited<ReturnType<typeof personWithDevice>>['device'];

/** What stands on the phone, and the digits that stand on the page. */
async function question(browser: PageBrowser, device: Phone): Promise<{ challengeId: string; digits: string }> {
  const open = (await device.pull()).body.challenges as unknown as readonly { challengeId: string }[];
  const page = await (await browser.get('push')).text();
  const digits = /: ((?:\d ){5}\d)</.exec(page)?.[1]?.replaceAll(' ', '') ?? '';
  return { challengeId: open.at(-1)?.challengeId ?? '', digits };
}

/** A person whose passkey this session asks for. */
async function askedForPasskey() {
  const userId = await freshUser();
  const passkey = await givePasskey(userId);
  const { browser } = await visitor({}, Promise.resolve(userId));
  return { userId, passkey, browser };
}

/** The next answer to whatever the first page asks now. */
async function answerOf(browser: PageBrowser, passkey: TestPasskey): Promise<string> {
  const asked = passkeyOptions(await (await browser.get()).text()) ?? expect.fail('the page asks for no passkey');
  return JSON.stringify(passkey.answer(asked.challenge, service().client.service.url));
}

const STEP = 'POST /mfa/s/{sessionId}/{step}';

export const PAGES: Scenarios = {
  'POST /mfa/not-me': [
    scenario({
      name: 'ends what somebody else began',
      async prepare() {
        const userId = await freshUser();
        const { client, aws } = service();
        await client.call('POST', SECRET_KEY, { as: `${userId}:${PASSWORD}` });
        const text = aws.inbox.list(`${userId}@example.com`)[0]?.text ?? '';
        return { userId, code: /[0-9A-Z]{5}-[0-9A-Z]{5}/.exec(text)?.[0] ?? '' };
      },
      act: ({ code }) => seen(sayNotMe(service().client, code)),
      async check({ userId, code }, answer) {
        if (answer.status !== 200) expect((await sayNotMe(service().client, code)).status).toBe(200);
        const again = await service().client.call('POST', SECRET_KEY, { as: `${userId}:${PASSWORD}` });
        expect(again.body.errorCode, 'a beginning after it').toBe('PROOF_REQUIRED');
      },
    }),
  ],

  'GET /mfa/s/{sessionId}': [
    scenario({
      name: 'shows the ways to choose from',
      prepare: () => visitor(),
      act: ({ browser }) => seen(browser.get()),
      check: (known) => expectEnd(known),
    }),
  ],

  'POST /mfa/s/{sessionId}': [
    scenario({
      name: 'gives the session to the browser that came first',
      prepare: () => visitor(),
      healthyStatus: 200,
      act: ({ browser }) => seen(browser.post(undefined, { act: 'begin' })),
      check: (known) => expectEnd(known),
    }),
    scenario({
      name: 'finishes an enrolment',
      prepare: enrolling,
      pauseMs: 100_000,
      act: ({ browser }) => seen(browser.post(undefined, { act: 'finish' })),
      async check({ browser }, answer) {
        if (answer.status !== 303) await browser.post(undefined, { act: 'finish' });
        expect((await browser.result()).status, 'the result').toBe(200);
      },
    }),
  ],

  'GET /mfa/s/{sessionId}/{step}': [
    scenario({
      name: 'shows where a code is typed',
      async prepare() {
        const known = await visitor();
        await send(known.browser);
        return known;
      },
      act: ({ browser }) => seen(browser.get('email')),
      check: (known) => expectEnd(known),
    }),
  ],

  'GET /mfa/s/{sessionId}/{step}/state': [
    scenario({
      name: 'says whether the phone has answered',
      prepare: askedOnPhone,
      act: ({ browser }) => seen(browser.get('push/state')),
      async check({ browser, device, challengeId, digits }, answer) {
        if (answer.status === 200) expect(answer.body.state).toBe('pending');
        await device.approve(challengeId, digits);
        expect((await seen(browser.get('push/state'))).body.state, 'the next try').toBe('approved');
      },
    }),
  ],

  [STEP]: [
    scenario({
      name: 'mails a code, once for one press of the button',
      prepare: () => visitor(),
      act: ({ browser }) => seen(browser.post('email', { act: 'send', once: 'press' })),
      async check(known, answer) {
        const mails = () => service().aws.inbox.list(`${known.userId}@example.com`).length;
        const wasSent = answer.status === 303 && target(answer).path === 'email';
        if (wasSent) expect(mails(), 'a success has its effect').toBe(1);
        const before = mails();
        later(15_000);
        await known.browser.post('email', { act: 'send', once: 'press' });
        if (before === 1) expect(mails(), 'the same press sends nothing twice').toBe(1);
        if (wasSent) await type(known.browser, lastCode(known.userId));
        await expectEnd(known);
      },
    }),
    scenario({
      name: 'takes the right code, once',
      async prepare() {
        const known = await visitor();
        await send(known.browser);
        return known;
      },
      act: ({ browser, userId }) => type(browser, lastCode(userId)),
      async check(known, answer) {
        const other = await visitor({}, Promise.resolve(known.userId));
        await type(other.browser, lastCode(known.userId));
        expect((await other.browser.result()).body.code, 'the code in another session').toBe('SESSION_UNFINISHED');
        if (answer.status === 303 && answer.body.location?.includes('/demo/return') === true) {
          expect((await known.browser.result()).status, 'the result').toBe(200);
        } else await expectEnd(known);
      },
    }),
    scenario({
      name: 'counts a wrong code',
      async prepare() {
        const known = await visitor();
        await send(known.browser);
        return known;
      },
      act: ({ browser, userId }) => type(browser, wrongCode(lastCode(userId))),
      async check(known) {
        expect((await known.browser.result()).body.code).toBe('SESSION_UNFINISHED');
        await type(known.browser, lastCode(known.userId));
        await known.browser.post(undefined, { act: 'later' });
        expect((await known.browser.result()).status, 'the right code after it').toBe(200);
      },
    }),
    scenario({
      name: 'takes the code of an authenticator',
      async prepare() {
        const userId = await freshUser();
        const made = await service().client.call('POST', SECRET_KEY, { as: `${userId}:${PASSWORD}` });
        const secret = String(made.body.secret_key);
        const { body } = await service().client.createOtp({ userId, deliveryChannel: 'totp' });
        const { correlationId } = body;
        const otpCode = codeNow(secret);
        await service().client.validateOtp({ userId, otpCode, correlationId, deliveryChannel: 'totp' });
        return { ...(await visitor({}, Promise.resolve(userId))), secret };
      },
      act: ({ browser, secret }) => seen(browser.post('totp', { act: 'check', code: codeNow(secret) })),
      async check({ userId, browser, secret }, answer) {
        const other = await visitor({}, Promise.resolve(userId));
        await other.browser.post('totp', { act: 'check', code: codeNow(secret) });
        const results = [await browser.result(), await other.browser.result()];
        expect(results.filter(({ status }) => status === 200).length, 'sessions by one code').toBeLessThanOrEqual(1);
        if (answer.body.location?.includes('/demo/return') === true) expect(results[0]?.status).toBe(200);
        later(30_000);
        const next = await visitor({}, Promise.resolve(userId));
        await next.browser.post('totp', { act: 'check', code: codeNow(secret) });
        expect((await next.browser.result()).status, 'the next code').toBe(200);
      },
    }),
    scenario({
      name: 'asks the phone, and again when that failed',
      async prepare() {
        const { userId, device } = await personWithDevice();
        return { device, ...(await visitor({}, Promise.resolve(userId))) };
      },
      act: ({ browser }) => seen(browser.post('push', { act: 'send' })),
      async check({ browser, device }, answer, isLasting) {
        const open = (await device.pull()).body.challenges as unknown as readonly object[];
        if (answer.status !== 303 && !isLasting) expect(open, 'questions that nobody waits for').toEqual([]);
        // After an outage an old question may be left; the new one is younger.
        later(1_000);
        if (answer.status !== 303) await browser.post('push', { act: 'send' });
        const { challengeId, digits } = await question(browser, device);
        expect((await device.approve(challengeId, digits)).status, 'the approval').toBe(200);
        await browser.post('push', { act: 'finish' });
        expect((await browser.result()).status, 'the result').toBe(200);
      },
    }),
    scenario({
      name: 'takes an approval of the phone, once',
      // An approval is good for a minute.
      pauseMs: 50_000,
      async prepare() {
        const known = await askedOnPhone();
        await known.device.approve(known.challengeId, known.digits);
        return known;
      },
      act: ({ browser }) => seen(browser.post('push', { act: 'finish' })),
      async check({ browser }, answer) {
        if (answer.body.location?.includes('/demo/return') !== true) await browser.post('push', { act: 'finish' });
        expect((await browser.result()).status, 'the result').toBe(200);
        expect((await browser.result()).status, 'the same result again').not.toBe(200);
      },
    }),
    scenario({
      name: 'takes the answer of a passkey, once',
      async prepare() {
        const known = await askedForPasskey();
        return { ...known, answer: await answerOf(known.browser, known.passkey) };
      },
      act: ({ browser, answer }) => seen(browser.post('passkey', { act: 'check', answer })),
      async check({ userId, browser, passkey, answer }, first) {
        const other = await visitor({}, Promise.resolve(userId));
        await other.browser.post('passkey', { act: 'check', answer });
        expect((await other.browser.result()).body.code, 'the answer in another session').toBe('SESSION_UNFINISHED');
        const press = (next: string) => seen(browser.post('passkey', { act: 'check', answer: next }));
        // The button sends once more what was not answered; then there may be another question.
        later(6_000);
        const reached = isAtReturn(first) ? first : await press(answer);
        if (!isAtReturn(reached)) expect(isAtReturn(await press(await answerOf(browser, passkey)))).toBe(true);
        expect((await browser.result()).status, 'the result').toBe(200);
        expect((await browser.result()).status, 'the same result again').not.toBe(200);
      },
    }),
    scenario({
      name: 'takes a recovery code, once',
      async prepare() {
        const known = await visitor();
        return { ...known, ...(await giveRecoveryCodes(known.userId)) };
      },
      act: ({ browser, codes }) => rescue(browser, codes[0]),
      async check({ userId, browser, codes }) {
        later(LONGEST_TURN_MS);
        const other = await visitor({}, Promise.resolve(userId));
        await rescue(other.browser, codes[0]);
        await rescue(browser, codes[1]);
        for (const one of [browser, other.browser]) await one.post(undefined, { act: 'finish' });
        const results = [await browser.result(), await other.browser.result()];
        expect(results[0]?.status, 'the session, with another code if need be').toBe(200);
        // A code that was spent before something broke lets nobody in any more.
        const left = (await credentialOf(userId))?.recovery?.hashes.length ?? 10;
        const inside = results.filter(({ status }) => status === 200).length;
        expect(10 - left, 'codes that are spent').toBeGreaterThanOrEqual(inside);
        expect(10 - left).toBeLessThanOrEqual(2);
      },
    }),
  ],
};

function rescue(browser: PageBrowser, code = ''): Promise<Answer> {
  return seen(browser.post('recovery', { act: 'check', code }));
}

function isAtReturn(answer: Answer): boolean {
  return answer.body.location?.includes('/demo/return') === true;
}
