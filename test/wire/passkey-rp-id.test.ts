/** The RP ID of a stage over the wire: passkeys in the table, the function as it is deployed, and CloudFormation. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dynamodbPasskeys } from '../../functions/adapters/dynamodb/passkeys.ts';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import type { Passkey } from '../../functions/core/passkeys/passkey.ts';
import { type AnyAws, anyAws } from './any-aws.ts';

interface Answer {
  readonly Status: string;
  readonly PhysicalResourceId: string;
  readonly Reason?: string;
}

let aws: AnyAws;
let cloudFormation: Server;
let tableName: string;
let handler: (event: CloudFormationCustomResourceEvent) => Promise<void>;
const answers: Answer[] = [];

beforeAll(async () => {
  aws = await anyAws();
  tableName = await aws.createTable();
  cloudFormation = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      answers.push(JSON.parse(Buffer.concat(chunks).toString()) as Answer);
      response.end();
    });
  });
  await new Promise<void>((done) => cloudFormation.listen(0, '127.0.0.1', done));
  process.env.TABLE_NAME = tableName;
  ({ handler } = await import('../../functions/service/passkey-rp-id/index.ts'));
});

afterAll(async () => {
  cloudFormation.close();
  cloudFormation.closeAllConnections();
  await aws.close();
});

async function deploy(RpId: string, GivenUp: readonly string[] = []): Promise<Answer | undefined> {
  const { port } = cloudFormation.address() as AddressInfo;
  await handler({
    RequestType: 'Update',
    ResponseURL: `http://127.0.0.1:${port}/answer?X-Amz-Signature=1`,
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'RpId',
    PhysicalResourceId: 'a.example.com',
    ResourceProperties: { RpId, GivenUp, TableName: tableName },
  } as unknown as CloudFormationCustomResourceEvent);
  return answers.pop();
}

function passkeyOf(id: string, rpId: string): Passkey {
  return {
    ...{ id, credentialId: id, publicKey: Uint8Array.of(48), algorithm: -7, signCount: 0, transports: [], rpId },
    ...{
      isBackupEligible: true,
      isBackedUp: true,
      isUserVerified: true,
      userHandle: 'handle',
      name: 'Laptop',
      createdAtMs: 1,
    },
    ...{ aaguid: '00000000-0000-0000-0000-000000000000', generation: undefined },
  };
}

test('a stage changes its RP ID freely until somebody makes a passkey, and then only when that is given up', async () => {
  const user = { domain: 'DefaultDomain', userId: 'alice' };
  const passkeys = dynamodbPasskeys(openTable(tableName));
  expect(await deploy('b.example.com')).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'b.example.com' });

  expect(await passkeys.add(user, passkeyOf('one', 'a.example.com'))).toBe('added');
  expect(await passkeys.add(user, passkeyOf('two', 'a.example.com'))).toBe('added');
  expect(await deploy('a.example.com')).toMatchObject({ Status: 'SUCCESS' });
  expect(await deploy('b.example.com')).toMatchObject({
    Status: 'FAILED',
    PhysicalResourceId: 'a.example.com',
    Reason: expect.stringContaining('passkeys were made under a.example.com,'),
  });
  expect(await deploy('b.example.com', ['a.example.com'])).toMatchObject({ Status: 'SUCCESS' });

  // By another instance, as after a deployment.
  await dynamodbPasskeys(openTable(tableName)).add(user, passkeyOf('three', 'b.example.com'));
  expect(await deploy('a.example.com')).toMatchObject({
    Status: 'FAILED',
    Reason: expect.stringContaining('passkeys were made under b.example.com,'),
  });
});
