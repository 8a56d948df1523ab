/**
 * The administrator of a tenant may set no text of a message. He makes a user whose name is the text, with the address or
 * the phone number of somebody who never heard of him, and has the service write to it: a code, or that a sign-in method
 * is being added. Guarantee: a user name in a message is no sentence, no number that a telephone calls, and no link.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shownUser } from '../../functions/core/messages/shown-user.ts';
import { ADMIN, type OtpClient, SECRET_KEY, startClient } from '../http/client.ts';
import { putUser } from '../http/put-user.ts';
import { DOMAINS, inDomain } from '../http/token-client.ts';

const PASSWORD = 'nine bridges at dusk';
const NAME = 'your account is blocked call 0120-000-000 or see evil.example';

let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
  expect((await client.call('POST', DOMAINS, { as: ADMIN, body: { name: 'Tenant' } })).status).toBe(200);
  await putUser({ userId: 'boss', groups: ['Administrators'] }, PASSWORD, 'Tenant');
  await putUser({ userId: 'shop', groups: ['OTPRestUserGroup'] }, PASSWORD, 'Tenant');
});
afterAll(() => client.service.close());

describe('a name that speaks', () => {
  it('says nothing in the messages that reach a stranger', async () => {
    const attributes = { mail: 'stranger@example.com', mobile: '+819012345678' };
    const made = await client.call('PUT', `/mfa/v1/users/${encodeURIComponent(NAME)}`, {
      as: `boss:${PASSWORD}`,
      headers: inDomain('Tenant'),
      body: { attributes, password: PASSWORD },
    });
    expect(made.status).toBe(200);
    const begun = await client.call('POST', SECRET_KEY, { as: `${NAME}:${PASSWORD}`, headers: inDomain('Tenant') });
    expect(begun.status).toBe(200);
    const fields = { userId: NAME, appName: 'shop', deliveryChannel: 'email' };
    const sent = await client.createOtp(fields, { as: `shop:${PASSWORD}`, headers: inDomain('Tenant') });
    expect(sent.status).toBe(200);
    const inbox = client.service.aws?.inbox.list() ?? [];
    expect(inbox).toHaveLength(3);
    const messages = JSON.stringify(inbox);
    for (const words of ['0120', 'evil', 'blocked call', 'account is blocked']) expect(messages).not.toContain(words);
    expect(messages).toContain('your_account_is_blocked… (Tenant)');
  });

  it.each([
    ['call-0120-000-000', 'call-01••-•••-•00'],
    ['0120000000', '01••••••00'],
    ['+81 (3) 1234 5678', '+81_(•)_••••_••78'],
    ['٠١٢٣٤٥', '٠١••٤٥'],
    ['evil.example/reset', 'evil\u2024example/reset'],
    ['pay-now-or-we-close-it', 'pay-now-or-we…'],
    ['x'.repeat(256), `${'x'.repeat(40)}…`],
  ])('%j is shown as %j', (name, shown) => {
    expect(shownUser(name)).toBe(shown);
  });

  it.each(['alice', 'm.sato', '_svc', 'maria.de.la.cruz', 'alice@example.com', 'user-1234', '佐藤'])(
    'while %j stays as its owner knows it',
    (name) => {
      expect(shownUser(name)).toBe(name.replaceAll('.', '\u2024'));
    },
  );

  it('lets the owner of a long number know it by its ends', () => {
    expect(shownUser('e1234567')).toBe('e12•••67');
  });
});
