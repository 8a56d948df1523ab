/**
 * The attack: a firm's directory locks an account by itself after ten wrong passwords, as most do. A stranger who knows a
 * name sends wrong passwords for it over the routes of clients, where nobody signs in who is not a client: sixty requests
 * would lock that person out of everything that the directory serves. The directory here is OpenLDAP with such a policy.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FUNCTIONS } from '../../functions/deployed-functions.ts';
import type { Endpoint } from '../../functions/http/endpoint.ts';
import { CREATE, type OtpClient, SECRET_KEY, startClient } from '../http/client.ts';
import { bePatientWithDirectory, makeCorporate } from '../ldap/corporate.ts';
import { demandSlapd } from '../ldap/demand-slapd.ts';
import { directoryLdif, passwordOf } from '../ldap/people.ts';
import { hasSlapd, type Slapd, startSlapd } from '../ldap/slapd.ts';

const IN_LDAP = { 'x-oauth-identity-domain-name': 'Corporate' };
const LOCKS_AFTER = 10;

demandSlapd('locking accounts of a directory');

/** Every route that is for clients alone. */
const CLIENT_ROUTES = Object.values(FUNCTIONS)
  .flat()
  .flatMap(({ path, operations }: Endpoint) =>
    Object.entries(operations).flatMap(([method, { caller }]) =>
      caller === 'client' || caller === 'oauth-client' ? [{ method, path: path.replace(/\{\w+\}/g, 'x') }] : [],
    ),
  );

describe.runIf(hasSlapd)('wrong passwords for the name of a person', () => {
  let client: OtpClient;
  let slapd: Slapd;

  beforeAll(async () => {
    bePatientWithDirectory();
    slapd = await startSlapd({ ldif: directoryLdif(), locksAfter: LOCKS_AFTER });
    client = await startClient();
    await makeCorporate(client, slapd);
  });
  afterAll(async () => {
    await client?.service.close();
    await slapd?.remove();
  });

  const signIn = (userId: string, password = passwordOf(userId)) =>
    client.call('POST', SECRET_KEY, { as: `${userId}:${password}`, headers: IN_LDAP });
  const asClient = (userId: string, password: string, { method, path } = { method: 'POST', path: CREATE }) =>
    client.call(method, path, { as: `${userId}:${password}`, headers: IN_LDAP });

  // OAM's token endpoint says 400 for a client that is none.
  it('never reach the directory by any route of clients, one after the other or at once', async () => {
    expect(CLIENT_ROUTES.length).toBeGreaterThan(4);
    for (const route of CLIENT_ROUTES) {
      const wrong = Array.from({ length: LOCKS_AFTER }, (_, at) => asClient('hanako', `wrong-${at}`, route));
      for (const { status } of await Promise.all(wrong)) expect([400, 401, 429]).toContain(status);
    }
    expect(slapd.dump()).not.toContain('pwdAccountLockedTime');
    expect((await signIn('hanako')).status).toBe(200);
  });

  it('would lock the account if they did: this directory keeps what it promises', async () => {
    const answers = [];
    for (let wrong = 0; wrong < LOCKS_AFTER + 1; wrong++) answers.push(await signIn('described', `wrong-${wrong}`));
    // Five came through to the directory from this one network, half of what locks.
    expect(answers.map(({ status }) => status).filter((status) => status === 401)).toHaveLength(5);
    expect(slapd.dump().match(/^pwdFailureTime/gm)?.length).toBeGreaterThanOrEqual(5);
    expect(slapd.dump()).not.toContain('pwdAccountLockedTime');
  });

  it('answer as for a name that nobody has, for a person who is right as well', async () => {
    const shape = async (userId: string, password: string) => {
      const { status, body } = await asClient(userId, password);
      return { status, body };
    };
    const unknown = await shape('nobody', 'x');
    expect(unknown.status).toBe(401);
    expect(await shape('taro', 'Taro-password')).toEqual(unknown);
    expect(await shape('taro', 'wrong')).toEqual(unknown);
    expect(await shape('app', 'wrong')).toEqual(unknown);
  });
});
