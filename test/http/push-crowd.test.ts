import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { register } from './applications.ts';
import { type OtpClient, startClient } from './client.ts';
import { enrolDevice, read, startPush, type TestDevice } from './push-client.ts';
import { putProfile } from './put-user.ts';

const CROWD = 100;

let client: OtpClient;
beforeAll(async () => {
  client = await startClient();
  await register(client, ['crowd']);
  // On a busy machine a hundred starts and answers can take longer than the minute that a push waits.
  await client.settings({ 'crowd.PushTimeoutSeconds': 600 });
});
afterAll(() => client.service.close());

it('answers a hundred challenges at once: none lost, none twice, machines and table agree', async () => {
  const people: { userId: string; device: TestDevice }[] = [];
  for (let person = 0; person < CROWD; person++) {
    const userId = `crowd-${person}`;
    await putProfile({ userId });
    people.push({ userId, device: await enrolDevice(client, userId) });
  }
  const started = await Promise.all(
    people.map(async (person) => ({ ...person, ...(await startPush(client, person.userId, { appName: 'crowd' })) })),
  );
  // Everybody answers twice at the same moment, with different answers: one of the two must lose.
  const outcomes = await Promise.all(
    started.map(async ({ device, challengeId, matchCode }) => {
      const answers = await Promise.all([device.approve(challengeId, matchCode), device.deny(challengeId, 'mistake')]);
      return { challengeId, answers };
    }),
  );
  const machine = (process.env.PUSH_STATE_MACHINE_ARN ?? '').replace(':stateMachine:', ':execution:');
  for (const { challengeId, answers } of outcomes) {
    const won = answers.filter(({ status }) => status === 200);
    expect(won, JSON.stringify(answers)).toHaveLength(1);
    const { body } = await read(client, challengeId);
    expect(body.status).toBe(won[0]?.body.status);
    const output = await outputOf(`${machine}:${challengeId}`);
    expect(output).toEqual({ status: body.status, challengeId, answeredAt: body.answeredAt });
  }
  const events = client.service.aws?.events.list().filter(({ detailType }) => !detailType.startsWith('audit.')) ?? [];
  const answered = events.map(({ detail }) => (detail as { challengeId: string }).challengeId);
  expect(answered.toSorted()).toEqual(started.map(({ challengeId }) => challengeId).toSorted());
}, 400_000);

async function outputOf(executionArn: string): Promise<unknown> {
  const sfn = new SFNClient({});
  for (;;) {
    const { status, output = 'null' } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (status !== 'RUNNING') return JSON.parse(output);
    await sleep(50);
  }
}
