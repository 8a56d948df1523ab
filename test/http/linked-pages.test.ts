/** Help from a linked account on the hosted pages: what a person sees, and the way from a lost factor to a new one. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linkKey } from '../../functions/adapters/dynamodb/link-item.ts';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { recordsOf } from './audit-records.ts';
import { ADMIN, type OtpClient, startClient } from './client.ts';
import { type LinkedPerson, linkedPerson, proveThere, startHelp, startLinkedDomains } from './linked-client.ts';
import { openPages } from './page-client.ts';

let client: OtpClient;
beforeAll(async () => {
  client = await startClient();
  await startLinkedDomains(client);
});
afterAll(() => client.service.close());

/** Both sides of the link as he would have made them. */
async function linkedHimselfAWeekAgo({ userId, other }: LinkedPerson): Promise<void> {
  const table = openTable(process.env.TABLE_NAME ?? 'sekisho');
  const [here, there] = [
    { domain: 'DefaultDomain', userId },
    { domain: 'Guests', userId: other },
  ];
  for (const [user, to] of [
    [here, there],
    [there, here],
  ] as const) {
    const write = new UpdateCommand({
      TableName: table.name,
      Key: linkKey(user, to),
      UpdateExpression: 'SET linkedAt = :at, #by = :by',
      ExpressionAttributeNames: { '#by': 'by' },
      ExpressionAttributeValues: { ':at': Date.now() - 7 * 24 * 3_600_000, ':by': 'person' },
    });
    await table.client.send(write);
  }
}

const shown = async (page: Response) => (await page.text()).replace(/[\u2066-\u2069]|<[^>]+>/gu, '');

describe('a person whose factor is lost', () => {
  it('is told on the first page where else he has an account, and by what means, but not under which name', async () => {
    const { userId, other } = await linkedPerson(client);
    const text = await shown(await (await openPages(client, userId, { locale: 'en' })).get());
    expect(text).toContain('You also have an account in Guest accounts (Meeting rooms), with a passkey.');
    expect(text).not.toContain(other);
    const ja = await shown(await (await openPages(client, userId, { locale: 'ja' })).get());
    expect(ja).toContain('Guest accounts (Meeting rooms)にもアカウントがあります（パスキー）。');
  });

  it('proves the other account, adds a new factor here at once, loses the old ones, and both accounts are told', async () => {
    const person = await linkedPerson(client);
    const browser = await openPages(client, person.userId, { locale: 'en' });
    const there = await startHelp(client, browser);
    const page = await shown(await there.get());
    expect(page).toContain(`${person.other.slice(0, 2)}••• (Guest accounts) · demo`);
    expect(page).toContain('You are about to: Add a new sign-in method to your account in');
    client.service.aws?.inbox.clear();
    const { next } = await proveThere(client, there, person);
    expect(next.pathname).toBe(`/mfa/s/${browser.sessionId}/linked`);
    expect(await shown(await browser.get('linked'))).toContain('Nothing has changed yet.');
    expect((await browser.post('linked', { act: 'take' })).headers.get('location')).toContain('/reset');
    const told = client.service.aws?.inbox.list().map(({ to }) => to) ?? [];
    expect(new Set(told)).toEqual(new Set([`${person.userId}@example.com`, `${person.other}@example.com`]));

    expect((await browser.post('add-totp', { act: 'begin' })).status).toBe(303);
    const key = /secret=([A-Z2-7]+)/.exec(await (await browser.get('add-totp')).text())?.[1] ?? '';
    await browser.post('add-totp', { act: 'check', code: generateSync({ secret: key }) });
    const after = await shown(await browser.get());
    expect(after).not.toContain('Passkey');
    // What proved the other account proves nothing here: the new factor has to be shown.
    expect((await browser.result()).status).not.toBe(200);
    for (const [domain, kind, userId] of [
      ['DefaultDomain', 'reset-opened-by-link', person.userId],
      ['Guests', 'linked-account-helped', person.other],
    ] as const) {
      expect((await recordsOf(kind, domain)).some((record) => record.userId === userId)).toBe(true);
    }
  });

  it('loses with his old factors the link that he made himself a week before', async () => {
    const person = await linkedPerson(client);
    await linkedHimselfAWeekAgo(person);
    const browser = await openPages(client, person.userId);
    await proveThere(client, await startHelp(client, browser), person);
    await browser.post('linked', { act: 'take' });
    await browser.post('add-totp', { act: 'begin' });
    const key = /secret=([A-Z2-7]+)/.exec(await (await browser.get('add-totp')).text())?.[1] ?? '';
    await browser.post('add-totp', { act: 'check', code: generateSync({ secret: key }) });
    const { body } = await client.call('GET', `/mfa/v1/users/${person.userId}/links`, { as: ADMIN });
    expect(body.links).toEqual([]);
    expect((await recordsOf('accounts-unlinked', 'Guests')).some(({ userId }) => userId === person.other)).toBe(true);
  });

  it('may turn back from the other account, and is where he was', async () => {
    const person = await linkedPerson(client);
    const browser = await openPages(client, person.userId, { locale: 'en' });
    const there = await startHelp(client, browser);
    const left = await there.post(undefined, { act: 'cancel' });
    expect(left.headers.get('location')).toContain(`/mfa/s/${browser.sessionId}/linked?`);
    expect(await shown(await browser.get('linked'))).toContain('You also have an account in Guest accounts');
    expect((await browser.post('linked', { act: 'take' })).headers.get('location')).toContain('error=linkedNotProven');
  });

  it('whose link is gone sees nothing of it, and cannot go that way', async () => {
    const person = await linkedPerson(client, { isLinked: false });
    const browser = await openPages(client, person.userId, { locale: 'en' });
    expect(await shown(await browser.get())).not.toContain('Guest accounts');
    expect((await browser.get('linked')).status).toBe(303);
    expect((await browser.post('linked', { act: 'start', to: 'x' })).headers.get('location')).not.toContain('linked');
  });
});
