/**
 * An attacker reads the table (a backup, a wrong export, a mistaken role), or can even write to it. From what is stored
 * nobody may learn a PIN, a TOTP secret or a password, and a sealed secret that is moved to another user's item must
 * not open: else who knows one TOTP secret could give it to a victim and sign in as him.
 */
import { GetCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { base32nopad } from '@scure/base';
import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTable, type Table } from '../../functions/adapters/dynamodb/table.ts';
import { newPin, type OtpClient, SECRET_KEY, startClient } from '../http/client.ts';

let client: OtpClient;
let table: Table;

beforeAll(async () => {
  client = await startClient();
  table = openTable('sekisho');
});
afterAll(() => client.service.close());

const keyOf = (userId: string) => ({ pk: `USER#DefaultDomain#${userId}`, sk: 'CREDENTIAL' });

async function enrol(userId: string): Promise<string> {
  const { body } = await client.call('POST', SECRET_KEY, { as: `${userId}:${userId}-password` });
  const secret = String(body.secret_key);
  expect((await check(userId, secret)).status).toBe(200);
  return secret;
}

async function check(userId: string, secret: string) {
  const { body } = await client.createOtp({ userId, deliveryChannel: 'totp' });
  const otpCode = generateSync({ secret, epoch: Math.floor(Date.now() / 1000) });
  return client.validateOtp({ userId, otpCode, correlationId: body.correlationId, deliveryChannel: 'totp' });
}

describe('whoever has the table', () => {
  it('finds no PIN, no TOTP secret and no password in it, in any encoding', async () => {
    const secret = await enrol('alice');
    const { pin } = await newPin(client, 'alice');
    const { Items = [] } = await table.client.send(new ScanCommand({ TableName: table.name }));
    const dump = dumpOf(Items);
    expect(dump.length).toBeGreaterThan(1_000);
    const raw = Buffer.from(base32nopad.decode(secret));
    const secrets = [secret, secret.toLowerCase(), pin, 'alice-password', 'demo-app-secret'];
    const bytes = [raw, Buffer.from(secret), Buffer.from(pin)];
    for (const form of [
      ...secrets,
      ...bytes.flatMap((value) => [value.toString('hex'), value.toString('base64').replace(/=+$/, '')]),
    ]) {
      expect(dump.includes(form), form.slice(0, 3)).toBe(false);
    }
  });

  it('cannot give a known secret to another user: the moved one does not open', async () => {
    const secret = await enrol('bob');
    const { Item } = await table.client.send(new GetCommand({ TableName: table.name, Key: keyOf('bob') }));
    await newPin(client, 'alice');
    await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keyOf('alice'),
        UpdateExpression: 'SET totp = :totp',
        ExpressionAttributeValues: { ':totp': { ...Item?.totp, lastStep: 0 } },
      }),
    );
    const answer = await check('alice', secret);
    expect([answer.status, answer.body.minorCode]).toEqual([500, 'INTERNAL_ERROR']);
  });
});

function dumpOf(items: readonly Record<string, unknown>[]): string {
  return JSON.stringify(items, (_name, value) =>
    value instanceof Uint8Array || value?.type === 'Buffer'
      ? [
          Buffer.from(value).toString('hex'),
          Buffer.from(value).toString('base64'),
          Buffer.from(value).toString('latin1'),
        ]
      : value,
  );
}
