/**
 * The attacker sends a user name that is a piece of an LDAP filter (RFC 4515) or of a distinguished name: to match
 * somebody else, to match everybody, or to learn by yes and no what stands in an attribute. A name is only ever a name:
 * it finds the entry that is spelled so, or nobody, for clients that ask for codes and for people who sign in.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { register } from '../http/applications.ts';
import { ADMIN, type OtpClient, SECRET_KEY, startClient } from '../http/client.ts';
import { forgetGuesses } from '../http/forget-guesses.ts';
import { askToken } from '../http/token-client.ts';
import { bePatientWithDirectory, makeCorporate } from '../ldap/corporate.ts';
import { demandSlapd } from '../ldap/demand-slapd.ts';
import { directoryLdif, passwordOf } from '../ldap/people.ts';
import { hasSlapd, type Slapd, startSlapd } from '../ldap/slapd.ts';

const IN_LDAP = { 'x-oauth-identity-domain-name': 'Corporate' };

/** Each would find hanako, or somebody, if it were pasted into the filter. */
const FILTERS = [
  '*',
  'h*',
  'han*ko',
  'hanako)(objectClass=*',
  'hanako)(|(uid=*',
  '*)(mail=hanako@example.com',
  'nobody)(|(uid=hanako)',
  'hanako)(!(uid=nobody))',
  '*))(|(uid=*',
  '\\68anako',
  '\\2a',
  'cn=hanako 0,ou=people,dc=example,dc=com',
  'hanako,ou=people',
  '{userId}',
  'hanako#',
  'hanako+cn=x',
];

demandSlapd('injection into LDAP');

describe.runIf(hasSlapd)('a name that is a filter', () => {
  let client: OtpClient;
  let slapd: Slapd;

  beforeAll(async () => {
    bePatientWithDirectory();
    slapd = await startSlapd({ ldif: directoryLdif() });
    client = await startClient();
    await register(client, ['demo'], { rights: ['other-domains'] });
    await makeCorporate(client, slapd);
  });
  afterAll(async () => {
    await client?.service.close();
    await slapd?.remove();
  });
  beforeEach(forgetGuesses);

  it.each(FILTERS)('(%s) finds nobody to send a code to', async (userId) => {
    client.service.aws?.inbox.clear();
    const { status, body } = await client.createOtp({ userId, deliveryChannel: 'email', idStore: 'Corporate' });
    expect([status, body.minorCode]).toEqual([404, 'USER_UNKNOWN']);
    expect(client.service.aws?.inbox.list()).toEqual([]);
  });

  it.each(FILTERS)('(%s) signs nobody in, as a user or as a client', async (userId) => {
    const as = `${userId}:${passwordOf('hanako')}`;
    expect((await client.call('POST', SECRET_KEY, { as, headers: IN_LDAP })).status).toBe(401);
    const caller = { as: `${userId}:app-password`, headers: IN_LDAP };
    const fields = { appName: 'mine', userId: 'hanako', deliveryChannel: 'none' };
    expect((await client.createOtp({}, { ...caller, body: fields })).status).toBe(401);
    const form = { grant_type: 'PASSWORD', username: userId, password: passwordOf('hanako') };
    expect((await askToken(client, form, { as: 'app:app-password', headers: IN_LDAP })).status).toBeGreaterThan(399);
  });

  it.each(FILTERS)('(%s) finds nobody to help', async (text) => {
    const path = `/mfa/v1/users?domain=Corporate&search=${encodeURIComponent(text)}`;
    const { body } = await client.call('GET', path, { as: ADMIN });
    expect((body as unknown as { found?: object[] }).found ?? []).toEqual([]);
  });

  it('is found when it is the very name of somebody, whatever characters that has', async () => {
    for (const userId of ['o(paren)*', 'back\\slash', '$&']) {
      const { status } = await client.createOtp({ userId, deliveryChannel: 'email', idStore: 'Corporate' });
      expect(status, userId).toBe(200);
    }
  });
});
