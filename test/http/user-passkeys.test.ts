/** The passkeys of a user, for who helps him: what is shown, renamed and removed, and what he is told of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN, CLIENT, type OtpClient, startClient } from './client.ts';
import { givePasskey, provePasskeyOf, tryPasskey } from './passkey-client.ts';
import { putUser } from './put-user.ts';

let client: OtpClient;
let users = 0;

beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.service.close());

const pathOf = (userId: string, passkeyId?: string) =>
  `/mfa/v1/users/${userId}/passkeys${passkeyId === undefined ? '' : `/${passkeyId}`}`;

async function newUser(): Promise<string> {
  users += 1;
  const userId = `owner-${users}`;
  await putUser({ userId, attributes: { mail: `${userId}@example.com` } }, 'a-password');
  return userId;
}

const list = (userId: string) => client.call('GET', pathOf(userId), { as: ADMIN });

describe('the passkeys of a user', () => {
  it('are listed for who helps him, without key, credential id and user handle', async () => {
    const userId = await newUser();
    const mine = await givePasskey(userId, { name: 'My phone' });
    await provePasskeyOf(client, userId, mine);
    const { status, body } = await list(userId);
    expect(status).toBe(200);
    expect(body).toEqual({
      passkeys: [
        {
          passkeyId: mine.passkey.id,
          name: 'My phone',
          synced: true,
          aaguid: mine.passkey.aaguid,
          rpId: 'localhost',
          addedAt: expect.stringMatching(/Z$/),
          lastUsedAt: expect.stringMatching(/Z$/),
        },
      ],
    });
  });

  it('are none for a user who has none, and nobody is a user who is not known', async () => {
    expect((await list('alice')).body).toEqual({ passkeys: [] });
    expect((await list('nobody')).body.code).toBe('USER_UNKNOWN');
  });

  it('are not for clients and not for the user with his password', async () => {
    const userId = await newUser();
    const { passkey } = await givePasskey(userId);
    for (const as of [CLIENT, `${userId}:a-password`]) {
      expect((await client.call('GET', pathOf(userId), { as })).status).toBe(403);
      expect((await client.call('DELETE', pathOf(userId, passkey.id), { as })).status).toBe(403);
    }
    expect((await list(userId)).body.passkeys).toHaveLength(1);
  });
});

describe('a passkey', () => {
  it('is given another name, in the one spelling that is kept', async () => {
    const userId = await newUser();
    const { passkey } = await givePasskey(userId);
    const path = pathOf(userId, passkey.id);
    const { status, body } = await client.call('PATCH', path, { as: ADMIN, body: { name: '  Key   on my ring ' } });
    expect([status, body.name]).toEqual([200, 'Key on my ring']);
    expect((await list(userId)).body.passkeys).toEqual([body]);
  });

  it.each(['', ' ', 'a\u202Eb', 'x'.repeat(65), 'two\nlines'])(
    'is not given a name that shows as another: %j',
    async (name) => {
      const userId = await newUser();
      const { passkey } = await givePasskey(userId);
      const answer = await client.call('PATCH', pathOf(userId, passkey.id), { as: ADMIN, body: { name } });
      expect([answer.status, answer.body.code]).toEqual([422, 'FIELD_INVALID']);
    },
  );

  it('that was lost is removed: it proves nothing any more, its owner is told which one, and the others stay', async () => {
    const userId = await newUser();
    const lost = await givePasskey(userId, { name: 'Lost phone' });
    const other = await givePasskey(userId, { name: 'Key' });
    expect((await client.call('DELETE', pathOf(userId, lost.passkey.id), { as: ADMIN })).status).toBe(204);
    expect((await provePasskeyOf(client, userId, lost)).body.code).toBe('PASSKEY_UNKNOWN');
    expect((await provePasskeyOf(client, userId, other)).status).toBe(200);
    const [notice] = client.service.aws?.inbox.list(`${userId}@example.com`) ?? [];
    expect(notice?.text).toContain('Lost phone');
  });

  it('is removed also when it is the last factor, and its credential id may be used again', async () => {
    const userId = await newUser();
    const { passkey } = await givePasskey(userId);
    expect((await client.call('DELETE', pathOf(userId, passkey.id), { as: ADMIN })).status).toBe(204);
    expect((await tryPasskey(client, userId)).body.code).toBe('FACTOR_NOT_ENROLLED');
    const { credentialId, id } = passkey;
    expect((await givePasskey(await newUser(), { credentialId, id })).passkey.id).toBe(id);
  });

  it('is not found twice, nor under the name of another user', async () => {
    const [userId, other] = [await newUser(), await newUser()];
    const { passkey } = await givePasskey(userId);
    const ask = (method: string, user: string) =>
      client.call(method, pathOf(user, passkey.id), { as: ADMIN, ...(method === 'PATCH' && { body: { name: 'x' } }) });
    for (const method of ['PATCH', 'DELETE']) {
      expect([(await ask(method, other)).status, (await ask(method, other)).body.code]).toEqual([
        404,
        'PASSKEY_UNKNOWN',
      ]);
    }
    expect((await ask('DELETE', userId)).status).toBe(204);
    for (const method of ['PATCH', 'DELETE']) expect((await ask(method, userId)).body.code).toBe('PASSKEY_UNKNOWN');
  });
});
