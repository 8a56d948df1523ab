import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, expect, it } from 'vitest';
import { register } from '../http/applications.ts';
import { ADMIN, type OtpClient, request, SETTINGS } from '../http/client.ts';
import { deviceOf, enrolDevice, read, startPush } from '../http/push-client.ts';
import { type NpmStart, npmStart } from './npm-start.ts';

const folder = mkdtempSync(join(tmpdir(), 'sekisho-push-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function clientOf({ url }: NpmStart): Pick<OtpClient, 'call'> {
  return { call: (method, path, options = {}) => request(url, method, path, options) };
}

/** Status and output of the execution of a challenge, once it has ended. */
async function ended({ url }: NpmStart, challengeId: string): Promise<unknown> {
  const { body } = await request(url, 'GET', '/local/aws', {});
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const sfn = new SFNClient({ endpoint: body.AWS_ENDPOINT_URL ?? '', region: body.AWS_REGION ?? '', credentials });
  const executionArn = `arn:aws:states:${body.AWS_REGION}:000000000000:execution:sekisho-push:${challengeId}`;
  for (;;) {
    const { status, output = 'null' } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (status !== 'RUNNING') return { executed: status, ...JSON.parse(output) };
    await sleep(100);
  }
}

it('finds open challenges again after it was killed, or expires them; none hangs as pending', async () => {
  let service = await npmStart(['--data', folder]);
  try {
    await request(service.url, 'PUT', SETTINGS, { as: ADMIN, body: { 'short.PushTimeoutSeconds': 15 } });
    await register({ ...clientOf(service), service }, ['short']);
    const bob = { domain: 'DefaultDomain', userId: 'bob' };
    const before = await enrolDevice(clientOf(service), bob.userId);
    const lasting = await startPush(clientOf(service), bob.userId);
    const short = await startPush(clientOf(service), bob.userId, { appName: 'short' });
    // Until both executions wait.
    await sleep(1_000);
    await service.kill();
    service = await npmStart(['--data', folder]);
    const client = clientOf(service);
    const device = deviceOf(client, before.id, before.key, bob);
    expect((await read(client, lasting.challengeId)).body.status).toBe('pending');
    expect((await device.approve(lasting.challengeId, lasting.matchCode)).status).toBe(200);
    const { body } = await read(client, lasting.challengeId);
    expect(body.status).toBe('approved');
    expect(await ended(service, lasting.challengeId)).toEqual({
      executed: 'SUCCEEDED',
      status: 'approved',
      challengeId: lasting.challengeId,
      answeredAt: body.answeredAt,
    });
    expect((await read(client, short.challengeId, 25)).body.status).toBe('expired');
    expect(await ended(service, short.challengeId)).toMatchObject({ executed: 'SUCCEEDED', status: 'expired' });
  } finally {
    await service.interrupt();
  }
}, 180_000);
