/**
 * The attacker chooses the key of a map: the name of an attribute, the attribute that holds addresses, a setting. With a
 * name that every object of JavaScript inherits (`constructor`, `toString`) a look-up finds something where nothing is: a
 * user without an address seems to have one, an attribute that nobody has is marked as verified.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attributeOf } from '../../functions/core/directory/attribute.ts';
import { destinationOf } from '../../functions/core/send/destination.ts';
import { resolveSettings } from '../../functions/core/settings/resolve.ts';
import { ADMIN, type OtpClient, SETTINGS, startClient } from '../http/client.ts';
import { DOMAINS } from '../http/token-client.ts';

let client: OtpClient;
beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.service.close());

const INHERITED = [...Object.getOwnPropertyNames(Object.prototype)];

it.each(INHERITED)('%s is no attribute that holds addresses', async (name) => {
  for (const field of ['EmailField', 'PhoneField', 'demo.EmailField']) {
    const { status, body } = await client.call('PUT', SETTINGS, { as: ADMIN, body: { [field]: name } });
    expect([status, body.code], field).toEqual([422, 'FIELD_INVALID']);
  }
});

it.each(INHERITED)('%s is no setting, of a domain or of an application', async (name) => {
  for (const key of [name, `demo.${name}`, `${name}.${name}`]) {
    const { status } = await client.call('PUT', SETTINGS, { as: ADMIN, body: `{${JSON.stringify(key)}: "x"}` });
    expect(status, key).toBe(422);
  }
});

it.each(INHERITED)('%s is no attribute of a user, and cannot be verified', async (name) => {
  const path = '/mfa/v1/users/proto';
  for (const body of [`{"attributes":{${JSON.stringify(name)}:"x"}}`, JSON.stringify({ verified: [name] })]) {
    expect((await client.call('PUT', path, { as: ADMIN, body })).status, body).toBe(422);
  }
});

it.each(INHERITED)('%s is a name like any other, or none: no route breaks at it', async (name) => {
  const key = JSON.stringify(name);
  const calls: readonly (readonly [method: string, path: string, body?: string])[] = [
    ['POST', DOMAINS, `{"name":${key}}`],
    ['POST', DOMAINS, `{"name":"Other","identityStore":{"kind":${key}}}`],
    ['GET', `/mfa/v1/users?domain=${name}`],
    ['GET', `/mfa/v1/users?${name}=1`],
    ['PUT', `/mfa/v1/users/${name}`, `{"groups":[${key}]}`],
    ['PUT', '/mfa/v1/users/proto', `{"language":${key}}`],
    ['PUT', '/mfa/v1/users/proto', `{${key}:{"x":1}}`],
    ['PATCH', '/mfa/v1/users/alice', `{"attributes":{${key}:null}}`],
    ['PUT', `/mfa/v1/applications/${name}`, '{"clients":["demo-app"]}'],
    ['GET', `${SETTINGS}?appName=${name}`],
    ['DELETE', `/mfa/v1/users/alice/devices/${name}`],
  ];
  for (const [method, path, body] of calls) {
    const options = { as: ADMIN, ...(body === undefined ? {} : { body }) };
    expect((await client.call(method, path, options)).status, `${method} ${path} ${body}`).toBeLessThan(500);
  }
  for (const fields of [{ deliveryChannel: name }, { appName: name }, { userId: name }, { idStore: name }]) {
    const { status } = await client.createOtp({ userId: 'alice', ...fields });
    expect(status, JSON.stringify(fields)).toBeLessThan(500);
  }
});

describe('a setting from before that names one', () => {
  it.each(INHERITED)('(%s) finds no address: the user has no such factor', (EmailField) => {
    const settings = resolveSettings({ EmailField, PhoneField: EmailField });
    const account = { userId: 'alice', groups: [], language: 'en', attributes: {} };
    const asked = { by: 'client', email: undefined, phone: undefined } as const;
    expect(destinationOf(settings, { ...asked, channel: 'email' }, account)).toBe('missing');
    expect(destinationOf(settings, { ...asked, channel: 'sms' }, account)).toBe('missing');
  });
});

it('what an attribute holds is found by its own name alone', () => {
  expect([attributeOf({ mail: 'a@example.com' }, 'mail'), attributeOf({}, 'constructor')]).toEqual([
    'a@example.com',
    undefined,
  ]);
});
