import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { register } from './applications.ts';
import { type OtpClient, startClient } from './client.ts';
import { enrolDevice, type TestDevice } from './push-client.ts';
import { putUser } from './put-user.ts';

/** The state machine of docs/push.md section 3, as a reader would paste it. */
function example(pushMachine: string): string {
  const document = readFileSync(new URL('../../docs/push.md', import.meta.url), 'utf8');
  const [, json] = /<!-- example: payment -->\n```json\n([\s\S]*?)```/.exec(document) ?? [];
  if (json === undefined) throw new Error('docs/push.md has no example');
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it stands so in the document.
  return json.replace('${PushStateMachineArn}', pushMachine);
}

let client: OtpClient;
let sfn: SFNClient;
let payments: string;
let device: TestDevice;
beforeAll(async () => {
  client = await startClient();
  await register(client, ['payments', 'plain', 'strict'], { rights: ['other-domains'] });
  await register(client, ['local']);
  await client.settings({ 'plain.PushMatchCode': false });
  sfn = new SFNClient({});
  await putUser({ userId: 'payer' }, 'a-password');
  await putUser({ userId: 'no-device' }, 'a-password');
  device = await enrolDevice(client, 'payer');
  const definition = example(process.env.PUSH_STATE_MACHINE_ARN ?? '');
  const role = 'arn:aws:iam::000000000000:role/payments';
  const created = await sfn.send(new CreateStateMachineCommand({ name: 'payments', definition, roleArn: role }));
  payments = created.stateMachineArn ?? '';
});
afterAll(() => client.service.close());

async function start(stateMachineArn: string, input: object): Promise<string> {
  const { executionArn = '' } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
  );
  return executionArn;
}

async function end(executionArn: string): Promise<{ status: string; output: unknown; error: string; cause: string }> {
  for (;;) {
    const answer = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (answer.status !== 'RUNNING') {
      const { status = '', output = 'null', error = '', cause = '' } = answer;
      return { status, output: JSON.parse(output), error, cause };
    }
    await sleep(50);
  }
}

interface Open {
  readonly challengeId: string;
  readonly appName: string;
  readonly context: { readonly action?: string };
}

async function nextChallenge(): Promise<Open> {
  for (;;) {
    const [open] = (await device.pull()).body.challenges as unknown as Open[];
    if (open !== undefined) return open;
    await sleep(50);
  }
}

const PAYMENT = { payer: 'Payer', payee: 'Acme', amount: '¥ 48,000', matchCode: '402913' };

describe('a push as a step of another state machine, as the document shows it', () => {
  it('releases the payment that was approved', async () => {
    const execution = await start(payments, PAYMENT);
    const open = await nextChallenge();
    expect(open).toMatchObject({ appName: 'payments', context: { action: 'Pay ¥ 48,000 to Acme' } });
    expect((await device.approve(open.challengeId, '402914')).body.code).toBe('OTP_INVALID');
    expect((await device.approve(open.challengeId, '402913')).status).toBe(200);
    expect(await end(execution)).toMatchObject({
      status: 'SUCCEEDED',
      output: { payment: 'released', challengeId: open.challengeId },
    });
  });

  it('holds the payment that was denied', async () => {
    const execution = await start(payments, PAYMENT);
    await device.deny((await nextChallenge()).challengeId, 'mistake');
    expect(await end(execution)).toMatchObject({ status: 'SUCCEEDED', output: { payment: 'held', because: 'denied' } });
  });

  it('fails for a user who cannot be asked, and says why', async () => {
    const { status, error, cause } = await end(await start(payments, { ...PAYMENT, payer: 'no-device' }));
    expect([status, error]).toEqual(['FAILED', 'NotAsked']);
    expect(cause).toContain('Sekisho.FACTOR_NOT_ENROLLED');
  });
});

describe('the push machine, started directly', () => {
  const ask = (input: object) => start(process.env.PUSH_STATE_MACHINE_ARN ?? '', input);
  const REQUEST = { domain: 'DefaultDomain', userId: 'payer', appName: 'plain', context: { action: 'Deploy' } };

  it('needs no digits where the settings ask for none, and returns status, challenge and time', async () => {
    const execution = await ask(REQUEST);
    const { challengeId } = await nextChallenge();
    await device.approve(challengeId);
    expect(await end(execution)).toMatchObject({
      status: 'SUCCEEDED',
      output: { status: 'approved', challengeId, answeredAt: expect.stringMatching(/^\d{4}-.*Z$/) },
    });
  });

  it.each([
    [{ ...REQUEST, appName: 'strict' }, 'Sekisho.FIELD_MISSING', 'matchCode'],
    [{ ...REQUEST, appName: 'strict', matchCode: '12345' }, 'Sekisho.FIELD_MISSING', 'matchCode'],
    [{ ...REQUEST, appName: 'nobodys' }, 'Sekisho.APPLICATION_NOT_REGISTERED', 'appName'],
    [{ ...REQUEST, appName: 'Plain' }, 'Sekisho.APPLICATION_NOT_ALLOWED', 'appName'],
    [{ ...REQUEST, appName: 'local', domain: 'Elsewhere' }, 'Sekisho.APPLICATION_NOT_ALLOWED', 'appName'],
    [{ ...REQUEST, domain: 'Elsewhere' }, 'Sekisho.DOMAIN_UNKNOWN', ''],
    [{ ...REQUEST, userId: 'nobody' }, 'Sekisho.USER_UNKNOWN', ''],
    [{ ...REQUEST, userId: '' }, 'Sekisho.FIELD_INVALID', 'userId'],
  ])('refuses %j with %s', async (input, error, cause) => {
    const ended = await end(await ask(input));
    expect([ended.status, ended.error]).toEqual(['FAILED', error]);
    expect(ended.cause).toContain(cause);
  });

  it('keeps its challenge from clients of the API', async () => {
    await ask(REQUEST);
    const { challengeId } = await nextChallenge();
    const path = `/mfa/v1/push-challenges/${challengeId}`;
    expect((await client.call('GET', path, { as: 'demo-app:demo-app-secret' })).status).toBe(404);
    await device.deny(challengeId, 'mistake');
  });
});
