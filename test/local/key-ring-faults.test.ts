import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTable, type Table } from '../../functions/adapters/dynamodb/table.ts';
import { kmsKeyRing } from '../../functions/adapters/kms/key-ring.ts';
import { type EmbeddedAws, startEmbeddedAws } from '../../local/aws/index.ts';
import { tableDefinition } from '../../local/table-definition.ts';

let aws: EmbeddedAws;
let table: Table;
let keyArn: string;
const now = 1_795_348_800_000;
let tables = 0;

beforeAll(async () => {
  aws = await startEmbeddedAws();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: aws.url,
    AWS_REGION: 'ap-northeast-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  const { KeyMetadata } = await new KMSClient({}).send(new CreateKeyCommand({}));
  keyArn = String(KeyMetadata?.Arn);
});
afterAll(() => aws.close());
beforeEach(async () => {
  const TableName = `ring-${tables++}`;
  await new DynamoDBClient({}).send(new CreateTableCommand({ TableName, ...(await tableDefinition()) }));
  table = openTable(TableName);
  aws.faults.clear();
});

const clock = () => now;
const newInstance = () => kmsKeyRing({ table, keyArn, clock });

describe('the key ring', () => {
  it('asks KMS once and then works from memory', async () => {
    const ring = newInstance();
    await ring.current();
    aws.requests.reset();
    await Promise.all([ring.current(), ring.generation((await ring.current()).id)]);
    expect(aws.requests.count()).toEqual({});
  });

  it.each(['kms', 'dynamodb'])('works again after a failure of %s', async (service) => {
    await newInstance().current();
    const ring = newInstance();
    aws.faults.inject({ service, kind: 'error500', times: 10 });
    await expect(ring.current()).rejects.toThrow();
    aws.faults.clear();
    await expect(ring.current()).resolves.toMatchObject({ id: expect.any(String) });
  });
});
