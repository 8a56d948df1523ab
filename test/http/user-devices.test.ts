import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN, CLIENT, type OtpClient, startClient } from './client.ts';
import { enrolDevice, startPush, type TestDevice, tryPush } from './push-client.ts';
import { putUser } from './put-user.ts';
import { DOMAINS, inDomain } from './token-client.ts';

let client: OtpClient;
let users = 0;

beforeAll(async () => {
  client = await startClient();
  await client.call('POST', DOMAINS, { as: ADMIN, body: { name: 'Other' } });
  await putUser({ userId: 'boss', groups: ['Administrators'] }, 'boss-password', 'Other');
});
afterAll(() => client.service.close());

const pathOf = (userId: string) => `/mfa/v1/users/${encodeURIComponent(userId)}/devices`;

async function newUser(): Promise<{ userId: string; device: TestDevice }> {
  users += 1;
  const userId = `owner-${users}`;
  await putUser({ userId, attributes: { mail: `${userId}@example.com` } }, 'a-password');
  return { userId, device: await enrolDevice(client, userId) };
}

describe('the devices of a user', () => {
  it('are listed for an administrator, without their keys', async () => {
    const { userId, device } = await newUser();
    const { status, body } = await client.call('GET', pathOf(userId), { as: ADMIN });
    expect(status).toBe(200);
    expect(body).toEqual({
      devices: [
        {
          deviceId: device.id,
          name: 'Test phone',
          platform: 'web',
          signs: true,
          push: false,
          registeredAt: expect.stringMatching(/Z$/),
        },
      ],
    });
  });

  it('are none for a user who has none, and nobody is a user who is not known', async () => {
    expect((await client.call('GET', pathOf('alice'), { as: ADMIN })).body).toEqual({ devices: [] });
    expect((await client.call('GET', pathOf('nobody'), { as: ADMIN })).body.code).toBe('USER_UNKNOWN');
    const elsewhere = await client.call('GET', `${pathOf('alice')}?domain=Nowhere`, { as: ADMIN });
    expect(elsewhere.body.code).toBe('DOMAIN_UNKNOWN');
  });

  it('are for administrators alone, and for those of their own domain', async () => {
    const { userId, device } = await newUser();
    for (const [method, path] of [
      ['GET', pathOf(userId)],
      ['DELETE', `${pathOf(userId)}/${device.id}`],
    ] as const) {
      for (const as of [CLIENT, `${userId}:a-password`]) {
        expect([401, 403], `${method} ${as}`).toContain((await client.call(method, path, { as })).status);
      }
      const asBoss = { as: 'boss:boss-password', headers: inDomain('Other') };
      expect((await client.call(method, path, asBoss)).status).toBe(404);
      const reaching = await client.call(method, `${path}?domain=DefaultDomain`, asBoss);
      expect(reaching.status).toBeGreaterThanOrEqual(400);
    }
    expect((await device.pull()).status).toBe(200);
  });
});

describe('a device that was lost', () => {
  it('is removed, and can then neither ask nor answer, not even what was open', async () => {
    const { userId, device } = await newUser();
    const { challengeId, matchCode } = await startPush(client, userId);
    const { status } = await client.call('DELETE', `${pathOf(userId)}/${device.id}`, { as: ADMIN });
    expect(status).toBe(204);
    expect((await device.pull()).body.code).toBe('SIGNATURE_INVALID');
    expect((await device.approve(challengeId, matchCode)).status).toBeGreaterThanOrEqual(400);
    expect((await tryPush(client, userId)).body.code).toBe('FACTOR_NOT_ENROLLED');
  });

  it('leaves the other ones alone, and the user is told', async () => {
    const { userId, device } = await newUser();
    const other = await enrolDevice(client, userId);
    await client.call('DELETE', `${pathOf(userId)}/${device.id}`, { as: ADMIN });
    const { challengeId, matchCode } = await startPush(client, userId);
    expect((await other.approve(challengeId, matchCode)).status).toBe(200);
    const [notice] = client.service.aws?.inbox.list(`${userId}@example.com`) ?? [];
    expect(notice?.text).toContain('Removed: phone that approves sign-ins');
  });

  it('is not found twice, nor under the name of another user', async () => {
    const { userId, device } = await newUser();
    const { userId: other } = await newUser();
    const remove = (user: string, id: string) => client.call('DELETE', `${pathOf(user)}/${id}`, { as: ADMIN });
    expect((await remove(other, device.id)).body.code).toBe('DEVICE_UNKNOWN');
    expect((await remove(userId, device.id)).status).toBe(204);
    expect((await remove(userId, device.id)).body.code).toBe('DEVICE_UNKNOWN');
    expect((await remove(userId, '..%2FCREDENTIAL')).status).toBe(404);
  });
});
