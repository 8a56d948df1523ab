/**
 * Somebody who may make identity domains makes one that people take for another: the same name in another case, with a
 * digit for a letter, or with a sign more. In notices and logs "alice (defaultdomain)" is then "alice (DefaultDomain)" to
 * whoever reads. A name that looks like an existing one, like the default one, or like a word of the service is refused,
 * also when both are made at the same moment.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN, type Answer, type OtpClient, startClient } from '../http/client.ts';
import { DOMAINS } from '../http/token-client.ts';

let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
  expect((await make('Moonlit-Bank')).status).toBe(200);
});
afterAll(() => client.service.close());

function make(name: string): Promise<Answer> {
  return client.call('POST', DOMAINS, { as: ADMIN, body: { name } });
}

describe('a domain', () => {
  it.each([
    'moonlit-bank',
    'MOONLIT-BANK',
    'M00nlit-Bank',
    'Moonl1t-Bank',
    'MoonIit-Bank',
    'Moonlit.Bank',
    'MoonlitBank',
    'Moonlit-Bank.',
    'rnoonlit-bank',
    'defaultdomain',
    'DEFAULTDOMAIN',
    'DefauItDomain',
    'Default_Domain',
    'session',
    'Session',
    'sesslon',
    'user',
  ])('that looks like another one or like a word of the service is not made: %s', async (name) => {
    const answer = await make(name);
    expect([answer.status, answer.body.minorCode]).toEqual([422, 'DOMAIN_EXISTS']);
    expect((await client.call('GET', `${DOMAINS}?name=${name}`, { as: ADMIN })).status).toBe(404);
  });

  it('is one of two that look alike and are made at the same moment, eight times', async () => {
    for (const suffix of 'abcdefgh') {
      const answers = await Promise.all([make(`Twin-${suffix}x`), make(`twin-${suffix}X`)]);
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 422]);
    }
  });

  it('that was deleted leaves its name to itself alone', async () => {
    expect((await make('Brief')).status).toBe(200);
    expect((await client.call('DELETE', `${DOMAINS}?name=Brief`, { as: ADMIN })).status).toBe(200);
    expect((await make('brief')).status).toBe(422);
    expect((await make('Brief')).status).toBe(200);
  });
});
