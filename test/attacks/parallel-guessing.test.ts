/**
 * An attacker with the password sends many guesses at the same moment, so that they are all compared before the first
 * one is counted (CVE-2023-47111 in ZITADEL, CVE-2024-4629 in Keycloak). Here the count, the comparison and the use of
 * the PIN are one conditional write, so the number of comparisons cannot exceed the limit, in any order of arrival.
 * `OTP_INVALID` is what a compared guess answers, `USER_LOCKED` one that was not compared.
 */
import { generateSync } from 'otplib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { dynamodbUsers } from '../../functions/adapters/dynamodb/users.ts';
import { register } from '../http/applications.ts';
import { type Answer, CLIENT, newPin, type OtpClient, SECRET_KEY, startClient, wrongCode } from '../http/client.ts';
import { holdClock, pass } from '../http/clock.ts';
import { openPages } from '../http/page-client.ts';
import { enrolDevice, startPush } from '../http/push-client.ts';
import { putUser } from '../http/put-user.ts';
import { askToken } from '../http/token-client.ts';

let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
  await putUser({ userId: 'other-app', groups: ['OTPRestUserGroup'] }, 'other-app-secret');
  await register(client, ['demo', 'lax'], {
    clients: ['demo-app', 'other-app'],
    rights: ['device-enrolment'],
  });
  holdClock();
  await client.settings({ MaxAttempts: 5, MaxSendAttempts: 0, 'lax.MaxAttempts': 5 });
  pass(31_000);
  // Warm: the first call of a function reads keys, settings and the caller's account.
  await newPin(client, 'bob');
  await client.validateOtp({ userId: 'bob', correlationId: 'x', otpCode: '000000' });
});
afterAll(() => client.service.close());
afterEach(async () => {
  await client.unlock('alice');
  await client.unlock('bob');
});

function tally(answers: readonly Answer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, body } of answers) {
    const key = `${status} ${body.minorCode ?? 'accepted'}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

describe('parallel guesses', () => {
  it('500 wrong ones with MaxAttempts 5: five are compared', async () => {
    const { pin, correlationId } = await newPin(client, 'alice');
    const guess = { userId: 'alice', correlationId, otpCode: wrongCode(pin) };
    const answers = await Promise.all(Array.from({ length: 500 }, () => client.validateOtp(guess)));
    expect(tally(answers)).toEqual({ '422 OTP_INVALID': 5, '422 USER_LOCKED': 495 });
  });

  it('200 right ones: one is accepted', async () => {
    const { pin, correlationId } = await newPin(client, 'alice');
    const right = { userId: 'alice', correlationId, otpCode: pin };
    const answers = await Promise.all(Array.from({ length: 200 }, () => client.validateOtp(right)));
    const counts = tally(answers);
    expect(counts['200 accepted']).toBe(1);
    expect(Object.keys(counts).filter((key) => key.startsWith('5'))).toEqual([]);
  });

  it('the right one after the limit is refused, wherever it stands among 64', async () => {
    for (const place of [0, 5, 32, 63]) {
      const { pin, correlationId } = await newPin(client, 'alice');
      const guesses = Array.from({ length: 64 }, (_, at) => (at === place ? pin : wrongCode(pin)));
      const answers = await Promise.all(
        guesses.map((otpCode) => client.validateOtp({ userId: 'alice', correlationId, otpCode })),
      );
      const { '422 OTP_INVALID': compared = 0, '200 accepted': accepted = 0 } = tally(answers);
      // A right code sets the counter back once, so at most four wrong ones before it and five after it are compared.
      expect(accepted).toBeLessThanOrEqual(1);
      expect(compared).toBeLessThanOrEqual(accepted === 1 ? 9 : 5);
      await client.unlock('alice');
    }
  });

  it('across factors, sessions, applications and clients: five in all', async () => {
    await client.call('POST', SECRET_KEY, { as: 'alice:alice-password' });
    const { pin } = await newPin(client, 'alice');
    const guess = { userId: 'alice', correlationId: 'x', otpCode: wrongCode(pin), appName: 'demo' };
    const ways = [
      {},
      { deliveryChannel: 'totp' },
      { sessionId: 'a' },
      { sessionId: 'b' },
      { appName: 'lax' },
      { userId: ' ＡＬＩＣＥ' },
    ];
    const clients = [CLIENT, 'other-app:other-app-secret'];
    const answers = await Promise.all(
      Array.from({ length: 120 }, (_, at) =>
        client.validateOtp({}, { as: clients[at % 2] ?? CLIENT, body: { ...guess, ...ways[at % ways.length] } }),
      ),
    );
    expect(tally(answers)).toEqual({ '422 OTP_INVALID': 5, '422 USER_LOCKED': 115 });
  });

  it('by every door at once, pages, phone and token endpoint too: five in all', async () => {
    const device = await enrolDevice(client, 'alice');
    const { challengeId, matchCode } = await startPush(client, 'alice');
    const browsers = [await openPages(client, 'alice'), await openPages(client, 'alice', { appName: 'lax' })];
    const sent = { sent: 'x', until: String(Date.now() + 60_000) };
    const form = { grant_type: 'PASSWORD', username: 'alice', password: 'alice-password', otp_code: '000000' };
    const doors = [
      () => client.validateOtp({ userId: 'alice', correlationId: 'x', otpCode: '000000' }),
      () => device.approve(challengeId, wrongCode(matchCode)),
      () => askToken(client, form),
      () => browsers[0]?.post('totp', { act: 'check', code: '000000' }),
      () => browsers[1]?.post('email', { act: 'check', code: '000000', ...sent }),
    ];
    const answers = await Promise.all(Array.from({ length: 60 }, (_, at) => doors[at % doors.length]?.()));
    expect(answers.filter((answer) => answer !== undefined && answer.status >= 500)).toEqual([]);
    const { credential } = await dynamodbUsers(openTable('sekisho')).load({ domain: 'DefaultDomain', userId: 'alice' });
    expect(credential).toMatchObject({ failures: 5, streak: 5 });
  });
});

describe('an authenticator code', () => {
  it('sent 100 times at once is accepted once', async () => {
    const enrolled = await client.call('POST', SECRET_KEY, { as: 'bob:bob-password' });
    await client.settings({ MaxAttempts: 100 });
    const sendAtOnce = async () => {
      pass(31_000);
      const { body } = await client.createOtp({ userId: 'bob', deliveryChannel: 'totp' });
      const otpCode = generateSync({ secret: String(enrolled.body.secret_key), epoch: Math.floor(Date.now() / 1000) });
      const attempt = { userId: 'bob', otpCode, correlationId: body.correlationId, deliveryChannel: 'totp' };
      return tally(await Promise.all(Array.from({ length: 99 }, () => client.validateOtp(attempt))));
    };
    // The first code of a key confirms it, under the lease of the user: some of the others find that taken.
    const { '429 TOO_MANY_REQUESTS': busy = 0, ...first } = await sendAtOnce();
    expect(first).toEqual({ '200 accepted': 1, '422 OTP_REPLAYED': 98 - busy });
    await client.unlock('bob');
    const next = await sendAtOnce();
    await client.settings({ MaxAttempts: 5, MaxSendAttempts: 0 });
    pass(31_000);
    expect(next).toEqual({ '200 accepted': 1, '422 OTP_REPLAYED': 98 });
  });
});

describe('parallel requests for PINs', () => {
  it('50 with MaxPins 5: five PINs are left and none answers 5xx', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => client.createOtp({ userId: 'alice' })));
    const statuses = Object.keys(tally(answers).valueOf());
    expect(statuses.filter((key) => key.startsWith('5'))).toEqual([]);
    const made = answers.filter(({ status }) => status === 200);
    const alive = [];
    for (const { body } of made) {
      const answer = await client.validateOtp({
        userId: 'alice',
        correlationId: body.correlationId,
        otpCode: body.minorCode,
      });
      alive.push(answer.status === 200);
      await client.unlock('alice');
    }
    expect(alive.filter(Boolean)).toHaveLength(5);
  });

  it('50 with a budget of 5: five are sent', async () => {
    await client.settings({ MaxSendAttempts: 5 });
    pass(31_000);
    client.service.aws?.inbox.clear();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => client.createOtp({ userId: 'alice', deliveryChannel: 'email' })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
    expect(client.service.aws?.inbox.list()).toHaveLength(5);
  });
});
