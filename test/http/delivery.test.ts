import { createServer, type IncomingMessage, type Server } from 'node:http';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EmbeddedAws } from '../../local/aws/index.ts';
import { register } from './applications.ts';
import { type OtpClient, startClient } from './client.ts';
import { holdClock, pass } from './clock.ts';

let client: OtpClient;
let aws: EmbeddedAws;

beforeAll(async () => {
  client = await startClient();
  await register(client, ['demo'], { rights: ['address-override'] });
  if (client.service.aws === undefined) throw new Error('these tests look into the embedded AWS');
  aws = client.service.aws;
  holdClock();
});
afterAll(() => client.service.close());
afterEach(async () => {
  aws.faults.clear();
  await client.unlock('alice');
  await client.unlock('bob');
  // The end of a lock is told too.
  aws.inbox.clear();
  // All PINs of a test are out of time in the next one.
  pass(301_000);
});

function send(userId: string, deliveryChannel: string, more: Record<string, unknown> = {}, key?: string) {
  const body = { appName: 'demo', userId, deliveryChannel, ...more };
  return client.createOtp(
    {},
    { as: 'demo-app:demo-app-secret', body, ...(key && { headers: { 'idempotency-key': key } }) },
  );
}

function pinIn(text: string | undefined): string {
  return /\d{6}/.exec(text ?? '')?.[0] ?? '';
}

describe('a message', () => {
  it('goes by mail in the language of the user, names the application and its life, and has no link', async () => {
    await send('alice', 'email');
    await send('bob', 'email');
    const [toBob, toAlice] = aws.inbox.list();
    expect(toAlice).toMatchObject({ channel: 'email', to: 'alice@example.com', subject: 'demo：確認コードのお知らせ' });
    expect(toAlice?.text).toMatch(/demo の確認コードは \d{6} です。[\s\S]*5分/);
    expect(toBob).toMatchObject({ to: 'bob@example.com', subject: 'demo: your sign-in code' });
    expect(toBob?.text).toMatch(/code for demo is \d{6}\n[\s\S]*5 minutes/);
    for (const { text } of [toAlice, toBob] as { text: string }[]) expect(text).not.toMatch(/http|www\./);
  });

  it('goes by SMS to a number in E.164, in one part', async () => {
    await send('alice', 'sms');
    await send('bob', 'sms', { phone: '090-1234-5678' });
    await send('bob', 'sms', { phone: '＋44 7911 123456' });
    const [toLondon, toBob, toAlice] = aws.inbox.list();
    expect([toAlice?.to, toBob?.to, toLondon?.to]).toEqual(['+819012345678', '+819012345678', '+447911123456']);
    expect(toAlice?.text.length).toBeLessThanOrEqual(70);
    expect(toBob?.text.length).toBeLessThanOrEqual(160);
  });

  it('goes to the address of the request instead of that of the directory', async () => {
    await send('alice', 'email', { email: 'other@example.org' });
    expect(aws.inbox.list().map(({ to }) => to)).toEqual(['other@example.org']);
  });

  it('carries the PIN that validateOTP accepts', async () => {
    const { body } = await send('alice', 'sms');
    const otpCode = pinIn(aws.inbox.list()[0]?.text);
    const answer = await client.validateOtp({ userId: 'alice', otpCode, correlationId: body.correlationId });
    expect(answer.status).toBe(200);
  });

  it('of an application whose name looks like a link has none', async () => {
    await send('bob', 'email', { appName: 'evil.example.com' });
    expect(aws.inbox.list()[0]?.text).not.toContain('evil.example');
  });
});

describe('an Idempotency-Key', () => {
  it('is the same with quotes and without', async () => {
    const first = await send('alice', 'email', {}, '"quoted"');
    const again = await send('alice', 'email', {}, 'quoted');
    expect(again.body.correlationId).toBe(first.body.correlationId);
    expect(aws.inbox.list()).toHaveLength(1);
  });

  it('is one of each user: for another user it is another key', async () => {
    const first = await send('alice', 'email', {}, 'shared');
    const other = await send('bob', 'email', {}, 'shared');
    expect([first.status, other.status]).toEqual([200, 200]);
    expect(aws.inbox.list()).toHaveLength(2);
  });

  it('sends nothing twice and answers the same correlationId for ten minutes', async () => {
    const first = await send('alice', 'email', {}, 'key-1');
    pass(599_000);
    const second = await send('alice', 'email', {}, 'key-1');
    expect(second.body).toEqual(first.body);
    expect(aws.inbox.list()).toHaveLength(1);
    pass(1_000);
    const third = await send('alice', 'email', {}, 'key-1');
    expect(third.body.correlationId).not.toBe(first.body.correlationId);
    expect(aws.inbox.list()).toHaveLength(2);
  });

  it('holds against parallel calls: one sends, the others are asked to come back and then hear the same', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => send('alice', 'email', {}, 'key-2')));
    expect(aws.inbox.list()).toHaveLength(1);
    const made = answers.filter(({ status }) => status === 200);
    const told = answers.filter(({ status }) => status === 429);
    expect([made.length > 0, made.length + told.length]).toEqual([true, 20]);
    const later = await send('alice', 'email', {}, 'key-2');
    expect(new Set([...made, later].map(({ body }) => body.correlationId)).size).toBe(1);
    expect(aws.inbox.list()).toHaveLength(1);
  });

  it('whose function ended before the delivery is told so, and never that it was sent', async () => {
    await send('bob', 'email');
    aws.inbox.clear();
    aws.faults.inject({ service: 'ses', kind: 'throttle', times: 10 });
    // The first write is that of the PIN; the one that takes it back fails with all its repetitions.
    aws.faults.inject({ service: 'dynamodb', action: 'UpdateItem', kind: 'error500', nth: 2, times: 10 });
    expect((await send('bob', 'email', {}, 'key-5')).status).toBeGreaterThanOrEqual(500);
    aws.faults.clear();
    expect((await send('bob', 'email', {}, 'key-5')).status).toBe(429);
    pass(15_000);
    const settled = await send('bob', 'email', {}, 'key-5');
    expect([settled.status, settled.body.minorCode]).toEqual([424, 'DELIVERY_FAILED']);
    expect(aws.inbox.list()).toEqual([]);
  });

  it('whose write happened but was not answered still sends, once', async () => {
    await send('alice', 'email');
    aws.inbox.clear();
    aws.faults.inject({ service: 'dynamodb', action: 'UpdateItem', kind: 'lost-answer' });
    const { status, body } = await send('alice', 'email', {}, 'key-lost');
    expect(status).toBe(200);
    expect(aws.inbox.list()).toHaveLength(1);
    const otpCode = pinIn(aws.inbox.list()[0]?.text);
    expect((await client.validateOtp({ userId: 'alice', otpCode, correlationId: body.correlationId })).status).toBe(
      200,
    );
  });

  it('is still known after its PIN was spent', async () => {
    const first = await send('alice', 'email', {}, 'key-3');
    const otpCode = pinIn(aws.inbox.list()[0]?.text);
    await client.validateOtp({ userId: 'alice', otpCode, correlationId: first.body.correlationId });
    expect((await send('alice', 'email', {}, 'key-3')).body).toEqual(first.body);
    expect(aws.inbox.list()).toHaveLength(1);
  });

  it('is refused for another request of the same user', async () => {
    await send('alice', 'email', {}, 'key-4');
    const other = await send('alice', 'sms', {}, 'key-4');
    expect([other.status, other.body.minorCode]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it('that is not visible ASCII is refused', async () => {
    const answer = await send('alice', 'email', {}, 'a'.repeat(129));
    expect([answer.status, answer.body.minorCode]).toEqual([422, 'FIELD_INVALID']);
  });
});

describe('a delivery that fails', () => {
  it.each([
    ['email', { email: 'x@bounce.invalid' }],
    ['sms', { phone: '+14155550100' }],
  ])('by %s answers 424, leaves no PIN behind and does not use up the budget', async (channel, to) => {
    await client.settings({ MaxSendAttempts: 1, NewAddressSendsPerDay: 10 });
    pass(31_000);
    for (let attempt = 0; attempt < 3; attempt++) {
      const answer = await send('alice', channel, to, 'the-same-key');
      expect([answer.status, answer.body.minorCode, answer.body.correlationId]).toEqual([
        424,
        'DELIVERY_FAILED',
        undefined,
      ]);
    }
    expect(await outstandingPins('alice')).toBe(0);
    expect((await send('alice', 'email')).status).toBe(200);
    await client.settings({});
    pass(31_000);
  });

  it.each([['ses'], ['sns']])('without a clear answer of %s is not tried again under the same key', async (service) => {
    aws.faults.inject({ service, kind: 'lost-answer', times: 5 });
    const channel = service === 'ses' ? 'email' : 'sms';
    const first = await send('alice', channel, {}, `lost-${service}`);
    const second = await send('alice', channel, {}, `lost-${service}`);
    expect([first.status, second.status]).toEqual([424, 424]);
    expect(aws.inbox.list(), 'it was sent, once').toHaveLength(1);
    expect(await outstandingPins('alice')).toBe(0);
    const otpCode = pinIn(aws.inbox.list()[0]?.text);
    expect((await client.validateOtp({ userId: 'alice', otpCode, correlationId: 'x' })).status).toBe(422);
    aws.faults.clear();
    expect((await send('alice', channel, {}, `new-${service}`)).status).toBe(200);
  });
});

async function outstandingPins(userId: string): Promise<number> {
  const { openTable } = await import('../../functions/adapters/dynamodb/table.ts');
  const { dynamodbUsers } = await import('../../functions/adapters/dynamodb/users.ts');
  const { credential } = await dynamodbUsers(openTable('sekisho')).load({ domain: 'DefaultDomain', userId });
  return Object.values(credential?.pins ?? {}).filter(({ expiresAtMs }) => expiresAtMs > Date.now()).length;
}

describe('an external gateway', () => {
  const received: { headers: IncomingMessage['headers']; body: unknown }[] = [];
  let answerWith: { status: number; headers?: Record<string, string> } | undefined = { status: 200 };
  let gateway: Server;
  let url: string;

  beforeAll(async () => {
    gateway = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      received.push({ headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString()) });
      if (answerWith !== undefined) response.writeHead(answerWith.status, answerWith.headers).end();
    });
    await new Promise<void>((ready) => gateway.listen(0, '127.0.0.1', ready));
    url = `http://127.0.0.1:${(gateway.address() as { port: number }).port}/send`;
    await client.settings({ UmsAvailable: true, UmsClientUrl: url });
    pass(31_000);
  });
  afterAll(() => {
    gateway.closeAllConnections();
    gateway.close();
  });

  it('without its secret sends nothing and answers 424', async () => {
    const answer = await send('alice', 'email');
    expect([answer.status, answer.body.minorCode]).toEqual([424, 'DELIVERY_FAILED']);
    expect(received).toEqual([]);
  });

  it('is given the message with the credentials of umsKey, and SES nothing', async () => {
    const SecretString = JSON.stringify({ username: 'ums', password: 'ums-password' });
    await new SecretsManagerClient({}).send(new PutSecretValueCommand({ SecretId: 'umsKey', SecretString }));
    expect((await send('alice', 'email')).status).toBe(200);
    expect((await send('alice', 'sms')).status).toBe(200);
    expect(received[0]?.headers.authorization).toBe(`Basic ${Buffer.from('ums:ums-password').toString('base64')}`);
    expect(received.map(({ body }) => body)).toEqual([
      { channel: 'email', to: 'alice@example.com', subject: expect.any(String), text: expect.stringMatching(/\d{6}/) },
      { channel: 'sms', to: '+819012345678', text: expect.stringMatching(/\d{6}/) },
    ]);
    expect(aws.inbox.list()).toEqual([]);
  });

  it.each([
    ['an error', { status: 500 }],
    ['a refusal', { status: 403 }],
    ['a redirect, which is not followed', { status: 307, headers: { location: 'http://127.0.0.1:1/' } }],
    ['no answer for five seconds', undefined],
  ])('that answers with %s is a failed delivery', async (_case, given) => {
    answerWith = given;
    const started = performance.now();
    const answer = await send('alice', 'email');
    expect([answer.status, answer.body.minorCode]).toEqual([424, 'DELIVERY_FAILED']);
    expect(performance.now() - started).toBeLessThan(7_000);
    expect(await outstandingPins('alice')).toBe(0);
  });
});
