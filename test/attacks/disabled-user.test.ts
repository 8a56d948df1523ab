/**
 * Somebody was dismissed: the company disabled his account in its LDAP directory. What he holds is still right (a PIN of
 * a minute ago, an authenticator, an open page, a phone that was asked), and his second factor still stands in our table.
 * None of it may prove anything, by any route; and a domain that is made anew must not bring it back to life. Routes are
 * read from the contracts, as in lock-bypass.test.ts.
 */
import { generateKeyPair } from 'jose';
import { Attribute, Change, Client } from 'ldapts';
import { generateSync } from 'otplib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FUNCTIONS } from '../../functions/deployed-functions.ts';
import type { Endpoint } from '../../functions/http/endpoint.ts';
import { register } from '../http/applications.ts';
import { ADMIN, type Answer, CLIENT, type OtpClient, SECRET_KEY } from '../http/client.ts';
import { holdClock, pass } from '../http/clock.ts';
import { CHALLENGE_RESPONSE, PREFERENCES, startClientWithFcm } from '../http/oma-client.ts';
import { openPages, passkeyOptions } from '../http/page-client.ts';
import {
  askPasskey,
  givePasskey,
  originOf,
  PASSKEY_CHALLENGES,
  sendAnswer,
  type TestPasskey,
} from '../http/passkey-client.ts';
import { CHALLENGES, deviceOf, registration, type TestDevice } from '../http/push-client.ts';
import { askToken, DOMAINS } from '../http/token-client.ts';
import { bePatientWithDirectory, makeCorporate } from '../ldap/corporate.ts';
import { demandSlapd } from '../ldap/demand-slapd.ts';
import { BASE, directoryLdif, passwordOf } from '../ldap/people.ts';
import { hasSlapd, ROOT_DN, ROOT_PASSWORD, type Slapd, startSlapd } from '../ldap/slapd.ts';

const IN_LDAP = { 'x-oauth-identity-domain-name': 'Corporate' };
const AS_HANAKO = `hanako:${passwordOf('hanako')}`;

demandSlapd('users who were disabled in LDAP');

describe.runIf(hasSlapd)('a user who was disabled in the directory', () => {
  let client: OtpClient;
  let slapd: Slapd;
  let secret: string;
  let device: TestDevice;
  let omaDeviceId: string;
  let hanakosPasskey: TestPasskey;

  beforeAll(async () => {
    bePatientWithDirectory();
    slapd = await startSlapd({ ldif: directoryLdif() });
    client = await startClientWithFcm();
    holdClock();
    const userFilter = '(&(objectClass=inetOrgPerson)(uid={userId})(!(employeeType=disabled)))';
    await makeCorporate(client, slapd, { userFilter });
    await register(client, ['demo', 'old'], { rights: ['other-domains', 'device-enrolment'] });
    const body = {
      MaxSendAttempts: 0,
      ValidateAnyPin: true,
      'old.PushMatchCode': false,
      PushMatchCode: false,
    };
    await client.call('PUT', '/mfa/v1/domains/Corporate/settings', { as: ADMIN, body });
    pass(31_000);
    await enrolAll();
  });
  afterAll(async () => {
    await client?.service.close();
    await slapd?.remove();
  });
  beforeEach(() => setType('employed'));

  /** The directory's own administrator, beside us. */
  async function setType(value: 'employed' | 'disabled'): Promise<void> {
    const ldap = new Client({ url: `ldaps://127.0.0.1:${slapd.tlsPort}`, tlsOptions: { ca: [slapd.caPem] } });
    await ldap.bind(ROOT_DN, ROOT_PASSWORD);
    const modification = new Attribute({ type: 'employeeType', values: [value] });
    await ldap.modify(`cn=hanako 0,ou=people,${BASE}`, new Change({ operation: 'replace', modification }));
    await ldap.unbind();
  }

  async function enrolAll(): Promise<void> {
    await setType('employed');
    const made = await client.call('POST', SECRET_KEY, { as: AS_HANAKO, headers: IN_LDAP });
    secret = String(made.body.secret_key);
    expect((await (await totp())()).status).toBe(200);
    const registered = await client.call('POST', PREFERENCES, {
      as: AS_HANAKO,
      headers: IN_LDAP,
      body: { deviceName: 'Old', platform: 'android', pushToken: 'token', enrolmentCode: await enrolmentCode() },
    });
    expect(registered.status, JSON.stringify(registered.body)).toBe(200);
    omaDeviceId = String(registered.body.deviceId);
    const keys = await generateKeyPair('ES256', { extractable: true });
    const jws = await registration(keys, { code: await enrolmentCode() });
    const { status, body } = await client.call('POST', '/mfa/v1/devices', { body: { registration: jws } });
    expect(status, JSON.stringify(body)).toBe(201);
    device = deviceOf(client, String(body.deviceId), keys.privateKey, { domain: 'Corporate', userId: 'hanako' });
    hanakosPasskey = await givePasskey('hanako', {}, 'Corporate');
  }

  /** He has a key by now, so he proves it on the pages. */
  async function enrolmentCode(): Promise<string> {
    const browser = await openPages(client, 'hanako', { idStore: 'Corporate', purpose: 'enrol' });
    await browser.post('totp', { act: 'check', code: code() });
    await browser.post('add-push', { act: 'begin' });
    const page = await (await browser.get('add-push')).text();
    return /[0-9A-Z]{5}-[0-9A-Z]{5}/.exec(page)?.[0] ?? expect.fail(page);
  }

  type Proof = () => Promise<Answer>;
  const fields = { userId: 'hanako', idStore: 'Corporate' };
  const code = () => {
    pass(30_000);
    return generateSync({ secret, epoch: Math.floor(Date.now() / 1000) });
  };

  async function pin(): Promise<Proof> {
    const { body } = await client.createOtp(fields);
    return () => client.validateOtp({ ...fields, otpCode: body.minorCode, correlationId: body.correlationId });
  }

  async function totp(): Promise<Proof> {
    return () => client.validateOtp({ ...fields, otpCode: code(), correlationId: 'any', deliveryChannel: 'totp' });
  }

  async function push(): Promise<Proof> {
    const { status, body } = await client.call('POST', CHALLENGES, {
      as: CLIENT,
      body: { ...fields, appName: 'demo' },
    });
    expect(status, JSON.stringify(body)).toBe(201);
    return () => device.approve(String(body.challengeId), body.matchCode);
  }

  async function allowance(): Promise<Proof> {
    const { status, body } = await client.call('POST', CHALLENGES, { as: CLIENT, body: { ...fields, appName: 'old' } });
    expect(status, JSON.stringify(body)).toBe(201);
    const response = { deviceId: omaDeviceId, challengeId: body.challengeId, response: 'allow' };
    return () => client.call('POST', CHALLENGE_RESPONSE, { as: AS_HANAKO, headers: IN_LDAP, body: response });
  }

  async function token(): Promise<Proof> {
    const form = { grant_type: 'PASSWORD', username: 'hanako', password: passwordOf('hanako') };
    return () => askToken(client, { ...form, otp_code: code() }, { as: 'app:app-password', headers: IN_LDAP });
  }

  async function page(): Promise<Proof> {
    const browser = await openPages(client, 'hanako', { idStore: 'Corporate' });
    return async () => {
      await browser.post('totp', { act: 'check', code: code() });
      return browser.result();
    };
  }

  async function pagePasskey(): Promise<Proof> {
    const browser = await openPages(client, 'hanako', { idStore: 'Corporate' });
    const asked = passkeyOptions(await (await browser.get()).text()) ?? expect.fail('the page asks for no passkey');
    return async () => {
      const answer = hanakosPasskey.answer(asked.challenge, originOf(client));
      await browser.post('passkey', { act: 'check', answer: JSON.stringify(answer) });
      return browser.result();
    };
  }

  async function passkey(): Promise<Proof> {
    const { challengeId, challenge } = await askPasskey(client, 'hanako', { idStore: 'Corporate' });
    return () => sendAnswer(client, challengeId, hanakosPasskey.answer(challenge, originOf(client)));
  }

  const WAYS: Readonly<Record<string, readonly (() => Promise<Proof>)[]>> = {
    'POST /oam/services/rest/auth/api/v1/mfa/validateOTP': [pin, totp],
    'POST /mfa/v1/push-challenges/{challengeId}/answer': [push],
    [`POST ${PASSKEY_CHALLENGES}/{challengeId}/answer`]: [passkey],
    'POST /oauth2/rest/token': [token],
    'POST /mfa/s/{sessionId}/{step}': [page, pagePasskey],
    [`POST ${CHALLENGE_RESPONSE}`]: [allowance],
  };

  it('is tried by every route that proves a factor', () => {
    const endpoints: readonly Endpoint[] = Object.values(FUNCTIONS).flat();
    const routes = endpoints.flatMap(({ path, operations }) =>
      Object.entries(operations).flatMap(([method, { provesFactor }]) => (provesFactor ? [`${method} ${path}`] : [])),
    );
    expect(Object.keys(WAYS).toSorted()).toEqual(routes.toSorted());
  });

  const ways = Object.values(WAYS).flat();

  it.each(ways.map((way) => [way.name, way] as const))('proves nothing any more by %s', async (_name, way) => {
    const early = await way();
    await setType('disabled');
    const refused = await early();
    expect(refused.status, JSON.stringify(refused.body)).toBeGreaterThanOrEqual(400);
    expect(JSON.stringify(refused.body)).toMatch(/USER_UNKNOWN|CREDENTIALS_INVALID|INVALID_GRANT|SESSION_EXPIRED/);
    await setType('employed');
    const later = await (await way())();
    expect(later.status, `${way.name} ${JSON.stringify(later.body)}`).toBeLessThan(300);
  });

  it('the name of a deleted domain whose users were in LDAP is not given again', async () => {
    const remove = () => client.call('DELETE', `${DOMAINS}?name=Corporate&force=true`, { as: ADMIN });
    const identityStore = { kind: 'directory' };
    const changed = await client.call('PUT', `${DOMAINS}?name=Corporate`, { as: ADMIN, body: { identityStore } });
    expect(changed.status, JSON.stringify(changed.body)).toBe(200);
    expect((await remove()).status).toBe(200);
    expect((await remove()).body.minorCode).toBe('DOMAIN_UNKNOWN');
    const again = await client.call('POST', DOMAINS, { as: ADMIN, body: { name: 'Corporate' } });
    expect([again.status, again.body.minorCode]).toEqual([422, 'DOMAIN_EXISTS']);
    pass(31_000);
    expect((await client.createOtp(fields)).body.minorCode).toBe('DOMAIN_UNKNOWN');
  });
});
