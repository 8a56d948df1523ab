/**
 * The attack of passkey-copies.test.ts where an application asks on a page of its own: an authenticator that is not made to
 * be copied was, and owner and thief count beside each other (WebAuthn Level 3 section 6.1.1). The one that comes with a
 * count that was there already is refused, the owner is told at once, and the record has it. A passkey that is synced
 * says no count, or one of each device, and must never be refused for it: whole peers were locked out that way.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordsOf } from '../http/audit-records.ts';
import { type Answer, type OtpClient, startClient } from '../http/client.ts';
import { givePasskey, provePasskeyOf, type TestPasskey } from '../http/passkey-client.ts';
import { putUser } from '../http/put-user.ts';

const BOUND = { isBackupEligible: false, isBackedUp: false };
const REGRESSED = [422, 'PASSKEY_COUNTER_REGRESSED'];

let client: OtpClient;
let users = 0;
let userId: string;

beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.service.close());
beforeEach(async () => {
  users += 1;
  userId = `owner-${users}`;
  await putUser({ userId, attributes: { mail: `${userId}@example.com` } }, 'a-password');
});

const prove = (passkey: TestPasskey, signCount: number): Promise<Answer> =>
  provePasskeyOf(client, userId, passkey, { signCount });
const saidOf = ({ status, body }: Answer) => [status, body.code];
const mails = () => client.service.aws?.inbox.list(`${userId}@example.com`) ?? [];
const suspicions = async () =>
  (await recordsOf()).filter((record) => record.kind === 'passkey-copy-suspected' && record.userId === userId);

describe('the copy of a passkey that is bound to its device', () => {
  it.each([
    ['behind', 4],
    ['equal', 7],
    ['gone', 0],
  ])('is refused when its count is %s, its owner is told and the record has it', async (_what, signCount) => {
    const key = await givePasskey(userId, { ...BOUND, signCount: 6, name: 'Key on my ring' });
    expect((await prove(key, 7)).status).toBe(200);
    expect([mails(), await suspicions()]).toEqual([[], []]);
    expect(saidOf(await prove(key, signCount))).toEqual(REGRESSED);
    expect(mails()).toHaveLength(1);
    expect(mails()[0]?.text).toContain('Key on my ring');
    expect(await suspicions()).toMatchObject([{ phase: 'noted', changed: { passkeyId: key.passkey.id } }]);
  });

  it('does not take the key from its owner, who goes on counting', async () => {
    const key = await givePasskey(userId, { ...BOUND, signCount: 6 });
    expect(saidOf(await prove(key, 6))).toEqual(REGRESSED);
    expect((await prove(key, 7)).status).toBe(200);
  });

  it('does not hide behind a mark that it is synced: whoever holds to device-bound ones is told what became of it', async () => {
    const key = await givePasskey(userId, { ...BOUND, signCount: 6 });
    const { status, body } = await provePasskeyOf(client, userId, key, { signCount: 1, flags: 0x01 | 0x04 | 0x08 });
    expect([status, body.amr]).toEqual([200, ['swk', 'user']]);
    expect(mails()).toHaveLength(1);
  });

  it('is none where an authenticator does not count at all', async () => {
    const key = await givePasskey(userId, { ...BOUND, signCount: 0 });
    for (let round = 0; round < 3; round++) expect((await prove(key, 0)).status).toBe(200);
    expect(mails()).toEqual([]);
  });
});

describe('a passkey that is synced', () => {
  it('is never refused for its count, and nobody is alarmed', async () => {
    const phone = await givePasskey(userId, { signCount: 6 });
    for (const count of [7, 3, 3, 0, 9, 0]) expect((await prove(phone, count)).status).toBe(200);
    expect([mails(), await suspicions()]).toEqual([[], []]);
  });
});
