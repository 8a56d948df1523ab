import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeExecutionCommand, type DescribeExecutionOutput, SFNClient } from '@aws-sdk/client-sfn';
import { CreatePlatformApplicationCommand, SetEndpointAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { register } from './applications.ts';
import { type OtpClient, startClient } from './client.ts';
import { enrolDevice, read, startPush, type TestDevice } from './push-client.ts';
import { putUser } from './put-user.ts';

let client: OtpClient;
let sns: SNSClient;
let sfn: SFNClient;
beforeAll(async () => {
  client = await startClient();
  await register(client, ['short']);
  sns = new SNSClient({});
  sfn = new SFNClient({});
  const { PlatformApplicationArn } = await sns.send(
    new CreatePlatformApplicationCommand({ Name: 'test', Platform: 'GCM', Attributes: { PlatformCredential: '{}' } }),
  );
  process.env.FCM_APPLICATION_ARN = PlatformApplicationArn;
  await client.settings({ 'short.PushTimeoutSeconds': 10 });
});
afterEach(() => client.service.aws?.faults.clear());
afterAll(() => client.service.close());

let users = 0;

async function newUser(language = 'en'): Promise<{ userId: string; device: TestDevice; pushToken: string }> {
  users += 1;
  const userId = `machine-${users}`;
  const pushToken = `token-of-${userId}`;
  await putUser({ userId, language }, 'a-password');
  return { userId, pushToken, device: await enrolDevice(client, userId, { platform: 'android', pushToken }) };
}

/** The execution of a challenge once it has ended. */
async function ended(challengeId: string): Promise<DescribeExecutionOutput & { answer: unknown }> {
  const machine = process.env.PUSH_STATE_MACHINE_ARN ?? '';
  const executionArn = `${machine.replace(':stateMachine:', ':execution:')}:${challengeId}`;
  for (;;) {
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (execution.status !== 'RUNNING') return { ...execution, answer: JSON.parse(execution.output ?? 'null') };
    await sleep(50);
  }
}

function eventsOf(challengeId: string): unknown[] {
  const events = client.service.aws?.events.list() ?? [];
  return events.filter(({ detail }) => (detail as { challengeId?: string }).challengeId === challengeId);
}

function pushes(): { text: string }[] {
  return (client.service.aws?.inbox.list() ?? []).filter(({ channel }) => channel === 'push');
}

describe('the state machine of a challenge', () => {
  it.each(['approved', 'denied'] as const)('ends with what the table says when it is %s', async (status) => {
    const { userId, device } = await newUser();
    const { challengeId, matchCode } = await startPush(client, userId);
    await (status === 'approved' ? device.approve(challengeId, matchCode) : device.deny(challengeId, 'not_me'));
    const { body } = await read(client, challengeId);
    const execution = await ended(challengeId);
    expect(execution.status).toBe('SUCCEEDED');
    expect(execution.answer).toEqual({ status, challengeId, answeredAt: body.answeredAt });
    const reason = status === 'denied' ? 'not_me' : 'none';
    expect(eventsOf(challengeId)).toEqual([
      expect.objectContaining({
        source: 'sekisho',
        detailType: 'Push Challenge Answered',
        detail: {
          domain: 'DefaultDomain',
          userId,
          appName: 'demo',
          challengeId,
          status,
          reason,
          answeredAt: body.answeredAt,
        },
      }),
    ]);
  });

  it('writes that nobody answered, after the time of the settings, and says so in an event', async () => {
    const { userId, device } = await newUser();
    const { challengeId, matchCode } = await startPush(client, userId, { appName: 'short' });
    const answer = await read(client, challengeId, 20);
    expect(answer.body).toMatchObject({ status: 'expired', answeredAt: answer.body.expiresAt });
    const late = await device.approve(challengeId, matchCode);
    expect([late.status, late.body.code]).toEqual([422, 'CHALLENGE_EXPIRED']);
    const denied = await device.deny(challengeId, 'mistake');
    expect([denied.status, denied.body.code]).toEqual([422, 'CHALLENGE_EXPIRED']);
    expect((await ended(challengeId)).answer).toMatchObject({ status: 'expired', challengeId });
    expect(eventsOf(challengeId)).toHaveLength(1);
    expect((await read(client, challengeId)).body.status).toBe('expired');
  });

  it('pushes a neutral text with the challenge id: no digits, no name', async () => {
    const { userId } = await newUser('ja');
    const { challengeId, matchCode } = await startPush(client, userId);
    await expect.poll(() => pushes().find(({ text }) => text.includes(challengeId))).toBeDefined();
    const text = pushes().find((push) => push.text.includes(challengeId))?.text ?? '';
    expect(JSON.parse(text).fcmV1Message.message).toMatchObject({
      notification: { title: 'サインインの確認' },
      data: { challengeId },
    });
    expect(text).not.toContain(matchCode);
    expect(text).not.toContain(userId);
  });

  it('does not mind a push that fails: the device pulls', async () => {
    const { userId, device } = await newUser();
    client.service.aws?.faults.inject({ service: 'sns', action: 'Publish', kind: 'throttle', times: Infinity });
    const { challengeId, matchCode } = await startPush(client, userId);
    await sleep(300);
    expect((await device.pull()).body.challenges).toHaveLength(1);
    expect((await device.approve(challengeId, matchCode)).status).toBe(200);
    expect((await ended(challengeId)).answer).toMatchObject({ status: 'approved' });
    expect(pushes().filter(({ text }) => text.includes(challengeId))).toEqual([]);
  });

  it('finds an answer that was there before its task token', async () => {
    const { userId, device } = await newUser();
    client.service.aws?.faults.inject({ service: 'sns', action: 'Publish', kind: 'delay', ms: 1_500 });
    const { challengeId, matchCode } = await startPush(client, userId);
    const wakes = () => client.service.aws?.requests.count()['states.SendTaskSuccess'] ?? 0;
    const before = wakes();
    expect((await device.approve(challengeId, matchCode)).status).toBe(200);
    expect(wakes()).toBe(before);
    expect((await ended(challengeId)).answer).toMatchObject({ status: 'approved' });
    expect(eventsOf(challengeId)).toHaveLength(1);
  });

  it('finds an answer that nobody could wake it for, when its time is over', async () => {
    const { userId, device } = await newUser();
    client.service.aws?.faults.inject({
      service: 'states',
      action: 'SendTaskSuccess',
      kind: 'error500',
      times: Infinity,
    });
    const { challengeId, matchCode } = await startPush(client, userId, { appName: 'short' });
    await sleep(300);
    expect((await device.approve(challengeId, matchCode)).status).toBe(200);
    expect((await read(client, challengeId)).body.status).toBe('approved');
    expect((await ended(challengeId)).answer).toMatchObject({ status: 'approved' });
    expect(eventsOf(challengeId)).toHaveLength(1);
  });

  it('leaves no open challenge behind when it cannot be started', async () => {
    const { userId, device } = await newUser();
    client.service.aws?.faults.inject({
      service: 'states',
      action: 'StartExecution',
      kind: 'error500',
      times: Infinity,
    });
    const answer = await client.call('POST', '/mfa/v1/push-challenges', {
      as: 'demo-app:demo-app-secret',
      body: { userId, appName: 'demo' },
    });
    expect([answer.status, answer.body.code]).toEqual([503, 'TEMPORARILY_UNAVAILABLE']);
    expect((await device.pull()).body.challenges).toEqual([]);
  });

  it('never lets its task token out', async () => {
    const { userId, device } = await newUser();
    const { challengeId, matchCode } = await startPush(client, userId);
    await sleep(300);
    const seen = [await read(client, challengeId), await device.pull(), await device.approve(challengeId, matchCode)];
    const { input, output } = await ended(challengeId);
    const texts = [...seen.map(({ body }) => body), input, output, ...eventsOf(challengeId)];
    expect(JSON.stringify(texts)).not.toMatch(/taskToken/i);
    expect(JSON.stringify(texts)).not.toContain(Buffer.from('sekisho-local:').toString('base64url').slice(0, 16));
    expect(JSON.stringify([input, output, ...eventsOf(challengeId)])).not.toContain(matchCode);
  });
});

describe('registering for pushes', () => {
  it('finds the endpoint of a known token again and revives it when it was disabled', async () => {
    const { userId, pushToken } = await newUser();
    const first = await startPush(client, userId);
    await expect.poll(() => pushes().some(({ text }) => text.includes(first.challengeId))).toBe(true);
    const endpoint = (client.service.aws?.inbox.list() ?? []).find(({ text }) => text.includes(first.challengeId))?.to;
    const disable = { EndpointArn: endpoint, Attributes: { Enabled: 'false', CustomUserData: 'other' } };
    await sns.send(new SetEndpointAttributesCommand(disable));
    await enrolDevice(client, userId, { platform: 'android', pushToken });
    const second = await startPush(client, userId);
    await expect.poll(() => pushes().filter(({ text }) => text.includes(second.challengeId)).length).toBe(2);
    expect(
      client.service.aws?.inbox.list(endpoint).filter(({ text }) => text.includes(second.challengeId)),
    ).toHaveLength(2);
  });

  it('registers the device without pushes when SNS is not there', async () => {
    await putUser({ userId: 'no-sns' }, 'a-password');
    client.service.aws?.faults.inject({ service: 'sns', kind: 'error500', times: Infinity });
    const device = await enrolDevice(client, 'no-sns', { platform: 'android', pushToken: 'a-token' });
    const { challengeId, matchCode } = await startPush(client, 'no-sns');
    expect((await device.approve(challengeId, matchCode)).status).toBe(200);
  });
});
