/** Pushes: one answer counts, what the client reads is what was answered, and a half-begun push can be begun again. */
import { setTimeout as sleep } from 'node:timers/promises';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { expect } from 'vitest';
import { dynamodbDevices } from '../../../functions/adapters/dynamodb/devices.ts';
import { dynamodbUsers } from '../../../functions/adapters/dynamodb/users.ts';
import { type Answer, wrongCode } from '../../http/client.ts';
import { CHALLENGE_RESPONSE } from '../../http/oma-client.ts';
import { enrolDevice, read, type Started, startPush, type TestDevice, tryPush } from '../../http/push-client.ts';
import { freshUser, PASSWORD, type Scenarios, scenario, service } from '../break-each-call.ts';

const OMA_DEVICE = 'old-phone';

interface Person {
  readonly userId: string;
  readonly device: TestDevice;
}

export async function personWithDevice(): Promise<Person> {
  const userId = await freshUser();
  const device = await enrolDevice(service().client, userId, { platform: 'android', pushToken: `token-of-${userId}` });
  return { userId, device };
}

async function personWithOmaDevice(): Promise<{ userId: string }> {
  const userId = await freshUser();
  const device = { id: OMA_DEVICE, name: 'Old phone', platform: 'android', createdAtMs: Date.now() } as const;
  const user = { domain: 'DefaultDomain', userId };
  await dynamodbDevices(service().table).add(user, { ...device, generation: undefined });
  return { userId };
}

async function asked<P extends { userId: string }>(person: Promise<P>, appName = 'demo'): Promise<P & Started> {
  const known = await person;
  const started = await startPush(service().client, known.userId, { appName });
  await machineWaits(started.challengeId);
  return { ...known, ...started };
}

/** Its own calls to AWS are over then, so none of them meets a fault that is meant for the route. */
async function machineWaits(challengeId: string): Promise<void> {
  const { client, name } = service().table;
  const read = new GetCommand({ TableName: name, Key: { pk: `CHALLENGE#${challengeId}`, sk: 'CHALLENGE' } });
  while ((await client.send(read)).Item?.taskToken === undefined) await sleep(5);
}

async function statusOf(challengeId: string): Promise<string | undefined> {
  return (await read(service().client, challengeId)).body.status;
}

async function failuresOf(userId: string): Promise<number> {
  const { credential } = await dynamodbUsers(service().table).load({ domain: 'DefaultDomain', userId });
  return credential?.failures ?? 0;
}

/** The next push of this user is answered and read as if nothing had been. */
export async function expectPush({ userId, device }: Person): Promise<void> {
  const { challengeId, matchCode } = await startPush(service().client, userId);
  expect((await device.approve(challengeId, matchCode)).status, 'the next approval').toBe(200);
  expect(await statusOf(challengeId)).toBe('approved');
  expect(await failuresOf(userId), 'failures after a success').toBe(0);
}

/** Of all answers that a device gave at most one was taken, and whether it was told so or not, the client reads it. */
async function expectOneAnswer(challengeId: string, answers: readonly Answer[]): Promise<void> {
  const taken = answers.filter(({ status }) => status === 200);
  expect(taken.length, 'answers that count').toBeLessThanOrEqual(1);
  expect(await statusOf(challengeId)).toBe('approved');
}

const allow = (userId: string, challengeId: string): Promise<Answer> =>
  service().client.call('POST', CHALLENGE_RESPONSE, {
    as: `${userId}:${PASSWORD}`,
    body: { deviceId: OMA_DEVICE, challengeId, response: 'allow' },
  });

export const PUSH: Scenarios = {
  'POST /mfa/v1/push-challenges': [
    scenario({
      name: 'begins a push',
      prepare: personWithDevice,
      act: ({ userId }) => tryPush(service().client, userId),
      async check(person, answer, isLasting) {
        const { device } = person;
        const open = (await device.pull()).body.challenges as unknown as readonly object[];
        if (answer.status === 201) {
          const { challengeId, matchCode } = answer.body;
          expect((await device.approve(String(challengeId), matchCode)).status).toBe(200);
          expect(await statusOf(String(challengeId))).toBe('approved');
        } else if (!isLasting) expect(open, 'questions that nobody waits for').toEqual([]);
        await expectPush(person);
      },
    }),
  ],

  'GET /mfa/v1/push-challenges/{challengeId}': [
    scenario({
      name: 'reads an approved push',
      async prepare() {
        const context = await asked(personWithDevice());
        await context.device.approve(context.challengeId, context.matchCode);
        return context;
      },
      act: ({ challengeId }) => read(service().client, challengeId),
      async check({ challengeId }, answer) {
        if (answer.status === 200) expect(answer.body.status).toBe('approved');
        expect(await statusOf(challengeId), 'the next try').toBe('approved');
      },
    }),
  ],

  'POST /mfa/v1/push-challenges/{challengeId}/answer': [
    scenario({
      name: 'approves',
      prepare: () => asked(personWithDevice()),
      act: ({ device, challengeId, matchCode }) => device.approve(challengeId, matchCode),
      async check(context, answer) {
        const { device, challengeId, matchCode } = context;
        const again = await device.approve(challengeId, matchCode);
        await expectOneAnswer(challengeId, [answer, again]);
        await expectPush(context);
      },
    }),
    scenario({
      name: 'approves with wrong digits',
      prepare: () => asked(personWithDevice()),
      healthyStatus: 422,
      act: ({ device, challengeId, matchCode }) => device.approve(challengeId, wrongCode(matchCode)),
      async check(context, answer) {
        const { userId, device, challengeId, matchCode } = context;
        expect(answer.status).not.toBe(200);
        if (answer.body.code === 'OTP_INVALID') expect(await failuresOf(userId)).toBeGreaterThanOrEqual(1);
        expect((await device.approve(challengeId, matchCode)).status, 'the right digits').toBe(200);
        expect(await failuresOf(userId)).toBe(0);
      },
    }),
    scenario({
      name: 'denies for good',
      prepare: () => asked(personWithDevice()),
      act: ({ device, challengeId }) => device.deny(challengeId, 'not_me'),
      async check({ userId, device, challengeId }, answer) {
        const again = await device.deny(challengeId, 'not_me');
        expect([answer.status, again.status].filter((status) => status === 200).length).toBeLessThanOrEqual(1);
        expect(await statusOf(challengeId)).toBe('denied');
        expect((await tryPush(service().client, userId)).body.code).toBe('PUSH_STOPPED');
        expect((await service().client.unlock(userId)).status).toBe(204);
        await expectPush({ userId, device });
      },
    }),
  ],

  [`POST ${CHALLENGE_RESPONSE}`]: [
    scenario({
      name: 'allows with the password',
      prepare: () => asked(personWithOmaDevice(), 'shop'),
      act: ({ userId, challengeId }) => allow(userId, challengeId),
      async check({ userId, challengeId }, answer) {
        await expectOneAnswer(challengeId, [answer, await allow(userId, challengeId)]);
        const next = await startPush(service().client, userId, { appName: 'shop' });
        expect((await allow(userId, next.challengeId)).status, 'the next push').toBe(200);
        expect(await failuresOf(userId)).toBe(0);
      },
    }),
  ],

  'GET /mfa/v1/devices/{deviceId}/challenges': [
    scenario({
      name: 'pulls what is open',
      prepare: () => asked(personWithDevice()),
      act: ({ device }) => device.pull(),
      async check({ device, challengeId }, answer) {
        const open = [expect.objectContaining({ challengeId })];
        if (answer.status === 200) expect(answer.body.challenges).toEqual(open);
        expect((await device.pull()).body.challenges, 'the next try').toEqual(open);
      },
    }),
  ],
};
