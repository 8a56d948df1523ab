/** The pages on which people change their factors: no change by half, and whoever was interrupted goes on. */

import { generateKeyPair } from 'jose';
import { generateSync } from 'otplib';
import { expect } from 'vitest';
import type { Answer } from '../../http/client.ts';
import { expectedOf, type PageBrowser, passkeyOptions } from '../../http/page-client.ts';
import { givePasskey } from '../../http/passkey-client.ts';
import { registration } from '../../http/push-client.ts';
import { giveRecoveryCodes } from '../../http/rescue-client.ts';
import { newAuthenticator, prove, register } from '../../unit/core/passkeys/software-authenticator.ts';
import { LONGEST_TURN_MS, later, type Scenarios, scenario, service } from '../break-each-call.ts';
import { lastCode } from './sessions.ts';
import { enrolling, seen, target, type Visitor, visitor } from './visitor.ts';

/** Of an authenticator, at the service's own time. */
export const codeNow = (secret: string): string => generateSync({ secret, epoch: Math.floor(Date.now() / 1000) });

async function keyOn(browser: PageBrowser): Promise<{ secret: string }> {
  const page = await browser.get('add-totp');
  return { secret: /secret=([A-Z2-7]{32})/.exec(await page.text())?.[1] ?? '' };
}

/** The address that a person adds. */
const newMail = (userId: string): string => `new-${userId}@example.com`;

const newCode = (userId: string): string => lastCode(`new-${userId}`);

function sendTo(browser: PageBrowser, userId: string): Promise<Answer> {
  return seen(browser.post('add-email', { act: 'send', address: newMail(userId), once: 'press' }));
}

function confirm({ browser, userId }: Visitor): Promise<Answer> {
  return seen(browser.post('add-email', { act: 'check', code: newCode(userId) }));
}

/** The page asks for the code; a refusal asks for another address, and says why. */
function isSent(answer: Answer): boolean {
  const { path, query } = target(answer);
  return answer.status === 303 && path === 'add-email' && query.error === undefined;
}

/** A code for a sign-in goes to the new address and to no other. */
async function expectMailedTo(userId: string): Promise<void> {
  const { inbox } = service().aws;
  const before = inbox.list(newMail(userId)).length;
  const { status } = await service().client.createOtp({ userId, deliveryChannel: 'email' });
  expect([status, inbox.list(newMail(userId)).length - before], 'mails to the new address').toEqual([200, 1]);
}

/** The device that somebody makes who sees the page. */
async function connect(browser: PageBrowser): Promise<number> {
  const page = await (await browser.get('add-push')).text();
  const code = /<br>([0-9A-Z]{5}-[0-9A-Z]{5})</.exec(page)?.[1] ?? `no code in ${page}`;
  const keys = await generateKeyPair('ES256', { extractable: true });
  const body = { registration: await registration(keys, { code }) };
  return (await service().client.call('POST', '/mfa/v1/devices', { body })).status;
}

/** The codes that an answer shows. */
const codesIn = ({ body }: Answer): string[] => String(body.page).match(/(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}/g) ?? [];

const newCodes = (browser: PageBrowser) => seen(browser.post('add-recovery', { act: 'start' }));
const typeBack = (browser: PageBrowser, code = '') => seen(browser.post('add-recovery', { act: 'check', code }));

/** The code lets its owner in. */
async function expectCounts(userId: string, code = ''): Promise<void> {
  const { browser } = await visitor({}, Promise.resolve(userId));
  await browser.post('recovery', { act: 'check', code });
  await browser.post(undefined, { act: 'finish' });
  expect((await browser.result()).status, 'a sign-in with the code').toBe(200);
}

export const ENROLMENT: Scenarios = {
  'POST /mfa/s/{sessionId}/{step}': [
    scenario({
      name: 'shows recovery codes that count when one is typed back',
      prepare: enrolling,
      healthyStatus: 200,
      act: ({ browser }) => newCodes(browser),
      async check({ userId, browser }, answer) {
        const made = answer.status === 200 ? answer : await newCodes(browser);
        const [code, other] = codesIn(made);
        expect(target(await typeBack(browser, code)).query.added).toBe('recovery');
        await expectCounts(userId, other);
      },
    }),
    scenario({
      name: 'puts recovery codes in the place of the ones before',
      async prepare() {
        const known = await enrolling();
        const old = await giveRecoveryCodes(known.userId);
        return { ...known, old: old.codes, codes: codesIn(await newCodes(known.browser)) };
      },
      act: ({ browser, codes }) => typeBack(browser, codes[0]),
      async check({ userId, browser, old, codes }) {
        expect(target(await typeBack(browser, codes[0])).query.added, 'the form again').toBe('recovery');
        await expectCounts(userId, codes[1]);
        const { browser: other } = await visitor({}, Promise.resolve(userId));
        await other.post('recovery', { act: 'check', code: old[0] ?? '' });
        await other.post(undefined, { act: 'finish' });
        expect((await other.result()).body.code, 'a code of before').toBe('SESSION_UNFINISHED');
      },
    }),
    scenario({
      name: 'makes a key',
      prepare: enrolling,
      act: ({ browser }) => seen(browser.post('add-totp', { act: 'begin' })),
      async check({ userId, browser }, answer) {
        const isMade = answer.status === 303 && target(answer).path === 'add-totp';
        if (!isMade) await browser.post('add-totp', { act: 'begin' });
        await expectConfirmed({ userId, browser }, await keyOn(browser));
      },
    }),
    scenario({
      name: 'confirms a key',
      async prepare() {
        const known = await enrolling();
        await known.browser.post('add-totp', { act: 'begin' });
        return { ...known, ...(await keyOn(known.browser)) };
      },
      act: ({ browser, secret }) => seen(browser.post('add-totp', { act: 'check', code: codeNow(secret) })),
      async check(known, answer) {
        if (answer.status === 303 && target(answer).query.added === 'totp') await expectSignsIn(known);
        else await expectConfirmed(known, known);
      },
    }),
    scenario({
      name: 'removes a key',
      async prepare() {
        const known = await enrolling();
        await known.browser.post('add-totp', { act: 'begin' });
        await expectConfirmed(known, await keyOn(known.browser));
        return known;
      },
      act: ({ browser }) => seen(browser.post('remove-totp', { act: 'remove' })),
      async check({ browser }, answer) {
        later(LONGEST_TURN_MS);
        const isRemoved = answer.status === 303 && target(answer).query.removed === 'yes';
        if (!isRemoved) await browser.post('remove-totp', { act: 'remove' });
        expect(await (await browser.get()).text(), 'the list').not.toContain('remove-totp');
      },
    }),
    scenario({
      name: 'mails a code to a new address, once for one press of the button',
      prepare: enrolling,
      act: ({ browser, userId }) => sendTo(browser, userId),
      async check({ browser, userId }, answer) {
        const mails = () => service().aws.inbox.list(newMail(userId)).length;
        const wasSent = isSent(answer);
        if (wasSent) expect(mails(), 'a success has its effect').toBe(1);
        const before = mails();
        later(15_000);
        const again = await sendTo(browser, userId);
        if (before === 1) expect(mails(), 'the same press sends nothing twice').toBe(1);
        const sent = wasSent ? answer : again;
        if (mails() === 1 && isSent(sent)) {
          expect(target(await confirm({ browser, userId })).query.added).toBe('email');
          await expectMailedTo(userId);
        }
      },
    }),
    scenario({
      name: 'stores a new address when its code came back',
      async prepare() {
        const known = await enrolling();
        await sendTo(known.browser, known.userId);
        return known;
      },
      act: (known) => confirm(known),
      async check(known, answer) {
        if (target(answer).query.added !== 'email') {
          const { userId, browser } = known;
          await browser.post('add-email', { act: 'send', address: newMail(userId), once: 'next' });
          expect(target(await confirm(known)).query.added, 'the next try').toBe('email');
        }
        await expectMailedTo(known.userId);
      },
    }),
    scenario({
      name: 'shows the code for a phone',
      prepare: enrolling,
      act: ({ browser }) => seen(browser.post('add-push', { act: 'begin' })),
      async check({ browser }, answer) {
        const isMade = answer.status === 303 && target(answer).path === 'add-push';
        if (!isMade) await browser.post('add-push', { act: 'begin' });
        expect(await connect(browser), 'the registration').toBe(201);
        expect(await connect(browser), 'the same code again').not.toBe(201);
      },
    }),
    scenario({
      name: 'asks for a new passkey',
      prepare: enrolling,
      act: ({ browser }) => seen(browser.post('add-passkey', { act: 'begin' })),
      async check({ browser, userId }, answer) {
        if (answer.status !== 303) await browser.post('add-passkey', { act: 'begin' });
        await expectPasskeyAdded({ browser, userId }, await makeOnPage(browser));
      },
    }),
    scenario({
      name: 'adds a passkey',
      async prepare() {
        const known = await enrolling();
        await known.browser.post('add-passkey', { act: 'begin' });
        return { ...known, made: await makeOnPage(known.browser) };
      },
      act: ({ browser, made }) => sendPasskey(browser, made),
      async check(known, answer) {
        if (target(answer).query.added === 'passkey') await expectPasskeySignsIn(known, known.made);
        else await expectPasskeyAdded(known, known.made);
      },
    }),
    scenario({
      name: 'renames a passkey',
      prepare: withPasskey,
      act: ({ browser, id }) => seen(browser.post(`rename-passkey-${id}`, { act: 'rename', name: 'Desk' })),
      async check({ browser, id }, answer) {
        if (answer.status !== 303) await browser.post(`rename-passkey-${id}`, { act: 'rename', name: 'Desk' });
        expect(await (await browser.get()).text()).toContain('Desk');
      },
    }),
    scenario({
      name: 'reports a passkey as lost',
      prepare: withPasskey,
      act: ({ browser, id }) => seen(browser.post(`lost-passkey-${id}`, { act: 'lost' })),
      async check({ browser, id }, answer) {
        later(LONGEST_TURN_MS);
        const isLost = answer.status === 303 && target(answer).query.did === 'lost';
        if (!isLost) await browser.post(`lost-passkey-${id}`, { act: 'lost' });
        expect(await (await browser.get()).text(), 'the list').toContain(`found-passkey-${id}`);
      },
    }),
    scenario({
      name: 'removes a passkey',
      prepare: withPasskey,
      act: ({ browser, id }) => seen(browser.post(`remove-passkey-${id}`, { act: 'remove' })),
      async check({ browser, id }, answer) {
        later(LONGEST_TURN_MS);
        const isRemoved = answer.status === 303 && target(answer).query.removed === 'yes';
        if (!isRemoved) await browser.post(`remove-passkey-${id}`, { act: 'remove' });
        expect(await (await browser.get()).text(), 'the list').not.toContain(id);
      },
    }),
  ],
};

/** What an authenticator has made for the page that asks, and how it signs in later. */
async function makeOnPage(browser: PageBrowser) {
  const page = await (await browser.get('add-passkey')).text();
  const options = passkeyOptions(page) ?? expect.fail(`no question in ${page}`);
  const authenticator = newAuthenticator();
  const answer = JSON.stringify(register(authenticator, expectedOf(service().client, options)));
  return { authenticator, answer, userHandle: options.user.id };
}

type Made = Awaited<ReturnType<typeof makeOnPage>>;

function sendPasskey(browser: PageBrowser, { answer }: Made): Promise<Answer> {
  return seen(browser.post('add-passkey', { act: 'check', answer }));
}

/** What was made counts, or, where its question was used up by the try that broke, what is made next. */
async function expectPasskeyAdded(known: Visitor, made: Made): Promise<void> {
  later(LONGEST_TURN_MS);
  if (target(await sendPasskey(known.browser, made)).query.added === 'passkey') {
    return expectPasskeySignsIn(known, made);
  }
  await known.browser.post('add-passkey', { act: 'begin' });
  const next = await makeOnPage(known.browser);
  expect(target(await sendPasskey(known.browser, next)).query.added, 'the next try').toBe('passkey');
  await expectPasskeySignsIn(known, next);
}

async function expectPasskeySignsIn({ userId }: Visitor, { authenticator, userHandle }: Made): Promise<void> {
  const { browser } = await visitor({}, Promise.resolve(userId));
  const asked = passkeyOptions(await (await browser.get()).text()) ?? expect.fail('no question');
  const answer = prove(authenticator, expectedOf(service().client, asked), { userHandle });
  await browser.post('passkey', { act: 'check', answer: JSON.stringify(answer) });
  expect((await browser.result()).status, 'the passkey').toBe(200);
}

/** Somebody who may change what he has, with a passkey. */
async function withPasskey() {
  const known = await enrolling();
  const { passkey } = await givePasskey(known.userId);
  return { ...known, id: passkey.id };
}

interface OfKey extends Visitor {
  readonly secret: string;
}

/** The next code signs in on the pages of a new session. */
async function expectSignsIn({ userId, secret }: OfKey): Promise<void> {
  later(30_000);
  const { browser } = await visitor({}, Promise.resolve(userId));
  await browser.post('totp', { act: 'check', code: codeNow(secret) });
  expect((await browser.result()).status, 'the key').toBe(200);
}

/** The key is confirmed now if it was not before; either way it then counts. */
async function expectConfirmed(known: Visitor, { secret }: { secret: string }): Promise<void> {
  // What broke on its way may not have given its lease back.
  later(LONGEST_TURN_MS);
  await known.browser.post('add-totp', { act: 'check', code: codeNow(secret) });
  await expectSignsIn({ ...known, secret });
}
