/**
 * The attack: a help desk person gone bad, or talked into it. He may see, rename and remove the passkeys of users, so he
 * looks for what lets him use one, adds one of his own, gives one a name that lures, or removes the last one quietly for a
 * thief with the password. He sees no key and no credential id, can add nothing, and what he removes is told to the owner.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordsOf } from '../http/audit-records.ts';
import { type OtpClient, startClient } from '../http/client.ts';
import { messagesTo } from '../http/enrolment-client.ts';
import { newOwner, type Owner, passkeysOf, signIn } from '../http/passkey-owner.ts';
import { putUser } from '../http/put-user.ts';

const HELPER = 'helper:helper-password';
const WHY = { 'sekisho-reason': 'INC-4711' };
let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
  await putUser({ userId: 'helper', groups: ['HelpDesk'] }, 'helper-password');
});
afterAll(() => client.service.close());

const pathOf = ({ userId, key }: Owner) => `/mfa/v1/users/${userId}/passkeys/${key.passkey.id}`;

test('sees nothing by which a passkey is used or recognised elsewhere', async () => {
  const owner = await newOwner();
  for (const path of ['passkeys', 'factors']) {
    const { status, body } = await client.call('GET', `/mfa/v1/users/${owner.userId}/${path}`, { as: HELPER });
    expect(status).toBe(200);
    const { credentialId, userHandle, publicKey } = owner.key.passkey;
    for (const hidden of [credentialId, userHandle, Buffer.from(publicKey).toString('base64')]) {
      expect(JSON.stringify(body)).not.toContain(hidden);
    }
  }
});

test('adds none, by no method that the paths of passkeys have', async () => {
  const owner = await newOwner();
  const body = { name: 'Mine', credentialId: 'AAAA', publicKey: 'AAAA', userHandle: 'AAAA' };
  for (const [method, path] of [
    ['POST', `/mfa/v1/users/${owner.userId}/passkeys`],
    ['PUT', pathOf(owner)],
    ['PATCH', pathOf(owner)],
  ] as const) {
    expect((await client.call(method, path, { as: HELPER, headers: WHY, body })).status, method).toBeGreaterThanOrEqual(
      400,
    );
  }
  expect(await passkeysOf(client, owner.userId)).toMatchObject([{ name: owner.key.passkey.name }]);
});

test('removes a passkey not unseen: its owner is told with its name, and who did it is recorded', async () => {
  const owner = await newOwner();
  expect((await client.call('DELETE', pathOf(owner), { as: HELPER, headers: WHY })).status).toBe(204);
  const [message, ...others] = messagesTo(client, owner.mail);
  expect([others, message?.text]).toEqual([[], expect.stringContaining(owner.key.passkey.name)]);
  const records = (await recordsOf()).filter(({ userId }) => userId === owner.userId);
  expect(JSON.stringify(records)).toContain('helper');
});

test.each(['Phone\nCall 0120', '\u202eenohP', '', 'x'.repeat(65)])(
  'gives no name that shows other than what it is: %j',
  async (name) => {
    const owner = await newOwner();
    expect((await client.call('PATCH', pathOf(owner), { as: HELPER, headers: WHY, body: { name } })).status).toBe(422);
  },
);

test('reaches no passkey of one person by the path of another one', async () => {
  const [owner, other] = [await newOwner(), await newOwner()];
  const crossed = `/mfa/v1/users/${other.userId}/passkeys/${owner.key.passkey.id}`;
  for (const method of ['DELETE', 'PATCH']) {
    const body = method === 'PATCH' ? { body: { name: 'Other' } } : {};
    expect((await client.call(method, crossed, { as: HELPER, headers: WHY, ...body })).status).toBe(404);
  }
  expect((await signIn(client, owner)).status).toBe(200);
});
