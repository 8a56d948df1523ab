/**
 * The attack: guessing at an account that the directory has locked already. Directories refuse such a bind with results of
 * their own (389 Directory Server and its kin with 19, others with 50, 53 or a referral). If only some of them were taken
 * for a wrong password and the others for an outage, nothing would be counted, the answer would tell that the account is
 * locked, and the operator would be called for a directory that is well. A directory of the test's own says each of them.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CREATE, type OtpClient, SECRET_KEY, startClient } from '../http/client.ts';
import { makeLdapDomain } from '../ldap/corporate.ts';
import { type RogueDirectory, startRogueDirectory } from '../ldap/rogue-directory.ts';

const IN_LDAP = { 'x-oauth-identity-domain-name': 'Corporate' };
/** Busy, unavailable, other (RFC 4511 appendix A.1). */
const OUTAGES = [51, 52, 80] as const;
const VERDICTS = [1, 2, 7, 8, 10, 13, 16, 19, 32, 34, 36, 48, 49, 50, 53, 65, 68, 118] as const;

let client: OtpClient;
let directory: RogueDirectory;
let people = 0;
let userId: string;

beforeAll(async () => {
  directory = await startRogueDirectory();
  client = await startClient();
  await makeLdapDomain(client, directory.store);
});
afterAll(async () => {
  await client.service.close();
  await directory.close();
});

beforeEach(() => {
  people += 1;
  userId = `locked-${people}`;
});

const guess = () => client.call('POST', SECRET_KEY, { as: `${userId}:guess`, headers: IN_LDAP });

async function guesses(times: number): Promise<unknown[]> {
  const answers = [];
  for (let tried = 0; tried < times; tried++) {
    const { status, body } = await guess();
    answers.push(`${status} ${body.errorCode}`);
  }
  return answers;
}

const WRONG = '401 CREDENTIALS_INVALID';

describe('a bind that the directory refuses', () => {
  // One network has thirty free guesses a day over all names, so each of these gets one.
  it.each(VERDICTS)('with result %i is a wrong password', async (code) => {
    directory.answers.bind = code;
    expect(await guesses(1)).toEqual([WRONG]);
  });

  it('is counted: the sixth guess at a locked account waits', async () => {
    directory.answers.bind = 19;
    const binds = directory.asked.binds;
    expect(await guesses(7)).toEqual([...Array(5).fill(WRONG), ...Array(2).fill('429 PASSWORD_TRIES_LIMITED')]);
    expect(directory.asked.binds - binds).toBe(5);
  });

  it.each([...OUTAGES, 'drop' as const])('by %s is an outage, which costs nobody a try', async (code) => {
    directory.answers.bind = code;
    expect(await guesses(8)).toEqual(Array(8).fill('424 DIRECTORY_UNAVAILABLE'));
    directory.answers.bind = 0;
    expect((await guess()).status).toBe(200);
  });
});

it('is not even sent for a name that is no client’s, on the routes of clients', async () => {
  directory.answers.bind = 0;
  // Without groups in this directory nobody is a client; what is tried is the base entry.
  const answer = await client.call('POST', CREATE, { as: `${userId}:right`, headers: IN_LDAP });
  expect([answer.status, answer.body.minorCode]).toEqual([401, 'CREDENTIALS_INVALID']);
});
