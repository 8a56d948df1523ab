/**
 * The attack: a thief holds a person's old mailbox or number. The help desk hears of it and writes a new address into the
 * account, while a code is on its way to the old one. The thief types that code into the page that it was sent for: it
 * went to an address that is the person's no more, so it is no proof of his.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { register } from '../http/applications.ts';
import { ADMIN, type OtpClient, startClient } from '../http/client.ts';
import { openPages } from '../http/page-client.ts';
import { putUser } from '../http/put-user.ts';

const OLD = { mail: 'old@example.com', mobile: '+819022220001' };

let client: OtpClient;
beforeAll(async () => {
  client = await startClient();
  await register(client, ['demo']);
});
afterAll(() => client.service.close());

test.each([
  ['email', OLD.mail, { mail: 'new@example.com' }],
  ['sms', OLD.mobile, { mobile: '+819022220002' }],
  ['email', OLD.mail, { mail: null }],
] as const)('a code by %s to %s proves nothing once the account says %j', async (method, old, attributes) => {
  await putUser({ userId: 'moved', attributes: OLD }, 'a-password');
  const browser = await openPages(client, 'moved');
  await browser.post(method, { act: 'send' });
  const code = /\d{6}/.exec(client.service.aws?.inbox.list(old)[0]?.text ?? '')?.[0] ?? '';
  expect(code).not.toBe('');
  const changed = await client.call('PATCH', '/mfa/v1/users/moved', { as: ADMIN, body: { attributes } });
  expect(changed.status, JSON.stringify(changed.body)).toBe(200);
  const typed = await browser.post(method, { act: 'check', code });
  expect(typed.headers.get('location')).not.toContain('/demo/return');
  expect((await browser.result()).body.code).toBe('SESSION_UNFINISHED');
  await client.unlock('moved');
});
