/** The port of the embedded AWS: dispatch, limits, faults, restart and end. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateKeyCommand, DecryptCommand, EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import {
  CreatePlatformApplicationCommand,
  CreatePlatformEndpointCommand,
  PublishCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type EmbeddedAws, type FaultKind, startEmbeddedAws } from '../../local/aws/index.ts';

/** By default the SDK does not retry here, so that a fault is seen as it is. */
function clientsFor(aws: EmbeddedAws, maxAttempts = 1) {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const config = { endpoint: aws.url, region: 'us-east-1', credentials, maxAttempts };
  return {
    dynamodb: new DynamoDBClient(config),
    kms: new KMSClient(config),
    secretsmanager: new SecretsManagerClient(config),
    ses: new SESClient(config),
    sns: new SNSClient(config),
  };
}

const table = new CreateTableCommand({
  TableName: 'table',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
});
const item = { pk: { S: 'x' }, value: { S: 'kept' } };
const put = new PutItemCommand({ TableName: 'table', Item: item });
const get = new GetItemCommand({ TableName: 'table', Key: { pk: { S: 'x' } } });
const sms = new PublishCommand({ PhoneNumber: '+14155550123', Message: 'x' });
const mail = new SendEmailCommand({
  Source: 'a@example.com',
  Destination: { ToAddresses: ['b@example.com'] },
  Message: { Subject: { Data: 's' }, Body: { Text: { Data: 't' } } },
});

let aws: EmbeddedAws;
let clients: ReturnType<typeof clientsFor>;

beforeEach(async () => {
  aws = await startEmbeddedAws();
  clients = clientsFor(aws);
});
afterEach(() => aws.close());

describe('dispatch', () => {
  const send = async (headers: Record<string, string>, body: string, path = '/') => {
    const response = await fetch(`${aws.url}${path}`, { method: 'POST', headers, body });
    return { status: response.status, type: response.headers.get('x-amzn-errortype'), text: await response.text() };
  };
  const form = { 'content-type': 'application/x-www-form-urlencoded' };

  test.each([
    ['json', { 'x-amz-target': 'TrentService.Nothing' }, '{}', '/'],
    ['an inherited name', { 'x-amz-target': 'TrentService.constructor' }, '{}', '/'],
    ['a service nobody knows', { 'x-amz-target': 'Nobody.Nothing' }, '{}', '/'],
    [
      'DynamoDB',
      { 'x-amz-target': 'DynamoDB_20120810.Nothing', 'content-type': 'application/x-amz-json-1.0' },
      '{}',
      '/',
    ],
    ['query', form, 'Action=Nothing&Version=2010-03-31', '/'],
    ['query without a service', form, 'Action=Publish', '/'],
    ['rest', {}, '{}', '/v2/email/nothing'],
    ['nothing at all', {}, '', '/'],
  ])('an unknown action is an UnknownOperationException: %s', async (_, headers, body, path) => {
    const { status, type, text } = await send(headers, body, path);
    expect(status).toBe(400);
    expect(`${type} ${text}`).toContain('UnknownOperationException');
  });

  test('a body that is no JSON is a SerializationException', async () => {
    const answer = await send({ 'x-amz-target': 'TrentService.CreateKey' }, '{');
    expect(answer).toMatchObject({ status: 400, type: 'SerializationException' });
  });

  test('a body over 16 MB is refused, and the port goes on', async () => {
    const body = 'x'.repeat(16 * 1024 * 1024 + 1);
    expect((await send({ 'x-amz-target': 'TrentService.CreateKey' }, body)).status).toBe(413);
    expect((await send({ 'x-amz-target': 'TrentService.CreateKey' }, '{}')).status).toBe(200);
  });

  test('requests are counted by service and action', async () => {
    await clients.sns.send(sms);
    await clients.sns.send(sms);
    await clients.ses.send(mail);
    expect(aws.requests.count()).toEqual({ 'sns.Publish': 2, 'ses.SendEmail': 1 });
    aws.requests.reset();
    expect(aws.requests.count()).toEqual({});
  });
});

describe('restart', () => {
  let dataFolder: string;
  beforeEach(async () => {
    dataFolder = await mkdtemp(join(tmpdir(), 'sekisho-aws-'));
  });
  afterEach(() => rm(dataFolder, { recursive: true }));

  test('tables, secrets, keys and endpoints survive it with a data folder', async () => {
    const first = await startEmbeddedAws({ dataFolder });
    const before = clientsFor(first);
    await before.dynamodb.send(table);
    await before.dynamodb.send(put);
    const { VersionId } = await before.secretsmanager.send(
      new CreateSecretCommand({ Name: 's', SecretString: 'kept' }),
    );
    const KeyId = (await before.kms.send(new CreateKeyCommand({}))).KeyMetadata?.KeyId;
    const { CiphertextBlob } = await before.kms.send(new EncryptCommand({ KeyId, Plaintext: Buffer.from('kept') }));
    const Attributes = { PlatformCredential: 'c' };
    const application = new CreatePlatformApplicationCommand({ Name: 'p', Platform: 'GCM', Attributes });
    const { PlatformApplicationArn } = await before.sns.send(application);
    const register = new CreatePlatformEndpointCommand({ PlatformApplicationArn, Token: 't' });
    const { EndpointArn } = await before.sns.send(register);
    await first.close();

    const second = await startEmbeddedAws({ dataFolder });
    const after = clientsFor(second);
    expect((await after.dynamodb.send(get)).Item).toEqual(item);
    const secret = await after.secretsmanager.send(new GetSecretValueCommand({ SecretId: 's' }));
    expect(secret).toMatchObject({ SecretString: 'kept', VersionId });
    const opened = await after.kms.send(new DecryptCommand({ CiphertextBlob }));
    expect(Buffer.from(opened.Plaintext ?? []).toString()).toBe('kept');
    expect((await after.sns.send(register)).EndpointArn).toBe(EndpointArn);
    await second.close();
    const files = (await readdir(dataFolder)).sort();
    expect(files).toEqual(['dynamodb', 'kms.json', 'secretsmanager.json', 'sns.json']);
  });

  test('nothing survives it without one', async () => {
    await clients.secretsmanager.send(new CreateSecretCommand({ Name: 's', SecretString: 'x' }));
    const other = await startEmbeddedAws();
    const read = clientsFor(other).secretsmanager.send(new GetSecretValueCommand({ SecretId: 's' }));
    await expect(read).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await other.close();
  });

  test('a data folder serves one embedded AWS at a time, and the lock of a dead one does not count', async () => {
    const first = await startEmbeddedAws({ dataFolder });
    await expect(startEmbeddedAws({ dataFolder })).rejects.toThrow(`in use by process ${process.pid}`);
    await clientsFor(first).dynamodb.send(table);
    await first.close();
    await writeFile(join(dataFolder, 'lock'), String(process.ppid));
    await expect(startEmbeddedAws({ dataFolder })).rejects.toThrow(`in use by process ${process.ppid}`);
    const dead = spawnSync(process.execPath, ['--version']).pid;
    await writeFile(join(dataFolder, 'lock'), String(dead));
    await (await startEmbeddedAws({ dataFolder })).close();
  });

  test('a port that is taken is an error, and its data folder stays free', async () => {
    const port = Number(new URL(aws.url).port);
    await expect(startEmbeddedAws({ port, dataFolder })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    const free = await startEmbeddedAws({ dataFolder });
    await clientsFor(free).dynamodb.send(table);
    await free.close();
  });
});

describe('faults', () => {
  const secret = new CreateSecretCommand({ Name: 's', SecretString: 'x' });
  const key = new CreateKeyCommand({});

  test.each<[FaultKind, string, string, string, string, string]>([
    [
      'throttle',
      'ProvisionedThroughputExceededException',
      'ThrottlingException',
      'ThrottlingException',
      'Throttling',
      'ThrottledException',
    ],
    [
      'conflict',
      'TransactionConflictException',
      'ResourceExistsException',
      'ConflictException',
      'OperationAborted',
      'ConcurrentAccessException',
    ],
    [
      'error500',
      'InternalServerError',
      'InternalServiceError',
      'KMSInternalException',
      'InternalFailure',
      'InternalErrorException',
    ],
  ])('%s is each service own error, and the operation does not happen', async (kind, ...names) => {
    await clients.dynamodb.send(table);
    aws.faults.inject({ kind, times: 5 });
    const failures = await Promise.allSettled([
      clients.dynamodb.send(put),
      clients.secretsmanager.send(secret),
      clients.kms.send(key),
      clients.ses.send(mail),
      clients.sns.send(sms),
    ]);
    expect(failures.map((failure) => failure.status === 'rejected' && failure.reason.name)).toEqual(names);
    expect((await clients.dynamodb.send(get)).Item).toBeUndefined();
    expect(aws.inbox.list()).toEqual([]);
    await clients.secretsmanager.send(secret);
  });

  test('a rule hits only its service, its action, and from the nth request on as often as it says', async () => {
    await clients.dynamodb.send(table);
    aws.faults.inject({ service: 'dynamodb', action: 'PutItem', nth: 2, times: 2, kind: 'error500' });
    const results: string[] = [];
    for (let round = 0; round < 5; round++) {
      await clients.dynamodb.send(get);
      await clients.sns.send(sms);
      results.push(
        await clients.dynamodb.send(put).then(
          () => 'ok',
          ({ name }) => name,
        ),
      );
    }
    expect(results).toEqual(['ok', 'InternalServerError', 'InternalServerError', 'ok', 'ok']);
  });

  test('clear ends a rule without end', async () => {
    aws.faults.inject({ kind: 'error500', times: Number.POSITIVE_INFINITY });
    for (let round = 0; round < 3; round++) await expect(clients.sns.send(sms)).rejects.toThrow();
    aws.faults.clear();
    await clients.sns.send(sms);
  });

  test('the SDK gets over a throttle by itself', async () => {
    aws.faults.inject({ kind: 'throttle' });
    await clientsFor(aws, 3).sns.send(sms);
    expect(aws.requests.count()['sns.Publish']).toBe(2);
    expect(aws.inbox.list()).toHaveLength(1);
  });

  test('with a lost answer the operation happened, and a retry makes it happen twice', async () => {
    aws.faults.inject({ kind: 'lost-answer' });
    await expect(clients.sns.send(sms)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(aws.inbox.list()).toHaveLength(1);
    aws.faults.inject({ kind: 'lost-answer' });
    await clientsFor(aws, 3).sns.send(sms);
    expect(aws.inbox.list()).toHaveLength(3);
  });

  test('a time-out lasts until the client gives up, and the operation does not happen', async () => {
    aws.faults.inject({ kind: 'timeout' });
    const abortSignal = AbortSignal.timeout(200);
    await expect(clients.sns.send(sms, { abortSignal })).rejects.toMatchObject({ name: 'AbortError' });
    expect(aws.inbox.list()).toEqual([]);
    await clients.sns.send(sms);
  });

  test('a delay answers late', async () => {
    aws.faults.inject({ kind: 'delay', ms: 150 });
    const start = performance.now();
    await clients.sns.send(sms);
    expect(performance.now() - start).toBeGreaterThanOrEqual(145);
    expect(aws.inbox.list()).toHaveLength(1);
  });
});

describe('close', () => {
  test.each<FaultKind>(['timeout', 'delay'])('ends at once while a client waits for a %s', async (kind) => {
    aws.faults.inject({ kind, ms: 60_000 });
    const waiting = clients.sns.send(sms);
    const failed = expect(waiting).rejects.toMatchObject({ code: 'ECONNRESET' });
    await expect.poll(() => aws.requests.count()['sns.Publish']).toBe(1);
    const start = performance.now();
    await aws.close();
    expect(performance.now() - start).toBeLessThan(10_000);
    await failed;
    await expect(fetch(aws.url)).rejects.toThrow();
  });

  test('drops a delayed operation', async () => {
    aws.faults.inject({ kind: 'delay', ms: 150 });
    const failed = expect(clients.sns.send(sms)).rejects.toMatchObject({ code: 'ECONNRESET' });
    await expect.poll(() => aws.requests.count()['sns.Publish'], { interval: 5 }).toBe(1);
    await aws.close();
    await failed;
    await sleep(300);
    expect(aws.inbox.list()).toEqual([]);
  });

  test('waits for running writes, does not end the process, and may be called twice', async () => {
    await clients.dynamodb.send(table);
    const writes = Array.from({ length: 50 }, () => clients.dynamodb.send(put).catch(() => undefined));
    await expect.poll(() => aws.requests.count()['dynamodb.PutItem'] ?? 0, { interval: 1 }).toBeGreaterThan(0);
    await Promise.all([aws.close(), aws.close()]);
    await Promise.all(writes);
    await expect(fetch(aws.url)).rejects.toThrow();
  });

  test('a client that goes away in the middle of a body does not end the process', async () => {
    const body = new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from('{"a":')) });
    const headers = { 'x-amz-target': 'DynamoDB_20120810.ListTables' };
    const init = { method: 'POST', headers, body, duplex: 'half', signal: AbortSignal.timeout(100) };
    await expect(fetch(aws.url, init)).rejects.toThrow();
    await clients.sns.send(sms);
  });
});
