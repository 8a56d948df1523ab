/** Links: what an answer promised stands on both sides, and half a link is none. */
import { expect } from 'vitest';
import { ADMIN, type Answer } from '../../http/client.ts';
import { freshName, freshUser, type Scenarios, scenario, service } from '../break-each-call.ts';

interface Pair {
  readonly userId: string;
  /** Of the other account, and of its domain. */
  readonly other: string;
}

const REASON = { 'sekisho-reason': 'a test' };
const DOMAIN = '/oam/services/rest/ssa/api/v1/oauthpolicyadmin/oauthidentitydomain';

/** Two accounts of one person that nobody has linked yet. */
async function twoAccounts(): Promise<Pair> {
  const [userId, other] = [await freshUser({ generation: 'g1' }), freshName()];
  expect((await admin('POST', DOMAIN, { name: other })).status).toBe(200);
  expect((await admin('PUT', `/mfa/v1/users/${other}?domain=${other}`, {})).status).toBe(200);
  return { userId, other };
}

async function linkedAccounts(): Promise<Pair> {
  const pair = await twoAccounts();
  expect((await link(pair)).status).toBe(204);
  return pair;
}

function admin(method: string, path: string, body?: object): Promise<Answer> {
  return service().client.call(method, path, { as: ADMIN, headers: REASON, ...(body === undefined ? {} : { body }) });
}

const link = ({ userId, other }: Pair) =>
  admin('PUT', `/mfa/v1/users/${userId}/links`, { domain: other, userId: other });
const unlink = ({ userId, other }: Pair) =>
  admin('DELETE', `/mfa/v1/users/${userId}/links?linkedDomain=${other}&linkedUserId=${other}`);
const list = ({ userId }: Pair) => admin('GET', `/mfa/v1/users/${userId}/links`);
const countingOf = async (pair: Pair): Promise<unknown[]> =>
  ((await list(pair)).body.links as unknown as { counts: boolean; domain: string }[]).map((one) => [
    one.domain,
    one.counts,
  ]);

export const LINKS: Scenarios = {
  'GET /mfa/v1/users/{userId}/links': [
    scenario({
      name: 'lists the accounts of a person',
      prepare: linkedAccounts,
      act: list,
      async check(pair, answer) {
        if (answer.status === 200) expect(answer.body.links).toMatchObject([{ domain: pair.other, counts: true }]);
        expect(await countingOf(pair), 'the next try').toEqual([[pair.other, true]]);
      },
    }),
  ],
  'PUT /mfa/v1/users/{userId}/links': [
    scenario({
      name: 'links two accounts',
      prepare: twoAccounts,
      act: link,
      async check(pair, answer) {
        if (answer.status === 204) expect(await countingOf(pair)).toEqual([[pair.other, true]]);
        expect((await link(pair)).status, 'the next try').toBe(204);
        expect(await countingOf(pair)).toEqual([[pair.other, true]]);
      },
    }),
  ],
  'DELETE /mfa/v1/users/{userId}/links': [
    scenario({
      name: 'ends a link',
      prepare: linkedAccounts,
      act: unlink,
      async check(pair, answer) {
        if (answer.status !== 204) expect([204, 404], 'the next try').toContain((await unlink(pair)).status);
        expect(await countingOf(pair)).toEqual([]);
      },
    }),
  ],
};
