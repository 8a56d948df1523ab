import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  KMSClient,
  NotFoundException,
} from '@aws-sdk/client-kms';
import { CreateSecretCommand, ResourceExistsException, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  CreateStateMachineCommand,
  SFNClient,
  StateMachineAlreadyExists,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import type { DeployedFunction } from '../functions/deployed-functions.ts';
import { resetDefinition } from '../lib/constructs/reset-definition.ts';
import { seedDemoUsers } from './demo-data.ts';
import { pushMachineDefinition } from './push-machine-definition.ts';
import { tableDefinition } from './table-definition.ts';

const SEAL_KEY = { alias: 'alias/sekisho-seal', Description: 'Wraps the data keys of Sekisho' } as const;
const SIGNING_KEY = {
  alias: 'alias/sekisho-sign',
  Description: 'Signs the tokens of Sekisho',
  KeySpec: 'ECC_NIST_P256',
  KeyUsage: 'SIGN_VERIFY',
} as const;
/** The secrets that the state stack makes, without a value. */
const SECRETS = ['umsKey', 'pushApnsCertKey', 'omaApiKey'] as const;

const RESET_MACHINE = { name: 'sekisho-reset', roleArn: 'arn:aws:iam::000000000000:role/sekisho-reset' } as const;
const PUSH_MACHINE = { name: 'sekisho-push', roleArn: 'arn:aws:iam::000000000000:role/sekisho-push' } as const;

/** What the functions are told of what was made. */
interface Prepared {
  readonly KEY_ARN: string;
  readonly SIGNING_KEY_ARNS: string;
  readonly PUSH_STATE_MACHINE_ARN: string;
  readonly RESET_STATE_MACHINE_ARN: string;
}

/** Makes what `cdk deploy` would make, as far as it is missing: table, keys, secrets; then the demo users. */
export async function prepareAws(tableName: string): Promise<Prepared> {
  await createTable(tableName);
  const [KEY_ARN, SIGNING_KEY_ARNS, PUSH_STATE_MACHINE_ARN, RESET_STATE_MACHINE_ARN] = await Promise.all([
    findOrCreateKey(SEAL_KEY),
    findOrCreateKey(SIGNING_KEY),
    createPushMachine(tableName),
    createMachine(RESET_MACHINE, JSON.stringify(resetDefinition({ noticeFunctionArn: arnOfFunction('reset-notice') }))),
    createSecrets(),
  ]);
  await seedDemoUsers(tableName, KEY_ARN);
  return { KEY_ARN, SIGNING_KEY_ARNS, PUSH_STATE_MACHINE_ARN, RESET_STATE_MACHINE_ARN };
}

async function createPushMachine(tableName: string): Promise<string> {
  const definition = await pushMachineDefinition({ tableName, startFunctionArn: arnOfFunction('push-start') });
  return createMachine(PUSH_MACHINE, definition);
}

function arnOfFunction(name: DeployedFunction): string {
  return `arn:aws:lambda:${process.env.AWS_REGION}:000000000000:function:${name}`;
}

/** Without a folder of its own the machine is new each time; with one it may be of an older version. */
async function createMachine(machine: typeof PUSH_MACHINE | typeof RESET_MACHINE, definition: string): Promise<string> {
  const sfn = new SFNClient({});
  try {
    const { stateMachineArn = '' } = await sfn.send(new CreateStateMachineCommand({ ...machine, definition }));
    return stateMachineArn;
  } catch (error) {
    const [arn] = (error instanceof StateMachineAlreadyExists && /arn:[^'"\s]+/.exec(error.message)) || [];
    if (arn === undefined) throw error;
    await sfn.send(new UpdateStateMachineCommand({ stateMachineArn: arn, definition }));
    return arn;
  }
}

async function createTable(tableName: string): Promise<void> {
  const dynamodb = new DynamoDBClient({});
  await ignoring(
    ResourceInUseException,
    dynamodb.send(new CreateTableCommand({ TableName: tableName, ...(await tableDefinition()) })),
  );
}

/** Deletes the table, and is done when it is gone: one that is still going would be taken for one that is there. */
export async function emptyTable(tableName: string): Promise<void> {
  const client = new DynamoDBClient({});
  await client.send(new DeleteTableCommand({ TableName: tableName }));
  await waitUntilTableNotExists({ client, maxWaitTime: 30, minDelay: 0.01, maxDelay: 0.1 }, { TableName: tableName });
}

async function findOrCreateKey({ alias, ...key }: typeof SEAL_KEY | typeof SIGNING_KEY): Promise<string> {
  const kms = new KMSClient({});
  try {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: alias }));
    return KeyMetadata?.Arn ?? alias;
  } catch (error) {
    if (!(error instanceof NotFoundException)) throw error;
  }
  const { KeyMetadata } = await kms.send(new CreateKeyCommand(key));
  await kms.send(new CreateAliasCommand({ AliasName: alias, TargetKeyId: KeyMetadata?.KeyId }));
  return KeyMetadata?.Arn ?? alias;
}

async function createSecrets(): Promise<void> {
  const secrets = new SecretsManagerClient({});
  await Promise.all(
    SECRETS.map((Name) => ignoring(ResourceExistsException, secrets.send(new CreateSecretCommand({ Name })))),
  );
}

async function ignoring(expected: abstract new (...args: never[]) => Error, call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof expected)) throw error;
  }
}
