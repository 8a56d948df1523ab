/** A person links two accounts of his by proving both in one visit. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordsOf } from './audit-records.ts';
import { ADMIN, type OtpClient, startClient } from './client.ts';
import { linkedPerson, makeAccount, proveThere, startLinkedDomains } from './linked-client.ts';
import { openPages, type PageBrowser, pageBrowser, postPasskey } from './page-client.ts';
import { givePasskey, type TestPasskey } from './passkey-client.ts';
import { answerOn } from './passkey-owner.ts';

const PASSWORD = 'nine bridges at dusk';
let client: OtpClient;
let people = 0;

beforeAll(async () => {
  client = await startClient();
  await startLinkedDomains(client);
});
afterAll(() => client.service.close());

/** With an account in Guests, from where he links, and one in the default domain; each has its passkey. */
async function personWithTwo(groups: readonly string[] = []) {
  people += 1;
  const [userId, other] = [`guest-${people}`, `staff-${people}`];
  await makeAccount(client, userId, 'Guests');
  await makeAccount(client, other, 'DefaultDomain', { password: PASSWORD, groups });
  return { userId, other, own: await givePasskey(userId, {}, 'Guests'), key: await givePasskey(other) };
}

/** An enrolment in which he has shown his passkey. */
async function provenIn(userId: string, key: TestPasskey): Promise<PageBrowser> {
  const browser = await openPages(client, userId, { idStore: 'Guests', purpose: 'enrol', locale: 'en' });
  expect((await postPasskey(browser, 'passkey', await answerOn(client, browser, key))).status).toBe(200);
  await browser.get();
  return browser;
}

const begin = (browser: PageBrowser, user: string, password = PASSWORD, domain = 'DefaultDomain') =>
  browser.post('link', { act: 'start', domain, user, password });
const placeOf = (answer: Response) => String(answer.headers.get('location'));
const linksOf = async (userId: string): Promise<unknown> =>
  (await client.call('GET', `/mfa/v1/users/${userId}/links?domain=Guests`, { as: ADMIN })).body.links;

function there(browser: PageBrowser, begun: Response): PageBrowser {
  const id = /^\/mfa\/s\/([\w-]{32})$/.exec(placeOf(begun))?.[1] ?? expect.fail(placeOf(begun));
  return pageBrowser(client, id, browser.cookies);
}

it('a person shows both, sees what that means, and says so: then both are told and recorded', async () => {
  const person = await personWithTwo();
  const browser = await provenIn(person.userId, person.own);
  expect(await (await browser.get()).text()).toContain('Link another account of yours');
  const other = there(browser, await begin(browser, person.other));
  await other.get();
  client.service.aws?.inbox.clear();
  expect((await proveThere(client, other, person)).next.pathname).toBe(`/mfa/s/${browser.sessionId}/link`);
  expect(await (await browser.get('link')).text()).toContain('Nothing has changed yet.');
  expect(await linksOf(person.userId)).toEqual([]);
  const done = await browser.post('link', { act: 'take' });
  expect(placeOf(done)).toContain('did=linked');
  expect(await linksOf(person.userId)).toMatchObject([
    { domain: 'DefaultDomain', userId: person.other, by: 'person', counts: true },
  ]);
  const told = client.service.aws?.inbox.list().map(({ to }) => to) ?? [];
  expect(new Set(told)).toEqual(new Set([`${person.userId}@example.com`, `${person.other}@example.com`]));
  for (const [domain, userId] of [
    ['Guests', person.userId],
    ['DefaultDomain', person.other],
  ] as const) {
    const records = (await recordsOf('accounts-linked', domain)).filter((record) => record.userId === userId);
    expect(records.map(({ phase, outcome, actor }) => [phase, outcome, actor.kind])).toEqual([
      ['begun', undefined, 'page'],
      ['ended', 'done', 'page'],
    ]);
  }
  expect(placeOf(await browser.post('link', { act: 'take' })), 'the proof is spent').toContain('linkedNotProven');
});

it('a wrong password, a name that nobody has and a domain that is not there are answered alike', async () => {
  const person = await personWithTwo();
  const browser = await provenIn(person.userId, person.own);
  for (const answer of [
    await begin(browser, person.other, 'wrong'),
    await begin(browser, 'nobody', 'wrong'),
    await begin(browser, person.other, PASSWORD, 'Nowhere'),
    await begin(browser, person.other, PASSWORD, '#'),
    await begin(browser, person.other, ''),
  ]) {
    expect([answer.status, /error=(\w+)/.exec(placeOf(answer))?.[1]]).toEqual([303, 'linkWrong']);
  }
});

it('guesses at the password of the other account wait as they do everywhere', async () => {
  const person = await personWithTwo();
  const browser = await provenIn(person.userId, person.own);
  const errors: (string | undefined)[] = [];
  for (let guess = 0; guess < 7; guess++) {
    errors.push(/error=(\w+)/.exec(placeOf(await begin(browser, person.other, `guess-${guess}`)))?.[1]);
  }
  expect(errors[0]).toBe('linkWrong');
  expect(errors.at(-1)).toBe('linkWait');
});

it('nothing is linked without a proof in this visit, without the password, or without a factor of the other account', async () => {
  const person = await personWithTwo();
  const unproven = await openPages(client, person.userId, { idStore: 'Guests', purpose: 'enrol' });
  expect(placeOf(await begin(unproven, person.other))).toBe(`/mfa/s/${unproven.sessionId}`);
  const browser = await provenIn(person.userId, person.own);
  await begin(browser, person.other, 'wrong');
  expect(placeOf(await browser.post('link', { act: 'take' }))).toContain('linkedNotProven');
  there(browser, await begin(browser, person.other));
  expect(placeOf(await browser.post('link', { act: 'take' }))).toContain('linkedNotProven');
  expect(await linksOf(person.userId)).toEqual([]);
});

it('an account that administers is not linked, whatever was proven', async () => {
  const person = await personWithTwo(['HelpDesk']);
  const browser = await provenIn(person.userId, person.own);
  expect(placeOf(await begin(browser, person.other))).toContain('linkNotAllowed');
});

it('what was proven to be helped links nothing, and the other way round', async () => {
  const person = await linkedPerson(client);
  const browser = await openPages(client, person.userId, { locale: 'en' });
  expect(placeOf(await browser.post('link', { act: 'take' }))).toBe(`/mfa/s/${browser.sessionId}`);
});
