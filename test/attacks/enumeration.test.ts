/**
 * A stranger without a client's credentials tries to learn which names exist: from the status, the text, the headers or
 * the time of an answer (OWASP ASVS 6.3.8). Only an authenticated client is told that a user is unknown; everybody else
 * gets the same refusal for a right name, a wrong name and a wrong password, after the same amount of hashing, and a
 * directory of users is asked the same for each of them.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, CREATE, type OtpClient, SECRET_KEY, startClient } from '../http/client.ts';
import { makeCorporate } from '../ldap/corporate.ts';
import { demandSlapd } from '../ldap/demand-slapd.ts';
import { directoryLdif } from '../ldap/people.ts';
import { hasSlapd, type Slapd, startSlapd } from '../ldap/slapd.ts';

let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.service.close());

function shapeOf({ status, headers, body }: Answer): unknown {
  const { date: _date, ...rest } = Object.fromEntries(headers);
  return { status, headers: rest, body };
}

const body = { appName: 'demo', userId: 'alice', deliveryChannel: 'email' };

describe('the answer to wrong credentials', () => {
  it.each([
    [CREATE, ['demo-app:wrong', 'alice:wrong', 'nobody:wrong', 'NOBODY:x']],
    [SECRET_KEY, ['alice:wrong', 'nobody:wrong', 'demo-app:x']],
  ])('of %s is the same for every name', async (path, callers) => {
    const answers = [];
    for (const as of callers) answers.push(shapeOf(await client.call('POST', path, { as, body })));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]).toMatchObject({ status: 401 });
  });

  it('takes as much time for an unknown name as for a known one', async () => {
    const median = async (name: string): Promise<number> => {
      const times = [];
      for (let attempt = 0; attempt < 9; attempt++) {
        const started = process.cpuUsage();
        // No password comes twice, so that each is derived (test/derive-once).
        await client.call('POST', CREATE, { as: `${name}:${name}-${attempt}`, body });
        const { user, system } = process.cpuUsage(started);
        times.push(user + system);
      }
      return times.toSorted((left, right) => left - right)[4] ?? 0;
    };
    await median('warm');
    const [known, unknown] = [await median('demo-app'), await median('nobody')];
    // Without the hashing for unknown names the second is a tenth of the first.
    expect(unknown / known).toBeGreaterThan(0.5);
    expect(unknown / known).toBeLessThan(2);
  });
});

demandSlapd('what a directory is asked for names');

describe.runIf(hasSlapd)('a directory', () => {
  const IN_LDAP = { 'x-oauth-identity-domain-name': 'Corporate' };
  let slapd: Slapd;

  beforeAll(async () => {
    slapd = await startSlapd({ ldif: directoryLdif(), countsOperations: true });
    await makeCorporate(client, slapd);
    for (const path of [CREATE, SECRET_KEY]) await client.call('POST', path, { as: 'warm:x', headers: IN_LDAP, body });
  });
  afterAll(() => slapd?.remove());

  it.each([
    ['of clients', CREATE],
    ['of people', SECRET_KEY],
  ])('is asked the same on a route %s for a client, a person, an administrator and nobody', async (_whose, path) => {
    const asked = [];
    for (const name of ['app', 'hanako', 'member-of-many', 'nobody']) {
      slapd.operations.clear();
      const answer = await client.call('POST', path, { as: `${name}:wrong`, headers: IN_LDAP, body });
      expect(answer.status).toBe(401);
      // slapd writes its log a moment after it has answered.
      await expect.poll(() => slapd.operations.get('BIND')).toBe(1);
      asked.push(Object.fromEntries(slapd.operations));
    }
    for (const operations of asked) expect(operations).toEqual({ BIND: 1, SRCH: 2 });
  });
});
