import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import type { EmbeddedAws } from '../../local/aws/index.ts';
import { newPin, type OtpClient, SECRET_KEY, startClient } from './client.ts';

let client: OtpClient;
let aws: EmbeddedAws;
let secret: string;

beforeAll(async () => {
  client = await startClient();
  if (client.service.aws === undefined) throw new Error('these tests count at the embedded AWS');
  aws = client.service.aws;
  const enrolled = await client.call('POST', SECRET_KEY, { as: 'alice:alice-password' });
  secret = String(enrolled.body.secret_key);
  // Warm: keys, settings, the caller.
  const { pin, correlationId } = await newPin(client, 'alice');
  await client.validateOtp({ userId: 'alice', correlationId, otpCode: pin });
});
afterAll(() => client.service.close());

async function requestsOf(act: () => Promise<unknown>): Promise<Record<string, number>> {
  aws.requests.reset();
  await act();
  return aws.requests.count();
}

describe('a warm call', () => {
  it('of validateOTP with a PIN makes one request, right or wrong', async () => {
    const { pin, correlationId } = await newPin(client, 'alice');
    const wrong = () => client.validateOtp({ userId: 'alice', correlationId, otpCode: '000000' });
    const right = () => client.validateOtp({ userId: 'alice', correlationId, otpCode: pin });
    expect(await requestsOf(wrong)).toEqual({ 'dynamodb.UpdateItem': 1 });
    expect(await requestsOf(right)).toEqual({ 'dynamodb.UpdateItem': 1 });
  });

  it('of createOTP makes one read, one write and the delivery', async () => {
    const mail = () => client.createOtp({ userId: 'alice', deliveryChannel: 'email' });
    expect(await requestsOf(mail)).toEqual({ 'dynamodb.Query': 1, 'dynamodb.UpdateItem': 1, 'ses.SendEmail': 1 });
    const repeated = () => client.createOtp({ userId: 'bob' });
    expect(await requestsOf(repeated), 'the first PIN of a user').toEqual({
      'dynamodb.Query': 1,
      'dynamodb.PutItem': 1,
    });
  });

  it('of validateOTP with an authenticator code makes two, and when it confirms the key his lease, a look at him and the record', async () => {
    const { body } = await client.createOtp({ userId: 'alice', deliveryChannel: 'totp' });
    const check = async (stepsBack: number) => {
      const otpCode = generateSync({ secret, epoch: Math.floor(Date.now() / 1000) - stepsBack * 30 });
      const { correlationId } = body;
      const answer = await client.validateOtp({ userId: 'alice', otpCode, correlationId, deliveryChannel: 'totp' });
      expect(answer.status).toBe(200);
    };
    expect(await requestsOf(() => check(1))).toEqual({
      'dynamodb.UpdateItem': 4,
      'dynamodb.Query': 2,
      'dynamodb.PutItem': 2,
      'events.PutEvents': 1,
    });
    expect(await requestsOf(() => check(0))).toEqual({ 'dynamodb.UpdateItem': 2 });
  });
});

/** The size that DynamoDB charges: names and values, 3 bytes for each map and 1 for each of its entries. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return Math.ceil(String(value).replace(/^-/, '').length / 2) + (value < 0 ? 2 : 1);
  if (typeof value === 'boolean') return 1;
  if (value instanceof Uint8Array) return value.length;
  return (
    3 +
    Object.entries(value as object).reduce((sum, [name, entry]) => sum + 1 + Buffer.byteLength(name) + sizeOf(entry), 0)
  );
}

it('the credential item stays under 1 KB with five PINs, their Idempotency-Keys and an authenticator', async () => {
  await client.unlock('alice');
  for (let sent = 0; sent < 5; sent++) {
    const answer = await client.createOtp(
      {},
      {
        as: 'demo-app:demo-app-secret',
        body: { appName: 'demo', userId: 'alice', deliveryChannel: 'email' },
        headers: { 'idempotency-key': `size-${sent}` },
      },
    );
    expect(answer.status).toBe(200);
  }
  const { Items = [] } = await openTable('sekisho').client.send(new ScanCommand({ TableName: 'sekisho' }));
  const item = Items.find(({ pk, sk }) => pk === 'USER#DefaultDomain#alice' && sk === 'CREDENTIAL');
  expect(Object.keys(item?.pins ?? {})).toHaveLength(5);
  expect(Object.keys(item?.sent ?? {})).toHaveLength(5);
  expect(item?.totp).toBeDefined();
  // Of a person from before there were generations; everybody else has 12 characters more, under a name of one.
  expect(item?.g).toBeUndefined();
  expect(sizeOf(item) - 3 + 14).toBeLessThan(1024);
});
