/**
 * The attack: a help desk person gone bad, or talked into it. A code of the help desk stands in for a second factor, so he
 * makes one for himself, for an administrator, or for a victim whose password he has; where two people are needed he
 * agrees to his own code under another spelling of his name, or after he has left the group; and he makes many at once, in
 * the hope that one works that nobody sees. What he may do is told to the victim and recorded; everything else is refused.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordsOf } from '../http/audit-records.ts';
import { bypassCodesOf, enterBypassCode, makeBypassCode } from '../http/bypass-client.ts';
import { ADMIN, type OtpClient, startClient } from '../http/client.ts';
import { messagesTo } from '../http/enrolment-client.ts';
import { putProfile, putUser } from '../http/put-user.ts';
import { DOMAINS, inDomain } from '../http/token-client.ts';

const PASSWORD = 'nine bridges at dusk';
const HELPER = `helper:${PASSWORD}`;
/** Of the same name in a domain where two people are needed. */
const TWO = 'TwoPeople';
const IN_TWO = inDomain(TWO);
let client: OtpClient;
let victims = 0;

beforeAll(async () => {
  client = await startClient();
  expect((await client.call('POST', DOMAINS, { as: ADMIN, body: { name: TWO } })).status).toBe(200);
  const settings = `/mfa/v1/domains/${TWO}/settings`;
  const body = { BypassNeedsTwoPeople: true };
  expect((await client.call('PATCH', settings, { as: ADMIN, body })).status).toBe(200);
  for (const domain of ['DefaultDomain', TWO]) {
    await putUser({ userId: 'helper', groups: ['HelpDesk'] }, PASSWORD, domain);
    await putUser({ userId: 'chief', groups: ['Administrators'] }, PASSWORD, domain);
  }
});
afterAll(() => client.service.close());

async function victim(domain = 'DefaultDomain'): Promise<string> {
  const userId = `victim-${victims++}`;
  await putProfile({ userId, directory: domain, attributes: { mail: `${userId}@example.com` } }, domain);
  return userId;
}

describe('a code for himself or for who administers', () => {
  it.each(['helper', 'HELPER', ' helper ', 'ｈｅｌｐｅｒ', 'chief', 'Chief', 'admin'])(
    'is not made for %j',
    async (userId) => {
      for (const query of ['', '?domain=DefaultDomain']) {
        const { status, body } = await makeBypassCode(client, userId, { as: HELPER, query });
        expect([status, body.code]).toEqual([403, 'ADMINISTRATOR_ONLY']);
      }
      const list = await client.call('GET', bypassCodesOf(userId), { as: ADMIN });
      expect(list.body.bypassCodes).toEqual([]);
    },
  );

  it.each(['chief', 'CHIEF', '　chief'])('is not made by an administrator for himself as %j either', async (userId) => {
    const { status, body } = await makeBypassCode(client, userId, { as: `chief:${PASSWORD}` });
    expect([status, body.code]).toEqual([403, 'OWN_ACCOUNT']);
  });
});

describe('a code for a victim', () => {
  it('is told to the victim and recorded with who made it, before it can be used', async () => {
    const userId = await victim();
    const { body } = await makeBypassCode(client, userId, { as: HELPER, body: { reason: 'He asked for it' } });
    expect(messagesTo(client, `${userId}@example.com`)).toHaveLength(1);
    const records = (await recordsOf('bypass-code-made')).filter((record) => record.userId === userId);
    expect(records[0]).toMatchObject({ actor: { userId: 'helper' }, reason: 'He asked for it' });
    expect(JSON.stringify(records)).not.toContain(body.code);
  });

  it('is one of many that were made at once: one works, and it is the one that is shown', async () => {
    const userId = await victim();
    const made = await Promise.all(Array.from({ length: 6 }, () => makeBypassCode(client, userId, { as: HELPER })));
    expect(made.map(({ status }) => status)).toEqual(Array(6).fill(201));
    const { body } = await client.call('GET', bypassCodesOf(userId), { as: ADMIN });
    const [shown] = body.bypassCodes as unknown as { codeId: string }[];
    const working: string[] = [];
    for (const one of made) {
      if ((await enterBypassCode(userId, String(one.body.code))) === 'accepted') working.push(String(one.body.codeId));
    }
    expect(working).toEqual([shown?.codeId]);
  });

  it('is not that of the next person of the name', async () => {
    const path = `/mfa/v1/users/remade-${victims++}`;
    const userId = path.split('/').at(-1) ?? '';
    await client.call('PUT', path, { as: ADMIN, body: {} });
    const { body } = await makeBypassCode(client, userId, { as: HELPER });
    expect((await client.call('DELETE', path, { as: ADMIN })).status).toBe(204);
    await client.call('PUT', path, { as: ADMIN, body: {} });
    expect(await enterBypassCode(userId, String(body.code))).toBe('FACTOR_NOT_ENROLLED');
    expect((await client.call('GET', bypassCodesOf(userId), { as: ADMIN })).body.bypassCodes).toEqual([]);
  });
});

describe('used more often than it was made for', () => {
  const settings = { BypassCodeMaxUses: 3, MaxAttempts: 50 };
  const MANY = 'ManyUses';

  beforeAll(async () => {
    expect((await client.call('POST', DOMAINS, { as: ADMIN, body: { name: MANY } })).status).toBe(200);
    const path = `/mfa/v1/domains/${MANY}/settings`;
    expect((await client.call('PATCH', path, { as: ADMIN, body: settings })).status).toBe(200);
  });

  it.each([1, 3])('in parallel, one for %i uses counts so often and no more', async (uses) => {
    const userId = await victim(MANY);
    const { body } = await makeBypassCode(client, userId, { body: { uses }, query: `?domain=${MANY}` });
    const enter = () => enterBypassCode(userId, String(body.code), settings, MANY);
    const tries = await Promise.all(Array.from({ length: 20 }, enter));
    expect(tries.filter((outcome) => outcome === 'accepted')).toHaveLength(uses);
  });
});

describe('where two people are needed', () => {
  const approve = (userId: string, codeId: string | undefined, as: string, query = '') =>
    client.call('POST', `${bypassCodesOf(userId)}/${codeId}/approval${query}`, { as, headers: IN_TWO });

  it.each(['helper', 'HELPER', ' helper', 'ｈｅｌｐｅｒ'])(
    'the maker does not agree to his own code as %j',
    async (name) => {
      const userId = await victim(TWO);
      const { body } = await makeBypassCode(client, userId, { as: HELPER, headers: IN_TWO });
      for (const [path, query] of [
        [userId, ''],
        [userId.toUpperCase(), `?domain=${TWO}`],
      ] as const) {
        const answer = await approve(path, body.codeId, `${name}:${PASSWORD}`, query);
        expect([answer.status, answer.body.code]).toEqual([403, 'SECOND_PERSON_NEEDED']);
      }
      expect(await enterBypassCode(userId, String(body.code), {}, TWO)).toBe('BYPASS_NOT_APPROVED');
    },
  );

  it('an administrator does not agree to his own code either', async () => {
    const userId = await victim(TWO);
    const { body } = await makeBypassCode(client, userId, { as: `chief:${PASSWORD}`, headers: IN_TWO });
    const answer = await approve(userId, body.codeId, `Chief:${PASSWORD}`);
    expect(answer.body.code).toBe('SECOND_PERSON_NEEDED');
    expect(await enterBypassCode(userId, String(body.code), {}, TWO)).toBe('BYPASS_NOT_APPROVED');
  });

  it('nobody agrees who has left the group since, nor with the code of another user', async () => {
    await putUser({ userId: 'leaver', groups: ['HelpDesk'] }, PASSWORD, TWO);
    const [userId, other] = [await victim(TWO), await victim(TWO)];
    const { body } = await makeBypassCode(client, userId, { as: HELPER, headers: IN_TWO });
    expect((await approve(other, body.codeId, `leaver:${PASSWORD}`)).body.code).toBe('BYPASS_CODE_UNKNOWN');
    await putUser({ userId: 'leaver', groups: [] }, PASSWORD, TWO);
    expect((await approve(userId, body.codeId, `leaver:${PASSWORD}`)).status).toBe(403);
    expect(await enterBypassCode(userId, String(body.code), {}, TWO)).toBe('BYPASS_NOT_APPROVED');
  });

  it('a code that was agreed to does not lend that to the one that takes its place', async () => {
    const userId = await victim(TWO);
    const first = (await makeBypassCode(client, userId, { as: HELPER, headers: IN_TWO })).body;
    expect((await approve(userId, first.codeId, `chief:${PASSWORD}`)).status).toBe(200);
    const second = (await makeBypassCode(client, userId, { as: HELPER, headers: IN_TWO })).body;
    expect(await enterBypassCode(userId, String(second.code), {}, TWO)).toBe('BYPASS_NOT_APPROVED');
    expect((await approve(userId, first.codeId, `chief:${PASSWORD}`)).body.code).toBe('BYPASS_CODE_UNKNOWN');
  });
});
