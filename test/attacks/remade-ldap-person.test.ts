/**
 * Personnel removes somebody from the company's directory, and a namesake who comes later gets the same uid. Nobody tells
 * this service of it. The old one still has his phone, his authenticator and an open session; the new one has a password
 * and nothing else. What the old one holds must not open the new one's account, nor count as a factor that he has.
 */
import { generateKeyPair } from 'jose';
import { Client } from 'ldapts';
import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { register } from '../http/applications.ts';
import { ADMIN, CLIENT, type OtpClient, SECRET_KEY, startClient } from '../http/client.ts';
import { openPages } from '../http/page-client.ts';
import { deviceOf, read, registration, startPush, tryPush } from '../http/push-client.ts';
import { bePatientWithDirectory, makeCorporate } from '../ldap/corporate.ts';
import { demandSlapd } from '../ldap/demand-slapd.ts';
import { BASE, directoryLdif } from '../ldap/people.ts';
import { hasSlapd, ROOT_DN, ROOT_PASSWORD, type Slapd, startSlapd } from '../ldap/slapd.ts';

const IN_LDAP = { 'x-oauth-identity-domain-name': 'Corporate' };
const IN_CORPORATE = { idStore: 'Corporate' };

demandSlapd('people who were made anew in LDAP');

describe.runIf(hasSlapd)('a person who was made anew in the directory', () => {
  let client: OtpClient;
  let slapd: Slapd;
  let people = 0;

  beforeAll(async () => {
    bePatientWithDirectory();
    slapd = await startSlapd({ ldif: directoryLdif() });
    client = await startClient();
    await makeCorporate(client, slapd);
    await register(client, ['demo'], { rights: ['other-domains', 'device-enrolment'] });
  });
  afterAll(async () => {
    await client?.service.close();
    await slapd?.remove();
  });

  async function directory(work: (ldap: Client) => Promise<void>): Promise<void> {
    const ldap = new Client({ url: `ldaps://127.0.0.1:${slapd.tlsPort}`, tlsOptions: { ca: [slapd.caPem] } });
    await ldap.bind(ROOT_DN, ROOT_PASSWORD);
    await work(ldap);
    await ldap.unbind();
  }

  const dnOf = (uid: string) => `cn=${uid},ou=people,${BASE}`;
  const add = (uid: string, mail: string) =>
    directory((ldap) =>
      ldap.add(dnOf(uid), {
        objectClass: 'inetOrgPerson',
        cn: uid,
        sn: 'Test',
        uid,
        mail,
        userPassword: `${uid}-password`,
      }),
    );

  async function employed(): Promise<string> {
    people += 1;
    const uid = `employee-${people}`;
    await add(uid, `${uid}@example.com`);
    return uid;
  }

  async function replaced(uid: string): Promise<void> {
    await directory((ldap) => ldap.del(dnOf(uid)));
    await add(uid, `next-${uid}@example.com`);
  }

  async function phoneOf(uid: string) {
    const path = `/mfa/v1/users/${uid}/device-enrolments?appName=demo&idStore=Corporate`;
    const { body } = await client.call('POST', path, { as: CLIENT });
    const pair = await generateKeyPair('ES256', { extractable: true });
    const registered = await client.call('POST', '/mfa/v1/devices', {
      body: { registration: await registration(pair, { code: body.enrolmentCode }) },
    });
    expect(registered.status, JSON.stringify(registered.body)).toBe(201);
    return deviceOf(client, String(registered.body.deviceId), pair.privateKey, { domain: 'Corporate', userId: uid });
  }

  async function confirmedKey(uid: string): Promise<string> {
    const made = await client.call('POST', SECRET_KEY, { as: `${uid}:${uid}-password`, headers: IN_LDAP });
    const secret = String(made.body.secret_key);
    expect((await check(uid, generateSync({ secret }))).status).toBe(200);
    return secret;
  }

  async function check(userId: string, otpCode: string) {
    const { body } = await client.createOtp({ userId, deliveryChannel: 'totp', ...IN_CORPORATE });
    const correlationId = body.correlationId ?? '00000000-0000-4000-8000-000000000000';
    return client.validateOtp({ userId, deliveryChannel: 'totp', correlationId, otpCode, ...IN_CORPORATE });
  }

  test('has none of the factors of the one before, and may enrol his own', async () => {
    const uid = await employed();
    const phone = await phoneOf(uid);
    await replaced(uid);
    expect((await phone.pull()).body.code).toBe('SIGNATURE_INVALID');
    expect((await tryPush(client, uid, IN_CORPORATE)).body.code).toBe('FACTOR_NOT_ENROLLED');
    await confirmedKey(uid);
  });

  test('is not proven by the authenticator of the one before', async () => {
    const uid = await employed();
    const secret = await confirmedKey(uid);
    await replaced(uid);
    const later = generateSync({ secret, epoch: Date.now() / 1000 + 30 });
    expect((await check(uid, later)).body.minorCode).toBe('FACTOR_NOT_ENROLLED');
    const browser = await openPages(client, uid, IN_CORPORATE);
    await browser.post('totp', { act: 'check', code: later });
    expect((await browser.result()).status).not.toBe(200);
  });

  test('is not proven by a PIN that was sent to the one before', async () => {
    const uid = await employed();
    const sent = await client.createOtp({ userId: uid, deliveryChannel: 'email', ...IN_CORPORATE });
    const [mail] = client.service.aws?.inbox.list(`${uid}@example.com`) ?? [];
    await replaced(uid);
    const otpCode = /\d{6}/.exec(mail?.text ?? '')?.[0];
    const fields = { userId: uid, deliveryChannel: 'email', correlationId: sent.body.correlationId, otpCode };
    expect((await client.validateOtp({ ...fields, ...IN_CORPORATE })).body.minorCode).toBe('OTP_INVALID');
  });

  test('gets nothing of a session, a push or a proof of the one before', async () => {
    const uid = await employed();
    const phone = await phoneOf(uid);
    const browser = await openPages(client, uid, { ...IN_CORPORATE, purpose: 'enrol' });
    const { challengeId, matchCode } = await startPush(client, uid, IN_CORPORATE);
    expect((await phone.approve(challengeId, matchCode)).status).toBe(200);
    await replaced(uid);
    expect((await read(client, challengeId)).body.status).toBe('expired');
    expect((await browser.post('add-totp', { act: 'begin' })).status).toBe(404);
  });

  test('is signed out everywhere by an administrator, though the directory is only read', async () => {
    const uid = await employed();
    const before = slapd.dump();
    const browser = await openPages(client, uid, { ...IN_CORPORATE, purpose: 'enrol' });
    const out = await client.call('POST', `/mfa/v1/users/${uid}/sign-out?domain=Corporate`, { as: ADMIN });
    expect(out.status, JSON.stringify(out.body)).toBe(204);
    expect((await browser.post(undefined, { act: 'begin' })).status).toBe(404);
    expect(slapd.dump()).toBe(before);
  });
});
