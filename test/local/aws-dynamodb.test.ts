/** DynamoDB of the embedded AWS, above all the one conditional write that design.md section 3 rests on. */
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
  type UpdateItemCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type EmbeddedAws, startEmbeddedAws } from '../../local/aws/index.ts';

const TableName = 'state';
const key = { pk: { S: 'USER#acme#ann' }, sk: { S: 'CREDENTIAL' } };
const NOW_SECONDS = 1_800_000_000;
const LIMIT = 5;

let aws: EmbeddedAws;
let client: DynamoDBClient;

beforeAll(async () => {
  aws = await startEmbeddedAws();
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = new DynamoDBClient({ endpoint: aws.url, region: 'us-east-1', credentials });
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
});

afterAll(async () => {
  client.destroy();
  await aws.close();
});

function pin(cid: string, exp = NOW_SECONDS + 60) {
  return { M: { cid: { S: cid }, exp: { N: String(exp) }, minusOne: { N: '-1' } } };
}

async function putCredential(failures: number, pins: Record<string, ReturnType<typeof pin>>): Promise<void> {
  const Item = { ...key, failures: { N: String(failures) }, pins: { M: pins } };
  await client.send(new PutItemCommand({ TableName, Item }));
}

/** The write of design.md section 3, word for word. */
function attempt(hash: string, cid = 'c1'): Promise<UpdateItemCommandOutput> {
  return client.send(
    new UpdateItemCommand({
      TableName,
      Key: key,
      UpdateExpression: 'SET failures = if_not_exists(pins.#h.minusOne, failures) + :one REMOVE pins.#h',
      ConditionExpression:
        'failures < :max AND (attribute_not_exists(pins.#h) OR (pins.#h.exp > :now AND pins.#h.cid = :cid))',
      ExpressionAttributeNames: { '#h': hash },
      ExpressionAttributeValues: {
        ':one': { N: '1' },
        ':max': { N: String(LIMIT) },
        ':now': { N: String(NOW_SECONDS) },
        ':cid': { S: cid },
      },
      ReturnValues: 'ALL_OLD',
    }),
  );
}

async function readCredential() {
  const { Item } = await client.send(new GetItemCommand({ TableName, Key: key, ConsistentRead: true }));
  return { failures: Item?.failures?.N, pins: Object.keys(Item?.pins?.M ?? {}) };
}

async function outcomesOf(attempts: Promise<UpdateItemCommandOutput>[]): Promise<UpdateItemCommandOutput[]> {
  const settled = await Promise.allSettled(attempts);
  for (const result of settled) {
    if (result.status === 'rejected') expect(result.reason.name).toBe('ConditionalCheckFailedException');
  }
  return settled.filter((result) => result.status === 'fulfilled').map(({ value }) => value);
}

describe('the one conditional write of validateOTP', () => {
  beforeEach(() => putCredential(2, { right: pin('c1'), other: pin('c2') }));

  test('a right PIN clears the counter, is consumed, and the old item tells that it was there', async () => {
    const { Attributes } = await attempt('right');
    expect(Attributes?.failures).toEqual({ N: '2' });
    expect(Attributes?.pins?.M?.right).toEqual(pin('c1'));
    expect(await readCredential()).toEqual({ failures: '0', pins: ['other'] });
  });

  test('a wrong PIN counts, and the old item tells that it was not there', async () => {
    const { Attributes } = await attempt('wrong');
    expect(Object.keys(Attributes?.pins?.M ?? {}).sort()).toEqual(['other', 'right']);
    expect((await readCredential()).failures).toBe('3');
  });

  test.each([
    ['a PIN of another challenge', 2, pin('c2')],
    ['an expired PIN', 2, pin('c1', NOW_SECONDS)],
    ['a right PIN of a locked user', LIMIT, pin('c1')],
  ])('%s fails the condition and changes nothing', async (_, failures, entry) => {
    await putCredential(failures, { tried: entry });
    await expect(attempt('tried')).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    expect(await readCredential()).toEqual({ failures: String(failures), pins: ['tried'] });
  });

  test('of 100 parallel wrong guesses at 2 failures of 5, three are compared', async () => {
    const compared = await outcomesOf(Array.from({ length: 100 }, (_, index) => attempt(`wrong${index}`)));
    expect(compared).toHaveLength(LIMIT - 2);
    expect((await readCredential()).failures).toBe(String(LIMIT));
  });

  test('of 50 parallel right PINs one wins', async () => {
    const answers = await outcomesOf(Array.from({ length: 50 }, () => attempt('right')));
    expect(answers.filter(({ Attributes }) => Attributes?.pins?.M?.right !== undefined)).toHaveLength(1);
  });
});

test('size() of a map bounds the number of outstanding PINs', async () => {
  await putCredential(0, { one: pin('c1'), two: pin('c1') });
  const add = (hash: string) =>
    client.send(
      new UpdateItemCommand({
        TableName,
        Key: key,
        UpdateExpression: 'SET pins.#h = :pin',
        ConditionExpression: 'size(pins) < :n',
        ExpressionAttributeNames: { '#h': hash },
        ExpressionAttributeValues: { ':pin': pin('c1'), ':n': { N: '3' } },
      }),
    );
  await add('three');
  await expect(add('four')).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  expect((await readCredential()).pins.sort()).toEqual(['one', 'three', 'two']);
});

test('createOTP replaces the oldest PIN and counts the sending in one write', async () => {
  await putCredential(1, { oldest: pin('c1') });
  const { Attributes } = await client.send(
    new UpdateItemCommand({
      TableName,
      Key: key,
      UpdateExpression: 'SET pins.#new = :pin REMOVE pins.#oldest ADD sends :one',
      ExpressionAttributeNames: { '#new': 'new', '#oldest': 'oldest' },
      ExpressionAttributeValues: { ':pin': pin('c9'), ':one': { N: '1' } },
      ReturnValues: 'ALL_NEW',
    }),
  );
  expect(Attributes?.pins?.M).toEqual({ new: pin('c9') });
  expect(Attributes?.sends).toEqual({ N: '1' });
  expect(Attributes?.failures).toEqual({ N: '1' });
});

test('a nested write into a map that is not there is refused, as on AWS', async () => {
  await client.send(new PutItemCommand({ TableName, Item: { ...key, failures: { N: '0' } } }));
  const write = new UpdateItemCommand({
    TableName,
    Key: key,
    UpdateExpression: 'SET pins.#h = :pin',
    ExpressionAttributeNames: { '#h': 'h' },
    ExpressionAttributeValues: { ':pin': pin('c1') },
  });
  await expect(client.send(write)).rejects.toMatchObject({ name: 'ValidationException' });
});

test('Query, Scan, BatchWriteItem and DeleteItem see the same items', async () => {
  const item = (sk: string) => ({ pk: { S: 'BATCH' }, sk: { S: sk } });
  const requests = ['a1', 'a2', 'b1'].map((sk) => ({ PutRequest: { Item: item(sk) } }));
  await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }));
  await client.send(new DeleteItemCommand({ TableName, Key: item('a2') }));
  const query = await client.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': { S: 'BATCH' }, ':prefix': { S: 'a' } },
    }),
  );
  expect(query.Items).toEqual([item('a1')]);
  const scan = await client.send(
    new ScanCommand({ TableName, FilterExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: 'BATCH' } } }),
  );
  expect(scan.Items?.map(({ sk }) => sk?.S).sort()).toEqual(['a1', 'b1']);
});

test('a missing table is a ResourceNotFoundException', async () => {
  const read = new GetItemCommand({ TableName: 'nowhere', Key: key });
  await expect(client.send(read)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('a new table takes items as soon as its creation was answered', async () => {
  for (let round = 0; round < 10; round++) {
    const name = `fresh${round}`;
    await client.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      }),
    );
    await client.send(new PutItemCommand({ TableName: name, Item: { pk: { S: 'x' } } }));
  }
  expect(aws.requests.count()['dynamodb.CreateTable']).toBe(11);
});
