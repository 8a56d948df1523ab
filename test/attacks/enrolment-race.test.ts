/**
 * The attack: a thief with the password makes a key for an authenticator at the very moment at which the owner registers
 * his first device. Whoever decides by comparing the times of two functions can take the thief's key for one that came
 * after the device, and so for one that took a proof.
 */
import { randomBytes } from 'node:crypto';
import { base32nopad } from '@scure/base';
import { generateSync } from 'otplib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dynamodbCredentials } from '../../functions/adapters/dynamodb/credentials.ts';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { dynamodbUsers } from '../../functions/adapters/dynamodb/users.ts';
import { epochOf, ownershipOf } from '../../functions/core/directory/epoch.ts';
import type { UserKey } from '../../functions/core/directory/user.ts';
import { NO_STEP } from '../../functions/core/otp/hotp.ts';
import { sealTotpSecret } from '../../functions/core/secrets/seal.ts';
import { Secret } from '../../functions/core/secrets/secret.ts';
import { type OtpClient, startClient } from '../http/client.ts';
import { devicesOf, newPerson, register } from '../http/enrolment-client.ts';
import { openPages } from '../http/page-client.ts';
import { enrolDevice, keyRing } from '../http/push-client.ts';
import { askToken } from '../http/token-client.ts';

const LOOPS = 14;
let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.service.close());

async function sealedKey(user: UserKey) {
  const keys = await (await keyRing()).current();
  const bytes = randomBytes(20);
  const sealed = sealTotpSecret(keys, randomBytes, user, new Secret(bytes));
  const key = { sealed, keyId: keys.id, lastStep: NO_STEP, createdAtMs: Date.now() };
  return { secret: base32nopad.encode(bytes), key };
}

async function confirms(userId: string, secret: string): Promise<boolean> {
  const { correlationId } = (await client.createOtp({ userId, deliveryChannel: 'totp' })).body;
  const otpCode = generateSync({ secret });
  const fields = { userId, deliveryChannel: 'totp', correlationId: correlationId ?? 'none', otpCode };
  return (await client.validateOtp(fields)).status === 200;
}

test('a key that a password made during a registration never counts beside the device', async () => {
  for (let loop = 0; loop < LOOPS; loop++) {
    const owner = await newPerson(client);
    const code = String((await owner.askCode()).body.enrolmentCode);
    const [device, ...keys] = await Promise.all([register(client, code), owner.askKey(), owner.askKey()]);
    const made = keys.filter(({ status }) => status === 200).map(({ body }) => String(body.secret_key));
    const confirmed = [];
    for (const secret of made) confirmed.push(await confirms(owner.userId, secret));
    if (device?.status === 201) {
      expect(confirmed, `loop ${loop}`).not.toContain(true);
    } else {
      // The thief was first: his key ended the code, so there is no device for it to stand beside.
      expect(await devicesOf(client, owner.userId)).toEqual([]);
    }
  }
});

test.each(['password', 'client'] as const)(
  'a key that a %s made in between, wherever it came from, counts by no door',
  async (by) => {
    const owner = await newPerson(client);
    await enrolDevice(client, owner.userId);
    const user = { domain: 'DefaultDomain', userId: owner.userId };
    const table = openTable('sekisho');
    const { account, credential } = await dynamodbUsers(table).load(user);
    if (account === undefined) throw new Error('no account');
    // What the slowest of all calls could leave: a write that was decided before there was a device.
    const { secret, key } = await sealedKey(user);
    const stored = await dynamodbCredentials(table).beginEnrolment(user, {
      seenVersion: credential?.enrolment?.version,
      enrolment: { begunAtMs: [] },
      pendingTotp: { ...key, by, epoch: epochOf(account) },
      besideConfirmed: false,
      owner: ownershipOf(account),
    });
    expect(stored).toBe('stored');
    expect(await confirms(owner.userId, secret)).toBe(false);
    const form = { grant_type: 'PASSWORD', username: owner.userId, password: owner.password };
    const token = await askToken(client, { ...form, otp_code: generateSync({ secret }) });
    expect([token.status, token.body.errorCode]).toEqual([400, 'OTP_INVALID']);
    const browser = await openPages(client, owner.userId, { purpose: 'enrol' });
    await browser.post('totp', { act: 'check', code: generateSync({ secret }) });
    expect((await browser.get('add-email')).status).toBe(303);
    expect((await dynamodbUsers(table).load(user)).credential?.totp).toBeUndefined();
  },
);

test('a first code and a registration at the same moment leave one factor', async () => {
  for (let loop = 0; loop < LOOPS; loop++) {
    const owner = await newPerson(client);
    const secret = String((await owner.askKey()).body.secret_key);
    const confirming = confirms(owner.userId, secret);
    const asked = owner.askCode();
    const code = String((await asked).body.enrolmentCode ?? '');
    const device = code === '' ? undefined : await register(client, code);
    const isConfirmed = await confirming;
    expect([isConfirmed, device?.status === 201], `loop ${loop}`).not.toEqual([true, true]);
  }
});
