/** Codes of the help desk: a code that was told works, one that nobody was told is seen, and none works unapproved. */
import { expect } from 'vitest';
import { bypassCodesOf, enterBypassCode } from '../../http/bypass-client.ts';
import { ADMIN, type Answer } from '../../http/client.ts';
import { DOMAINS } from '../../http/token-client.ts';
import { freshName, freshUser, PASSWORD, type Scenarios, scenario, service } from '../break-each-call.ts';

interface Helped {
  readonly userId: string;
  readonly domain: string;
}

interface Given extends Helped {
  readonly code: string;
  readonly codeId: string;
}

function call(method: string, { userId, domain }: Helped, body?: object, path = ''): Promise<Answer> {
  const headers = { 'sekisho-reason': 'a test' };
  const fields = { as: ADMIN, headers, ...(body === undefined ? {} : { body }) };
  return service().client.call(method, `${bypassCodesOf(userId)}${path}?domain=${domain}`, fields);
}

const make = (helped: Helped) => call('POST', helped, { reason: 'a test' });
const list = (helped: Helped) => call('GET', helped);
const end = (helped: Helped) => call('DELETE', helped);
const approve = ({ codeId, ...helped }: Given) => call('POST', helped, undefined, `/${codeId}/approval`);
const enter = ({ userId, code, domain }: Given) => enterBypassCode(userId, code, {}, domain);

async function shownOf(helped: Helped): Promise<readonly { codeId: string; usable: boolean }[]> {
  const { status, body } = await list(helped);
  expect(status, 'the next look').toBe(200);
  return body.bypassCodes as unknown as { codeId: string; usable: boolean }[];
}

const somebody = async (): Promise<Helped> => ({ userId: await freshUser(), domain: 'DefaultDomain' });

async function withCode(helped?: Helped): Promise<Given> {
  const whom = helped ?? (await somebody());
  const { status, body } = await make(whom);
  expect(status).toBe(201);
  return { ...whom, code: String(body.code), codeId: String(body.codeId) };
}

/** A code of somebody of the help desk, in a domain where two people are needed. */
async function waiting(): Promise<Given> {
  const domain = freshName();
  const userId = freshName();
  const { client } = service();
  const ask = (method: string, path: string, body: object) => client.call(method, path, { as: ADMIN, body });
  expect((await ask('POST', DOMAINS, { name: domain })).status).toBe(200);
  expect((await ask('PATCH', `/mfa/v1/domains/${domain}/settings`, { BypassNeedsTwoPeople: true })).status).toBe(200);
  const helper = { groups: ['HelpDesk'], password: PASSWORD };
  expect((await ask('PUT', `/mfa/v1/users/helper?domain=${domain}`, helper)).status).toBe(200);
  expect((await ask('PUT', `/mfa/v1/users/${userId}?domain=${domain}`, {})).status).toBe(200);
  const { status, body } = await client.call('POST', bypassCodesOf(userId), {
    as: `helper:${PASSWORD}`,
    headers: { 'x-oauth-identity-domain-name': domain },
    body: { reason: 'a test' },
  });
  expect([status, body.approved]).toEqual([201, false]);
  return { userId, domain, code: String(body.code), codeId: String(body.codeId) };
}

export const BYPASS_CODES: Scenarios = {
  'GET /mfa/v1/users/{userId}/bypass-codes': [
    scenario({
      name: 'shows the code of a user',
      prepare: () => withCode(),
      act: (given) => list(given),
      async check(given, answer) {
        if (answer.status === 200) expect(answer.body.bypassCodes).toMatchObject([{ codeId: given.codeId }]);
        expect(await shownOf(given)).toMatchObject([{ codeId: given.codeId, usable: true }]);
      },
    }),
  ],
  'POST /mfa/v1/users/{userId}/bypass-codes': [
    scenario({
      name: 'makes a code in the place of another one',
      prepare: () => withCode(),
      act: (given) => make(given),
      async check(given, answer) {
        const [shown] = await shownOf(given);
        expect(shown, 'whatever stands is seen').toMatchObject({ usable: true });
        if (answer.status === 201) {
          expect(shown?.codeId).toBe(answer.body.codeId);
          expect(await enter({ ...given, code: String(answer.body.code) })).toBe('accepted');
        } else if (shown?.codeId === given.codeId) expect(await enter(given)).toBe('accepted');
        expect((await make(given)).status, 'the next try').toBe(201);
      },
    }),
  ],
  'DELETE /mfa/v1/users/{userId}/bypass-codes': [
    scenario({
      name: 'ends a code',
      prepare: () => withCode(),
      act: (given) => end(given),
      async check(given, answer) {
        if (answer.status !== 204) expect([204, 404], 'the next try').toContain((await end(given)).status);
        expect(await shownOf(given)).toEqual([]);
        expect(await enter(given)).not.toBe('accepted');
      },
    }),
  ],
  'POST /mfa/v1/users/{userId}/bypass-codes/{codeId}/approval': [
    scenario({
      name: 'lets a code work when a second person agrees',
      prepare: waiting,
      act: approve,
      async check(given, answer) {
        const [shown] = await shownOf(given);
        if (answer.status === 200) expect(shown).toMatchObject({ usable: true, approvedBy: 'DefaultDomain/admin' });
        expect((await approve(given)).status, 'the next try').toBe(200);
        expect(await enter(given)).toBe('accepted');
      },
    }),
  ],
};
