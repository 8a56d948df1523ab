/** PINs and codes: none works twice, no wrong one is not counted, and nothing is sent twice under one key. */
import { generateSync } from 'otplib';
import { expect } from 'vitest';
import { dynamodbUsers } from '../../../functions/adapters/dynamodb/users.ts';
import { type Answer, CLIENT, CREATE, newPin, SECRET_KEY, VALIDATE } from '../../http/client.ts';
import {
  freshName,
  freshUser,
  LONGEST_TURN_MS,
  later,
  PASSWORD,
  type Scenarios,
  scenario,
  service,
} from '../break-each-call.ts';

interface SentPin {
  readonly userId: string;
  readonly pin: string;
  readonly correlationId: string;
}

async function preparePin(): Promise<SentPin> {
  const userId = await freshUser();
  return { userId, ...(await newPin(service().client, userId)) };
}

function validate({ userId, pin, correlationId }: SentPin): Promise<Answer> {
  return service().client.validateOtp({ userId, otpCode: pin, correlationId });
}

async function failuresOf(userId: string): Promise<number> {
  const { credential } = await dynamodbUsers(service().table).load({ domain: 'DefaultDomain', userId });
  return credential?.failures ?? 0;
}

interface Enrolled {
  readonly userId: string;
  readonly secret: string;
}

async function codeOfApp({ userId, secret }: Enrolled): Promise<Answer> {
  const { client } = service();
  const otpCode = generateSync({ secret, epoch: Math.floor(Date.now() / 1000) });
  const begun = await client.createOtp({ userId, deliveryChannel: 'totp' });
  if (begun.status !== 200) return begun;
  const { correlationId } = begun.body;
  return client.validateOtp({ userId, otpCode, correlationId, deliveryChannel: 'totp' });
}

interface Mailing {
  readonly userId: string;
  readonly key: string;
}

function mail({ userId, key }: Mailing): Promise<Answer> {
  const body = { appName: 'demo', userId, deliveryChannel: 'email' };
  return service().client.createOtp({}, { as: CLIENT, body, headers: { 'idempotency-key': key } });
}

async function checkMailing(context: Mailing, answer: Answer): Promise<void> {
  const mails = () => service().aws.inbox.list(`${context.userId}@example.com`);
  const sentFirst = mails().length;
  if (answer.status === 200) expect(sentFirst, 'a success has its effect').toBe(1);
  // A send that was cut off in the middle is under way for 15 seconds, then it has failed.
  later(15_000);
  const again = await mail(context);
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
    expect((await service().client.validateOtp(right)).status, 'the mailed PIN').toBe(200);
  }
  expect((await mail({ ...context, key: `${context.key}-next` })).status, 'the next try').toBe(200);
}

export const OTP: Scenarios = {
  [`POST ${VALIDATE}`]: [
    scenario({
      name: 'of a right PIN',
      prepare: preparePin,
      act: validate,
      async check(sent, answer) {
        const later = [await validate(sent), await validate(sent)];
        const accepted = [answer, ...later].filter(({ status }) => status === 200);
        expect(accepted.length, 'accepted').toBeLessThanOrEqual(1);
        const fresh = { userId: sent.userId, ...(await newPin(service().client, sent.userId)) };
        expect((await validate(fresh)).status, 'the next try').toBe(200);
      },
    }),
    scenario({
      name: 'of a wrong PIN',
      prepare: preparePin,
      healthyStatus: 422,
      act: ({ userId, correlationId }) => service().client.validateOtp({ userId, correlationId, otpCode: '000000' }),
      async check(sent, answer) {
        expect(answer.status).not.toBe(200);
        if (answer.body.minorCode === 'OTP_INVALID') expect(await failuresOf(sent.userId)).toBeGreaterThanOrEqual(1);
        expect((await validate(sent)).status, 'the next try').toBe(200);
        expect(await failuresOf(sent.userId)).toBe(0);
      },
    }),
    scenario({
      name: 'of a code of an authenticator',
      async prepare() {
        const userId = await freshUser();
        const { body } = await service().client.call('POST', SECRET_KEY, { as: `${userId}:${PASSWORD}` });
        return { userId, secret: String(body.secret_key) };
      },
      act: codeOfApp,
      async check(enrolled, answer) {
        const again = await codeOfApp(enrolled);
        expect([answer, again].filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
        // What broke on its way may not have given its lease back.
        later(LONGEST_TURN_MS);
        expect((await codeOfApp(enrolled)).status, 'the next step').toBe(200);
      },
    }),
  ],

  [`POST ${CREATE}`]: [
    scenario({
      name: 'by mail under an Idempotency-Key, to a user who never had a PIN',
      prepare: async () => ({ userId: await freshUser(), key: freshName() }),
      act: mail,
      check: checkMailing,
    }),
    scenario({
      name: 'by mail under an Idempotency-Key, to a user who has PINs',
      async prepare() {
        const userId = await freshUser();
        await newPin(service().client, userId);
        return { userId, key: freshName() };
      },
      act: mail,
      check: checkMailing,
    }),
  ],
};
