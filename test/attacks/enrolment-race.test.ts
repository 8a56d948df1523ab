/**
 * The attack: a thief with the password makes a key for an authenticator at the very moment at which the owner registers
 * his first device. Whoever decides by comparing the times of two functions can take the thief's key for one that came
 * after the device, and so for one that took a proof.
 */
import { generateSync } from 'otplib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OtpClient, startClient } from '../http/client.ts';
import { devicesOf, newPerson, register } from '../http/enrolment-client.ts';

const LOOPS = 14;
let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.service.close());

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
