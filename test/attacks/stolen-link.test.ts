/**
 * The attack: a link that is not the attacker's. A link lets its person into an account whose factors are lost, so whoever
 * gets one, or a proof that came by one, gets in with a password alone. The thief has the password of his victim and an
 * account of his own; he tries to link the two, to be helped by an account that is linked to somebody else, by a name that
 * was given again, by an account that has come to administer, with a proof that was used, and in a browser
 * that is not the victim's.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN, type OtpClient, startClient } from '../http/client.ts';
import {
  type LinkedPerson,
  LONG_AGO,
  link,
  linkedPerson,
  makeAccount,
  proveThere,
  startHelp,
  startLinkedDomains,
} from '../http/linked-client.ts';
import { openPages, type PageBrowser, pageBrowser } from '../http/page-client.ts';
import { givePasskey } from '../http/passkey-client.ts';
import { inDomain } from '../http/token-client.ts';

const PASSWORD = 'nine bridges at dusk';
let client: OtpClient;
beforeAll(async () => {
  client = await startClient();
  await startLinkedDomains(client);
});
afterAll(() => client.service.close());

const placeOf = (answer: Response) => String(answer.headers.get('location'));

/** What the thief wants: the page that adds a factor without a proof. */
async function isOpen(browser: PageBrowser): Promise<boolean> {
  await browser.post('add-totp', { act: 'begin' });
  return /secret=[A-Z2-7]+/.test(await (await browser.get('add-totp')).text());
}

/** A visit of the victim in which the linked account was proven, and nothing else has happened yet. */
async function provenVisit(): Promise<{ person: LinkedPerson; browser: PageBrowser; there: PageBrowser }> {
  const person = await linkedPerson(client);
  const browser = await openPages(client, person.userId);
  const there = await startHelp(client, browser);
  expect((await proveThere(client, there, person)).status).toBe(200);
  return { person, browser, there };
}

const visit = (userId: string) => openPages(client, userId);

async function removeAndMakeAnew(userId: string, domain: string): Promise<void> {
  expect((await client.call('DELETE', `/mfa/v1/users/${userId}?domain=${domain}`, { as: ADMIN })).status).toBe(204);
  await makeAccount(client, userId, domain);
}

describe('who has the password of the victim and an account of his own', () => {
  it('cannot link the two: his account is proven, hers is not', async () => {
    const victim = await linkedPerson(client, { isLinked: false });
    await makeAccount(client, 'thief-1', 'Guests', { password: PASSWORD });
    await givePasskey('thief-1', {}, 'Guests');
    const browser = await openPages(client, victim.userId, { purpose: 'enrol' });
    const body = { act: 'start', domain: 'Guests', user: 'thief-1', password: PASSWORD };
    expect(placeOf(await browser.post('link', body))).toBe(`/mfa/s/${browser.sessionId}`);
    expect(placeOf(await browser.post('link', { act: 'take' }))).toBe(`/mfa/s/${browser.sessionId}`);
    expect(await isOpen(browser)).toBe(false);
  });

  it('cannot have an administrator of one domain alone link them', async () => {
    const victim = await linkedPerson(client, { isLinked: false });
    await makeAccount(client, 'guest-boss', 'Guests', { password: PASSWORD, groups: ['Administrators'] });
    const options = { as: `guest-boss:${PASSWORD}`, headers: { ...inDomain('Guests'), 'sekisho-reason': 'a favour' } };
    const body = { domain: 'DefaultDomain', userId: victim.userId };
    const answer = await client.call('PUT', `/mfa/v1/users/${victim.other}/links`, { ...options, body });
    expect([answer.status, answer.body.code]).toEqual([403, 'ADMINISTRATOR_ONLY']);
  });

  it('learns no name by the link of another person, and gets into no session of hers by its address', async () => {
    const { person, browser, there } = await provenVisit();
    const page = await (await visit(person.userId)).get();
    expect(await page.text()).not.toContain(person.other);
    const elsewhere = pageBrowser(client, there.sessionId);
    expect((await elsewhere.get()).status).toBe(403);
    const thief = await visit(person.userId);
    // Her proof is for her session: in his nothing was proven, and in hers he is another browser.
    expect(placeOf(await thief.post('linked', { act: 'take' }))).toContain('linkedNotProven');
    const hers = pageBrowser(client, browser.sessionId);
    await hers.get();
    expect((await hers.post('linked', { act: 'take' })).status).toBe(403);
    expect(await isOpen(thief)).toBe(false);
  });

  it('gets nothing by waiting until her proof has opened the way in her own session', async () => {
    const { person, browser } = await provenVisit();
    expect(placeOf(await browser.post('linked', { act: 'take' }))).toContain('/reset');
    const thief = await visit(person.userId);
    expect(await isOpen(thief)).toBe(false);
    expect(await (await thief.get('reset')).text()).not.toContain('add-totp');
    expect(await isOpen(browser), 'the victim goes on').toBe(true);
  });

  it('adds nothing to the account that helps, whose password he has not', async () => {
    const person = await linkedPerson(client);
    const browser = await visit(person.userId);
    const there = await startHelp(client, browser);
    expect(await isOpen(there)).toBe(false);
    expect(placeOf(await there.post('linked', { act: 'start', to: 'x' }))).not.toContain('linked');
    await proveThere(client, there, person);
    expect(await isOpen(there)).toBe(false);
  });
});

describe('who has held the linked account for an hour', () => {
  it('is not helped by a passkey that he has made in it, neither offered nor taken', async () => {
    const person = await linkedPerson(client, { isLinked: false });
    const other = `${person.other}-young`;
    await makeAccount(client, other, 'Guests');
    await givePasskey(other, {}, 'Guests');
    await link(client, person.userId, other);
    const browser = await visit(person.userId);
    expect(await (await browser.get()).text()).not.toContain('Guest accounts');
    expect((await browser.get('linked')).status).toBe(303);
    // Beside a factor of long ago the session begins, and his own one opens nothing.
    await givePasskey(other, LONG_AGO, 'Guests');
    const key = await givePasskey(other, {}, 'Guests');
    await proveThere(client, await startHelp(client, browser), { ...person, other, key });
    expect(placeOf(await browser.post('linked', { act: 'take' }))).toContain('linkedNotProven');
    expect(await isOpen(browser)).toBe(false);
  });

  it('begins three sessions of it a day from the other one, and no more', async () => {
    const person = await linkedPerson(client);
    for (let begun = 0; begun < 3; begun++) await startHelp(client, await visit(person.userId));
    const browser = await visit(person.userId);
    const to = /name="to" value="([^"]+)"/.exec(await (await browser.get('linked')).text())?.[1];
    expect(placeOf(await browser.post('linked', { act: 'start', to: String(to) }))).toContain('error=busy');
  });
});

describe('a proof that came by a link', () => {
  it('opens one way, once, however many forms come at the same moment', async () => {
    const { browser } = await provenVisit();
    const forms = await Promise.all(Array.from({ length: 10 }, () => browser.post('linked', { act: 'take' })));
    expect(forms.map(placeOf).filter((place) => place.endsWith('/reset'))).toHaveLength(1);
    expect(placeOf(await browser.post('linked', { act: 'take' }))).toContain('linkedNotProven');
  });

  it('is no result that a client could take', async () => {
    const { there } = await provenVisit();
    expect((await there.result()).status).toBe(404);
  });

  it('ends with the link, before and after it was used', async () => {
    const before = await provenVisit();
    await link(client, before.person.userId, before.person.other, 'DELETE');
    expect(placeOf(await before.browser.post('linked', { act: 'take' }))).toContain('linkedNotProven');
    const after = await provenVisit();
    await after.browser.post('linked', { act: 'take' });
    await link(client, after.person.userId, after.person.other, 'DELETE');
    expect(await isOpen(after.browser)).toBe(false);
  });

  it('counts no more when the account has come to administer', async () => {
    const { person, browser } = await provenVisit();
    const path = `/mfa/v1/users/${person.other}?domain=Guests`;
    await client.call('PATCH', path, { as: ADMIN, body: { groups: ['HelpDesk'] } });
    expect(placeOf(await browser.post('linked', { act: 'take' }))).toContain('linkedNotProven');
    expect(placeOf(await (await visit(person.userId)).get('linked'))).not.toContain('linked');
  });

  it.each([
    ['the helping', 'Guests'],
    ['the helped', 'DefaultDomain'],
  ])('counts no more when the name of %s account is another person’s', async (_which, domain) => {
    const { person, browser } = await provenVisit();
    await removeAndMakeAnew(domain === 'Guests' ? person.other : person.userId, domain);
    const answer = await browser.post('linked', { act: 'take' });
    expect(placeOf(answer)).not.toContain('/reset');
    expect(await isOpen(await visit(person.userId))).toBe(false);
  });
});
