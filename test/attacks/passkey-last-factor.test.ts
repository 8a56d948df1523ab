/**
 * The attack: two tabs, each of which removes another factor at the same moment, so that each sees the other one still
 * there. What is left is nothing, and then a password alone adds a first factor: the thief's. Passkeys stand in items of
 * their own, so here it is tried with two passkeys, a passkey and an authenticator app, and a passkey that text messages
 * need beside them.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dynamodbPasskeys } from '../../functions/adapters/dynamodb/passkeys.ts';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { dynamodbUsers } from '../../functions/adapters/dynamodb/users.ts';
import { MAX_PASSKEYS } from '../../functions/core/passkeys/passkey.ts';
import { register } from '../http/applications.ts';
import { type OtpClient, startClient } from '../http/client.ts';
import { addPasskey, type PageBrowser } from '../http/page-client.ts';
import { givePasskey } from '../http/passkey-client.ts';
import { addTotp, newOwner, type Owner, passkeysOf, provenEnrolment, signIn } from '../http/passkey-owner.ts';
import { putProfile } from '../http/put-user.ts';

let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
  await register(client, ['strict']);
  await client.settings({ 'strict.SmsNeedsOtherFactor': true });
});
afterAll(() => client.service.close());

/** Whose passkey is all that he has. */
async function ownerWithoutAddress(): Promise<Owner> {
  const owner = await newOwner();
  await putProfile({ userId: owner.userId, attributes: {} });
  return owner;
}

const removalOf = ({ key }: Pick<Owner, 'key'>) => `remove-passkey-${key.passkey.id}`;
const remove = (tab: PageBrowser, step: string) => tab.post(step, { act: 'remove' });

async function factorsOf(userId: string): Promise<string[]> {
  const { passkeys = [], credential } = await dynamodbUsers(openTable('sekisho')).load({
    domain: 'DefaultDomain',
    userId,
  });
  return [...passkeys.map(({ id }) => id), ...(credential?.totp === undefined ? [] : ['totp'])];
}

describe('the last factor stays', () => {
  test('where it is the only passkey', async () => {
    const owner = await ownerWithoutAddress();
    const tab = await provenEnrolment(client, owner);
    await remove(tab, removalOf(owner));
    expect(await factorsOf(owner.userId)).toHaveLength(1);
    expect((await signIn(client, owner)).status).toBe(200);
  });

  test('where two tabs remove passkey and authenticator at the same moment', async () => {
    for (let round = 0; round < 6; round++) {
      const owner = await ownerWithoutAddress();
      const tabs = [await provenEnrolment(client, owner), await provenEnrolment(client, owner)] as const;
      await addTotp(tabs[0]);
      await Promise.all([remove(tabs[0], removalOf(owner)), remove(tabs[1], 'remove-totp')]);
      expect((await factorsOf(owner.userId)).length, `round ${round}`).toBeGreaterThanOrEqual(1);
      for (const tab of tabs) await Promise.all([remove(tab, removalOf(owner)), remove(tab, 'remove-totp')]);
      expect(await factorsOf(owner.userId), `round ${round}`).toHaveLength(1);
    }
  });

  test('where two tabs remove the two passkeys at the same moment', async () => {
    for (let round = 0; round < 6; round++) {
      const owner = await ownerWithoutAddress();
      const second = await givePasskey(owner.userId);
      const tabs = [await provenEnrolment(client, owner), await provenEnrolment(client, owner)] as const;
      const steps = [removalOf(owner), removalOf({ key: second })] as const;
      await Promise.all([remove(tabs[0], steps[0]), remove(tabs[1], steps[1]), remove(tabs[1], steps[0])]);
      expect((await factorsOf(owner.userId)).length, `round ${round}`).toBeGreaterThanOrEqual(1);
    }
  });

  test('where text messages work only beside it', async () => {
    const owner = await newOwner();
    await putProfile({ userId: owner.userId, attributes: { mobile: owner.phone } });
    const tab = await provenEnrolment(client, owner, { appName: 'strict' });
    await remove(tab, removalOf(owner));
    expect(await factorsOf(owner.userId)).toHaveLength(1);
  });
});

test('of two tabs that add the twentieth and the one after it at the same moment one does', async () => {
  const owner = await ownerWithoutAddress();
  for (let count = 1; count < MAX_PASSKEYS - 1; count++) await givePasskey(owner.userId);
  const tabs = [await provenEnrolment(client, owner), await provenEnrolment(client, owner)] as const;
  await Promise.allSettled(tabs.map((tab) => addPasskey(client, tab)));
  await addPasskey(client, tabs[0]).catch(() => undefined);
  expect(await passkeysOf(client, owner.userId)).toHaveLength(MAX_PASSKEYS);
  const more = await tabs[1].post('add-passkey', { act: 'begin' });
  expect(more.headers.get('location')).toContain('error=passkeyLimit');
});

test('what one tab removes at the moment at which another one proves it is gone, whatever the proof comes to', async () => {
  const owner = await newOwner();
  const second = await givePasskey(owner.userId);
  const tab = await provenEnrolment(client, owner);
  await Promise.all([remove(tab, removalOf({ key: second })), signIn(client, { userId: owner.userId, key: second })]);
  expect(await factorsOf(owner.userId)).toEqual([owner.key.passkey.id]);
  // Not by a late write either.
  const use = { challenge: 'x', signCount: 0, isBackupEligible: true, isBackedUp: true, usedAtMs: Date.now() };
  const user = { domain: 'DefaultDomain', userId: owner.userId };
  expect(await dynamodbPasskeys(openTable('sekisho')).recordUse(user, second.passkey, use)).toBe('blocked');
});
