/** The record of who did what, as administrators read it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuditRecord, hashOf } from '../../functions/core/audit/record.ts';
import { recordsOf } from './audit-records.ts';
import { ADMIN, type OtpClient, SETTINGS, startClient } from './client.ts';
import { DOMAINS } from './token-client.ts';

let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
  await client.createOtp({ userId: 'alice' });
  for (let tries = 0; tries < 10; tries++)
    await client.validateOtp({ userId: 'alice', correlationId: 'x', otpCode: '000000' });
  for (const user of ['alice', 'bob', 'carol']) await client.unlock(user);
});
afterAll(() => client.service.close());

const AUDIT = '/mfa/v1/domains/DefaultDomain/audit';

interface Page {
  readonly records: readonly AuditRecord[];
  readonly next?: string;
}

async function ask(query = '', as = ADMIN, path = AUDIT): Promise<Page> {
  const { status, body } = await client.call('GET', `${path}${query}`, { as });
  expect(status, JSON.stringify(body)).toBe(200);
  return body as unknown as Page;
}

describe('the record, read by an administrator', () => {
  it('comes as it stands in the table, the newest first', async () => {
    const { records } = await ask('?limit=100');
    expect(records).toEqual((await recordsOf()).toReversed());
    expect(records.every((record) => hashOf(record) === record.hash)).toBe(true);
  });

  it('is asked for by user, actor, kind and time', async () => {
    const of = async (query: string) => (await ask(`${query}&limit=100`)).records;
    for (const record of await of('?user=BOB')) expect(record.userId).toBe('bob');
    for (const record of await of('?actor=admin')) expect(record.actor.userId).toBe('admin');
    for (const record of await of('?kind=lock-begun')) expect(record.kind).toBe('lock-begun');
    for (const query of ['?user=BOB', '?actor=admin', '?kind=lock-begun']) expect(await of(query)).not.toEqual([]);
    const [newest] = await of('?user=bob');
    expect(await of(`?user=bob&to=${new Date(Date.parse(newest?.at ?? '') - 1).toISOString()}`)).not.toContainEqual(
      newest,
    );
    expect(await of(`?from=${new Date(Date.now() + 60_000).toISOString()}`)).toEqual([]);
  });

  it('comes in pages, each once', async () => {
    const seen: AuditRecord[] = [];
    let next: string | undefined;
    do {
      const page: Page = await ask(`?limit=3${next === undefined ? '' : `&cursor=${next}`}`);
      seen.push(...page.records);
      next = page.next;
    } while (next !== undefined);
    expect(seen).toEqual((await recordsOf()).toReversed());
  });

  it('is read in bounded steps: a long time without records has pages without records, and an end', async () => {
    const from = new Date(Date.now() - 50 * 24 * 60 * 60 * 1000).toISOString();
    let pages = 0;
    let next: string | undefined;
    do {
      const page: Page = await ask(`?from=${from}&user=nobody-at-all${next === undefined ? '' : `&cursor=${next}`}`);
      expect(page.records).toEqual([]);
      next = page.next;
      pages++;
    } while (next !== undefined);
    expect(pages).toBe(3);
  });

  it.each(['?limit=0', '?limit=101', '?limit=x', '?cursor=x', '?kind=no-such', '?from=yesterday', '?user='])(
    'is refused when asked with %s',
    async (query) => {
      expect((await client.call('GET', `${AUDIT}${query}`, { as: ADMIN })).status).toBe(422);
    },
  );

  it('of one domain is nothing for the administrator of another', async () => {
    await client.call('POST', DOMAINS, { as: ADMIN, body: { name: 'Bank' } });
    const boss = { groups: ['Administrators'], password: 'a long enough pass phrase' };
    await client.call('PUT', '/mfa/v1/users/boss?domain=Bank', { as: ADMIN, body: boss });
    const headers = { 'x-oauth-identity-domain-name': 'Bank' };
    const as = 'boss:a long enough pass phrase';
    expect((await client.call('GET', AUDIT, { as, headers })).status).toBe(403);
    const own = await client.call('GET', AUDIT.replace('DefaultDomain', 'Bank'), { as, headers });
    const { records } = own.body as unknown as Page;
    expect(records.map(({ kind, phase }) => `${kind} ${phase}`)).toEqual([
      'user-written ended',
      'user-written begun',
      'domain-created ended',
      'domain-created begun',
    ]);
    expect(records[0]?.changed).toEqual({ groups: '["Administrators"]' });
  });

  it('tells a domain by the record of a refused try of its own administrator beyond it', async () => {
    const headers = { 'x-oauth-identity-domain-name': 'Bank' };
    const as = 'boss:a long enough pass phrase';
    const before = (await recordsOf('user-written')).length;
    await client.call('PUT', '/mfa/v1/users/alice?domain=DefaultDomain', { as, headers, body: {} });
    expect(await recordsOf('user-written')).toHaveLength(before);
    expect((await recordsOf('user-written', 'Bank')).at(-1)).toMatchObject({
      outcome: 'refused',
      code: 'ADMINISTRATOR_ONLY',
    });
  });

  it('loses no time that its domain keeps it for by the word of its own administrator', async () => {
    const headers = { 'x-oauth-identity-domain-name': 'Bank' };
    const path = SETTINGS.replace('DefaultDomain', 'Bank');
    const body = { AuditRetentionDays: 30 };
    const own = await client.call('PUT', path, { as: 'boss:a long enough pass phrase', headers, body });
    expect(own.status).toBe(403);
    expect((await client.call('PUT', path, { as: ADMIN, body })).status).toBe(200);
  });
});
