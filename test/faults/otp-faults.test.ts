/**
 * Every AWS call behind createOTP and validateOTP fails in every way: throttled, broken, in conflict, silent, or done
 * without an answer; once, so that the SDK's next try meets a healthy service, and for good. Whatever fails: no success
 * without its effect, no code that works twice, no wrong code that is not counted, no message sent twice under one
 * Idempotency-Key, and the next try works.
 */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { generateSync } from 'otplib';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openTable, PROFILE, userPartition } from '../../functions/adapters/dynamodb/table.ts';
import { dynamodbUsers } from '../../functions/adapters/dynamodb/users.ts';
import type { EmbeddedAws, FaultKind } from '../../local/aws/index.ts';
import { type Answer, CLIENT, newPin, type OtpClient, SECRET_KEY, startClient } from '../http/client.ts';

let client: OtpClient;
let aws: EmbeddedAws;
let users = 0;

// Hundreds of calls, each with the SDK's waiting between its tries.
vi.setConfig({ testTimeout: 240_000 });

beforeAll(async () => {
  client = await startClient();
  if (client.service.aws === undefined) throw new Error('these tests break the embedded AWS');
  aws = client.service.aws;
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  await client.settings({ pinExpiry: 3_600_000, MaxSendAttempts: 0, MaxAttempts: 50 });
  await newPin(client, 'bob');
});
afterAll(() => {
  vi.useRealTimers();
  return client.service.close();
});
afterEach(() => aws.faults.clear());

/** A user to whom nothing has happened yet. */
async function freshUser(): Promise<string> {
  const userId = `user-${users++}`;
  const table = openTable('sekisho');
  const profile = { userId, language: 'en', attributes: { mail: `${userId}@example.com` } };
  const key = { pk: userPartition({ domain: 'DefaultDomain', userId }), sk: PROFILE };
  await table.client.send(new PutCommand({ TableName: table.name, Item: { ...key, ...profile } }));
  return userId;
}

/** All that is remembered is forgotten: settings, callers, the key ring. */
function forget(): void {
  vi.setSystemTime(Date.now() + 6 * 60_000);
}

/** An outage looks the same to the caller whatever its kind, so two of them also last for good. */
const FOR_GOOD = 1_000;
const FAULTS: readonly { kind: FaultKind; times: number }[] = [
  { kind: 'throttle', times: 1 },
  { kind: 'error500', times: 1 },
  { kind: 'conflict', times: 1 },
  { kind: 'lost-answer', times: 1 },
  { kind: 'error500', times: FOR_GOOD },
  { kind: 'lost-answer', times: FOR_GOOD },
];
const SILENCE: typeof FAULTS = [{ kind: 'timeout', times: 1 }];

/** Runs `act` healthy once to count its AWS calls, then with each call failing in each way, and lets `check` judge. */
async function breakEachCall<C>(
  scenario: {
    prepare(): Promise<C>;
    act(context: C): Promise<Answer>;
    check(context: C, answer: Answer): Promise<void>;
  },
  faults: typeof FAULTS,
): Promise<number> {
  const healthy = await scenario.prepare();
  forget();
  aws.requests.reset();
  expect((await scenario.act(healthy)).status).toBeLessThan(500);
  const calls = Object.values(aws.requests.count()).reduce((sum, count) => sum + count, 0);
  let runs = 0;
  for (const { kind, times } of faults) {
    for (let nth = 1; nth <= calls; nth++) {
      const context = await scenario.prepare();
      forget();
      aws.faults.inject({ kind, nth, times });
      const answer = await scenario.act(context);
      aws.faults.clear();
      try {
        await scenario.check(context, answer);
      } catch (error) {
        throw new Error(
          `call ${nth} of ${calls}, ${kind}, ${times} times: ${answer.status} ${JSON.stringify(answer.body)}`,
          { cause: error },
        );
      }
      runs += 1;
    }
  }
  return runs;
}

interface SentPin {
  readonly userId: string;
  readonly pin: string;
  readonly correlationId: string;
}

async function preparePin(): Promise<SentPin> {
  const userId = await freshUser();
  return { userId, ...(await newPin(client, userId)) };
}

function validate({ userId, pin, correlationId }: SentPin): Promise<Answer> {
  return client.validateOtp({ userId, otpCode: pin, correlationId });
}

async function failuresOf(userId: string): Promise<number> {
  const { credential } = await dynamodbUsers(openTable('sekisho')).load({ domain: 'DefaultDomain', userId });
  return credential?.failures ?? 0;
}

/** A clear answer: success, a refusal with its code, or "not now" with one; never an empty or half one. */
function expectClear({ status, body }: Answer): void {
  if (status === 200) expect(body.resultCode).toBe('0');
  else
    expect([status, body.resultCode, body.minorCode]).toEqual([
      expect.any(Number),
      '1',
      expect.stringMatching(/^[A-Z_]+$/),
    ]);
}

const rightPin = {
  prepare: preparePin,
  act: validate,
  async check(sent: SentPin, answer: Answer): Promise<void> {
    expectClear(answer);
    const later = [await validate(sent), await validate(sent)];
    const accepted = [answer, ...later].filter(({ status }) => status === 200);
    expect(accepted.length, 'accepted').toBeLessThanOrEqual(1);
    const fresh = { userId: sent.userId, ...(await newPin(client, sent.userId)) };
    expect((await validate(fresh)).status, 'the next try').toBe(200);
  },
};

describe('validateOTP', () => {
  it('of a right PIN', async () => {
    expect(await breakEachCall(rightPin, FAULTS)).toBeGreaterThan(20);
  });

  it('of a right PIN while a call is never answered', async () => {
    expect(await breakEachCall(rightPin, SILENCE)).toBeGreaterThan(2);
  });

  it('of a wrong PIN', async () => {
    const wrong = {
      prepare: preparePin,
      act: ({ userId, correlationId }: SentPin) => client.validateOtp({ userId, correlationId, otpCode: 'wrong' }),
      async check(sent: SentPin, answer: Answer): Promise<void> {
        expectClear(answer);
        expect(answer.status).not.toBe(200);
        if (answer.body.minorCode === 'OTP_INVALID') expect(await failuresOf(sent.userId)).toBeGreaterThanOrEqual(1);
        expect((await validate(sent)).status, 'the next try').toBe(200);
        expect(await failuresOf(sent.userId)).toBe(0);
      },
    };
    expect(await breakEachCall(wrong, FAULTS)).toBeGreaterThan(20);
  });

  it('of a code of an authenticator', async () => {
    const totp = {
      async prepare() {
        const { putUser } = await import('../http/put-user.ts');
        const userId = `totp-${users++}`;
        await putUser({ userId }, 'a-long-password');
        const { body } = await client.call('POST', SECRET_KEY, { as: `${userId}:a-long-password` });
        return { userId, secret: String(body.secret_key) };
      },
      act: async ({ userId, secret }: { userId: string; secret: string }) => {
        const otpCode = generateSync({ secret, epoch: Math.floor(Date.now() / 1000) });
        const begun = await client.createOtp({ userId, deliveryChannel: 'totp' });
        if (begun.status !== 200) return begun;
        return client.validateOtp({
          userId,
          otpCode,
          correlationId: begun.body.correlationId,
          deliveryChannel: 'totp',
        });
      },
      async check(enrolled: { userId: string; secret: string }, answer: Answer): Promise<void> {
        expectClear(answer);
        const again = await totp.act(enrolled);
        expect([answer, again].filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
        vi.setSystemTime(Date.now() + 30_000);
        expect((await totp.act(enrolled)).status, 'the next step').toBe(200);
      },
    };
    expect(await breakEachCall(totp, FAULTS)).toBeGreaterThan(20);
  });
});

describe('createOTP with an Idempotency-Key', () => {
  const mailed = {
    prepare: async () => ({ userId: await freshUser(), key: `fault-${users++}` }),
    act: ({ userId, key }: { userId: string; key: string }) =>
      client.createOtp(
        {},
        {
          as: CLIENT,
          body: { appName: 'demo', userId, deliveryChannel: 'email' },
          headers: { 'idempotency-key': key },
        },
      ),
    async check(context: { userId: string; key: string }, answer: Answer): Promise<void> {
      expectClear(answer);
      const mails = () => aws.inbox.list(`${context.userId}@example.com`);
      const sentFirst = mails().length;
      if (answer.status === 200) expect(sentFirst, 'a success has its effect').toBe(1);
      // A send that was cut off in the middle is under way for 15 seconds, then it has failed.
      vi.setSystemTime(Date.now() + 15_000);
      const again = await mailed.act(context);
      expectClear(again);
      // The mark of a delivered send can be lost too: then its key answers a failure, but sends nothing again.
      if (answer.status === 200 && again.status === 200) expect(again.body).toEqual(answer.body);
      else if (answer.status === 200) expect(again.body.minorCode).toBe('DELIVERY_FAILED');
      const pins = mails().map(({ text }) => /\d{6}/.exec(text)?.[0]);
      expect(new Set(pins).size, 'no PIN is delivered twice').toBe(pins.length);
      if (sentFirst === 1) expect(pins.length, 'the same key sends nothing twice').toBe(1);
      const success = [answer, again].find(({ status }) => status === 200);
      if (success !== undefined) {
        const { correlationId } = success.body;
        const right = { userId: context.userId, correlationId, otpCode: pins[0] };
        expect((await client.validateOtp(right)).status, 'the mailed PIN').toBe(200);
      }
      const next = await mailed.act({ ...context, key: `${context.key}-next` });
      expect(next.status, 'the next try').toBe(200);
    },
  };

  it('by mail, to a user who never had a PIN', async () => {
    expect(await breakEachCall(mailed, FAULTS)).toBeGreaterThan(20);
  });

  it('by mail, to a user who has PINs', async () => {
    const known = {
      ...mailed,
      async prepare() {
        const context = await mailed.prepare();
        await newPin(client, context.userId);
        return context;
      },
    };
    expect(await breakEachCall(known, FAULTS)).toBeGreaterThan(20);
  });

  it('by mail, while a call is never answered', async () => {
    expect(await breakEachCall(mailed, SILENCE)).toBeGreaterThan(2);
  });
});
