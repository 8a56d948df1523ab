/**
 * An attacker has a right code or a live correlation id of one user, application, session or domain, and uses it for
 * another: his own PIN on the victim's name, a PIN that one application asked for at another one, or a client of one
 * identity domain that reaches for the users of another. Nothing of it is accepted, and every try is counted.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { dynamodbUsers } from '../../functions/adapters/dynamodb/users.ts';
import { register } from '../http/applications.ts';
import { newPin, type OtpClient, startClient } from '../http/client.ts';
import { holdClock, pass } from '../http/clock.ts';
import { putUser } from '../http/put-user.ts';

let client: OtpClient;
const OTHER = { 'x-oauth-identity-domain-name': 'Other' };

beforeAll(async () => {
  client = await startClient();
  await register(client, ['demo'], { rights: ['other-domains'] });
  holdClock();
  await client.settings({ MaxAttempts: 100, MaxSendAttempts: 0 });
  const created = await client.call('POST', '/oam/services/rest/ssa/api/v1/oauthpolicyadmin/oauthidentitydomain', {
    as: 'admin:admin-password',
    body: { name: 'Other', identityProvider: 'directory' },
  });
  expect(created.status, JSON.stringify(created.body)).toBeLessThan(300);
  pass(31_000);
  await putUser({ userId: 'alice', attributes: { mail: 'alice@other.example' } }, 'other-password', 'Other');
  await putUser(
    { userId: 'other-app', groups: ['OTPRestUserGroup', 'OTPReceivePinGroup'] },
    'other-app-secret',
    'Other',
  );
});
afterAll(() => client.service.close());

async function failures(): Promise<number> {
  const { credential } = await dynamodbUsers(openTable('sekisho')).load({ domain: 'DefaultDomain', userId: 'alice' });
  return credential?.failures ?? 0;
}

describe('a right PIN', () => {
  it('of the attacker does not open the victim, and the try is counted on the victim', async () => {
    await newPin(client, 'alice');
    const before = await failures();
    const own = await newPin(client, 'bob');
    const answer = await client.validateOtp({ userId: 'alice', correlationId: own.correlationId, otpCode: own.pin });
    expect([answer.status, answer.body.minorCode]).toEqual([422, 'OTP_INVALID']);
    expect(await failures()).toBe(before + 1);
    expect(
      (await client.validateOtp({ userId: 'bob', correlationId: own.correlationId, otpCode: own.pin })).status,
    ).toBe(200);
  });

  it('of the user of the same name in another domain does not open this one', async () => {
    const { pin, correlationId } = await newPin(client, 'alice', { idStore: 'Other' });
    const here = await client.validateOtp({ userId: 'alice', correlationId, otpCode: pin });
    expect([here.status, here.body.minorCode]).toEqual([422, 'OTP_INVALID']);
    expect((await client.validateOtp({ userId: 'alice', correlationId, otpCode: pin, idStore: 'Other' })).status).toBe(
      200,
    );
  });
});

describe('a client of another domain', () => {
  const fields = { appName: 'mine', userId: 'alice', deliveryChannel: 'none' };

  it('is let in there, and may serve its own users', async () => {
    const answer = await client.createOtp({}, { as: 'other-app:other-app-secret', headers: OTHER, body: fields });
    expect(answer.status).toBe(200);
  });

  it('may not reach for the users of this one', async () => {
    const body = { ...fields, idStore: 'DefaultDomain' };
    const answer = await client.createOtp({}, { as: 'other-app:other-app-secret', headers: OTHER, body });
    expect([answer.status, answer.body.minorCode]).toEqual([401, 'CALLER_NOT_ALLOWED']);
  });

  it('is nobody here', async () => {
    const answer = await client.createOtp({}, { as: 'other-app:other-app-secret', body: fields });
    expect([answer.status, answer.body.minorCode]).toEqual([401, 'CREDENTIALS_INVALID']);
  });
});

describe('an administrator of another domain', () => {
  const as = 'other-boss:other-boss-secret';
  const call = (method: string, path: string, body: object) => client.call(method, path, { as, headers: OTHER, body });
  const settings = '/mfa/v1/domains/Other/settings';

  beforeAll(() => putUser({ userId: 'other-boss', groups: ['Administrators'] }, 'other-boss-secret', 'Other'));

  it('may not send the credentials of the shared message gateway to an address of his own', async () => {
    for (const name of ['UmsClientUrl', 'demo.UmsClientUrl']) {
      const answer = await call('PUT', settings, { UmsAvailable: true, [name]: 'https://attacker.example/' });
      expect([answer.status, answer.body.code]).toEqual([403, 'ADMINISTRATOR_ONLY']);
    }
    expect((await call('PUT', settings, { MaxAttempts: 7, UmsClientUrl: '' })).status).toBe(200);
  });

  it('may keep the gateway that an administrator of the default domain has set', async () => {
    const map = { UmsClientUrl: 'https://gateway.example/' };
    expect((await client.call('PUT', settings, { as: 'admin:admin-password', body: map })).status).toBe(200);
    expect((await call('PUT', settings, { ...map, MaxAttempts: 7 })).status).toBe(200);
  });

  it('may not have the bind credential of somebody else shown to a directory of his own', async () => {
    const caPem = '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----';
    const ldap = { urls: ['ldaps://attacker.example'], caPem, baseDn: 'dc=x', bindSecretId: 'sekisho/ldap/corporate' };
    const path = '/oam/services/rest/ssa/api/v1/oauthpolicyadmin/oauthidentitydomain?name=Other';
    const answer = await call('PUT', path, { identityStore: { kind: 'ldap', ldap } });
    expect([answer.status, answer.body.minorCode]).toEqual([403, 'ADMINISTRATOR_ONLY']);
    expect((await call('PUT', path, { description: 'Ours' })).status).toBe(200);
  });
});
