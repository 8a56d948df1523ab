/** The errors that the adapters tell apart: each must come as the SDK's own class, or a refusal would pass for a fault. */
import {
  ConditionalCheckFailedException,
  CreateTableCommand,
  DynamoDBClient,
  ResourceNotFoundException as NoTable,
  PutItemCommand,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb';
import {
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  IncorrectKeyException,
  InvalidCiphertextException,
  KMSClient,
  NotFoundException as NoKey,
} from '@aws-sdk/client-kms';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  ResourceNotFoundException as NoSecret,
  ResourceExistsException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import {
  InvalidToken,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StateMachineDoesNotExist,
} from '@aws-sdk/client-sfn';
import { GetEndpointAttributesCommand, NotFoundException as NoEndpoint, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tableDefinition } from '../../local/table-definition.ts';
import { type AnyAws, anyAws, uniqueName } from './any-aws.ts';
import { type Capability, needing } from './target.ts';

let aws: AnyAws;
let TableName: string;
beforeAll(async () => {
  aws = await anyAws();
  TableName = await aws.createTable();
});
afterAll(() => aws.close());

type Sent = Promise<unknown>;

const item = { pk: { S: 'USER#d#u' }, sk: { S: 'CREDENTIAL' } };
const dynamodb = () => new DynamoDBClient({});
const secrets = () => new SecretsManagerClient({});
const arn = (service: string, rest: string) => `arn:aws:${service}:${process.env.AWS_REGION}:000000000000:${rest}`;

async function wrapped(context: Record<string, string>) {
  const kms = new KMSClient({});
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  const KeyId = KeyMetadata?.KeyId;
  const made = await kms.send(
    new GenerateDataKeyWithoutPlaintextCommand({ KeyId, KeySpec: 'AES_256', EncryptionContext: context }),
  );
  return { kms, KeyId, CiphertextBlob: made.CiphertextBlob };
}

type Case = readonly [string, abstract new (...args: never[]) => Error, () => Sent, Capability?];

const CASES: readonly Case[] = [
  [
    'a condition that does not hold',
    ConditionalCheckFailedException,
    () => dynamodb().send(new PutItemCommand({ TableName, Item: item, ConditionExpression: 'attribute_exists(pk)' })),
  ],
  [
    'a table that is missing',
    NoTable,
    () => dynamodb().send(new PutItemCommand({ TableName: uniqueName('no'), Item: item })),
  ],
  [
    'a table that is there already',
    ResourceInUseException,
    async () => dynamodb().send(new CreateTableCommand({ TableName, ...(await tableDefinition()) })),
  ],
  [
    'a key that is missing',
    NoKey,
    () => new KMSClient({}).send(new DescribeKeyCommand({ KeyId: `alias/${uniqueName('no')}` })),
  ],
  [
    'a data key that is opened for another purpose',
    InvalidCiphertextException,
    async () => {
      const { kms, KeyId, CiphertextBlob } = await wrapped({ purpose: 'a' });
      return kms.send(new DecryptCommand({ KeyId, CiphertextBlob, EncryptionContext: { purpose: 'b' } }));
    },
  ],
  [
    'a data key that is opened with another key',
    IncorrectKeyException,
    async () => {
      const [one, other] = [await wrapped({ purpose: 'a' }), await wrapped({ purpose: 'a' })];
      const { CiphertextBlob } = one;
      return one.kms.send(
        new DecryptCommand({ KeyId: other.KeyId, CiphertextBlob, EncryptionContext: { purpose: 'a' } }),
      );
    },
    'tells keys apart',
  ],
  [
    'a secret that is missing',
    NoSecret,
    () => secrets().send(new GetSecretValueCommand({ SecretId: uniqueName('no') })),
  ],
  [
    'a secret that is there already',
    ResourceExistsException,
    async () => {
      const Name = uniqueName('twice');
      await secrets().send(new CreateSecretCommand({ Name, SecretString: 'a' }));
      return secrets().send(new CreateSecretCommand({ Name, SecretString: 'b' }));
    },
  ],
  [
    'a device that SNS does not know',
    NoEndpoint,
    () => new SNSClient({}).send(new GetEndpointAttributesCommand({ EndpointArn: arn('sns', 'endpoint/GCM/no/no') })),
  ],
  [
    'a state machine that is missing',
    StateMachineDoesNotExist,
    () => new SFNClient({}).send(new StartExecutionCommand({ stateMachineArn: arn('states', 'stateMachine:no') })),
  ],
  [
    'a token that nobody gave out',
    InvalidToken,
    () => new SFNClient({}).send(new SendTaskSuccessCommand({ taskToken: 'no', output: '{}' })),
    'knows its task tokens',
  ],
];

for (const [name, expected, send, capability] of CASES) {
  const check = capability === undefined ? test : needing(capability);
  check(`${name} is the error of the SDK, and the fault of the caller`, async () => {
    const error = await send().then(
      () => 'nothing was refused',
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(expected);
    expect(error).toMatchObject({ $fault: 'client', name: expect.any(String), message: expect.any(String) });
    expect((error as { $metadata: { httpStatusCode: number } }).$metadata.httpStatusCode).toBeGreaterThanOrEqual(400);
  });
}
