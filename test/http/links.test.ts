/** Accounts of one person in several domains, as administrators link and see them. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordsOf } from './audit-records.ts';
import { ADMIN, type Answer, type OtpClient, startClient } from './client.ts';
import { givePasskey } from './passkey-client.ts';
import { putUser } from './put-user.ts';
import { DOMAINS, inDomain } from './token-client.ts';

const BOSS = { as: 'boss:boss-password', headers: inDomain('Staff') };
const HELP_DESK = { as: 'desk:desk-password', headers: inDomain('Staff') };
const WHY = { 'sekisho-reason': 'Ticket 4711' };

let client: OtpClient;
let people = 0;
let name: string;

beforeAll(async () => {
  client = await startClient();
  await client.call('POST', DOMAINS, { as: ADMIN, body: { name: 'Staff' } });
  await client.call('POST', DOMAINS, { as: ADMIN, body: { name: 'Guests', displayName: 'Guest accounts' } });
  await putUser({ userId: 'boss', groups: ['Administrators'] }, 'boss-password', 'Staff');
  await putUser({ userId: 'desk', groups: ['HelpDesk'] }, 'desk-password', 'Staff');
});
afterAll(() => client.service.close());

/** One person, with an account of the same name in both domains. */
beforeEach(async () => {
  people += 1;
  name = `person-${people}`;
  for (const domain of ['Staff', 'Guests']) {
    const created = await client.call('PUT', `/mfa/v1/users/${name}?domain=${domain}`, {
      as: ADMIN,
      body: { attributes: { mail: `${name}@${domain}.example` } },
    });
    expect(created.status).toBe(200);
  }
  client.service.aws?.inbox.clear();
});

const pathOf = (domain = 'Staff', more = '') => `/mfa/v1/users/${name}/links?domain=${domain}${more}`;
const link = (body: object = {}, headers: Record<string, string> = WHY): Promise<Answer> =>
  client.call('PUT', pathOf(), { as: ADMIN, headers, body: { domain: 'Guests', userId: name, ...body } });
const unlink = (from = 'Staff', to = 'Guests'): Promise<Answer> =>
  client.call('DELETE', pathOf(from, `&linkedDomain=${to}&linkedUserId=${name}`), { as: ADMIN, headers: WHY });
const linksOf = async (domain = 'Staff', caller: object = { as: ADMIN }): Promise<Record<string, unknown>[]> =>
  (await client.call('GET', pathOf(domain), caller)).body.links as unknown as Record<string, unknown>[];

describe('a link between two domains', () => {
  it('is made with a reason, seen from both sides, told to both and recorded in both', async () => {
    expect((await link()).status).toBe(204);
    const common = { linkedAt: expect.any(String), by: 'administrator', counts: true, userId: name };
    const factors = [{ kind: 'email', usable: true }];
    expect(await linksOf()).toEqual([{ domain: 'Guests', domainName: 'Guest accounts', ...common, factors }]);
    expect(await linksOf('Guests')).toEqual([{ domain: 'Staff', ...common, factors }]);
    const inbox = client.service.aws?.inbox.list() ?? [];
    expect(inbox.map(({ to }) => to).toSorted()).toEqual([`${name}@Guests.example`, `${name}@Staff.example`]);
    for (const [domain, other] of [
      ['Staff', 'Guests'],
      ['Guests', 'Staff'],
    ] as const) {
      const [begun, ended] = (await recordsOf('accounts-linked', domain)).filter(({ userId }) => userId === name);
      expect([begun?.reason, begun?.actor.userId]).toEqual(['Ticket 4711', 'admin']);
      expect(ended).toMatchObject({ outcome: 'done' });
      expect({ ...begun?.changed, ...ended?.changed }).toEqual({ linkedDomain: other, linkedUserId: name });
    }
  });

  it('shows the factors of the other account, as who administers both may know', async () => {
    await givePasskey(name, {}, 'Guests');
    await link();
    expect((await linksOf())[0]?.factors).toEqual([
      { kind: 'passkey', usable: true },
      { kind: 'email', usable: true },
    ]);
  });

  it('is shown to keepers of one domain without what is the other one’s', async () => {
    await link();
    const shown = { domain: 'Guests', domainName: 'Guest accounts', linkedAt: expect.any(String) };
    const expected = [{ ...shown, by: 'administrator', counts: true }];
    expect(await linksOf('Staff', BOSS)).toEqual(expected);
    expect(await linksOf('Staff', HELP_DESK)).toEqual(expected);
  });

  it('is made by nobody who does not administer both, and by no help desk', async () => {
    const body = { domain: 'Guests', userId: name };
    for (const { as, headers } of [BOSS, HELP_DESK]) {
      const answer = await client.call('PUT', pathOf(), { as, headers: { ...headers, ...WHY }, body });
      expect([answer.status, answer.body.code]).toEqual([403, 'ADMINISTRATOR_ONLY']);
    }
    expect(await linksOf()).toEqual([]);
  });

  it('needs a reason, and another account that is there, in a domain that is there', async () => {
    const codeOf = async (answer: Promise<Answer>) => (await answer).body.code;
    expect(await codeOf(link({}, {}))).toBe('FIELD_MISSING');
    expect(await codeOf(link({ userId: 'nobody' }))).toBe('USER_UNKNOWN');
    expect(await codeOf(link({ domain: 'Nowhere' }))).toBe('DOMAIN_UNKNOWN');
    expect(await codeOf(link({ domain: 'Staff', userId: 'desk' }))).toBe('LINK_NOT_ALLOWED');
    expect(await codeOf(client.call('DELETE', pathOf(), { as: ADMIN, headers: WHY }))).toBe('FIELD_INVALID');
    expect(await linksOf()).toEqual([]);
  });

  it.each([
    ['Staff', 'Guests'],
    ['Guests', 'Staff'],
  ])('is ended from %s, for both', async (from, to) => {
    await link();
    expect((await unlink(from, to)).status).toBe(204);
    expect([await linksOf(), await linksOf('Guests')]).toEqual([[], []]);
    expect((await unlink(from, to)).body.code).toBe('LINK_UNKNOWN');
  });

  it('may be ended by an administrator of either domain, who could not have made it', async () => {
    await link();
    const path = pathOf('Staff', `&linkedDomain=Guests&linkedUserId=${name}`);
    const ended = await client.call('DELETE', path, { ...BOSS, headers: { ...BOSS.headers, ...WHY } });
    expect([ended.status, await linksOf('Guests')]).toEqual([204, []]);
  });

  it('goes with its user, from the other account too', async () => {
    await link();
    expect((await client.call('DELETE', `/mfa/v1/users/${name}?domain=Guests`, { as: ADMIN })).status).toBe(204);
    expect(await linksOf()).toEqual([]);
  });
});
