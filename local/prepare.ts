import { CreateTableCommand, DynamoDBClient, ResourceInUseException } from '@aws-sdk/client-dynamodb';
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  KMSClient,
  NotFoundException,
} from '@aws-sdk/client-kms';
import { CreateSecretCommand, ResourceExistsException, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { seedDemoData } from './demo-data.ts';
import { tableDefinition } from './table-definition.ts';

const KEY_ALIAS = 'alias/sekisho-seal';
/** The secrets that the state stack makes, without a value. */
const SECRETS = ['umsKey', 'pushApnsCertKey', 'omaApiKey'] as const;

/** Makes what `cdk deploy` would make, as far as it is missing: table, key, secrets; then the demo data. */
export async function prepareAws(tableName: string): Promise<string> {
  await createTable(tableName);
  const [keyArn] = await Promise.all([findOrCreateKey(), createSecrets(), seedDemoData(tableName)]);
  return keyArn;
}

async function createTable(tableName: string): Promise<void> {
  const dynamodb = new DynamoDBClient({});
  await ignoring(
    ResourceInUseException,
    dynamodb.send(new CreateTableCommand({ TableName: tableName, ...(await tableDefinition()) })),
  );
}

async function findOrCreateKey(): Promise<string> {
  const kms = new KMSClient({});
  try {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: KEY_ALIAS }));
    return KeyMetadata?.Arn ?? KEY_ALIAS;
  } catch (error) {
    if (!(error instanceof NotFoundException)) throw error;
  }
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Description: 'Wraps the data keys of Sekisho' }));
  await kms.send(new CreateAliasCommand({ AliasName: KEY_ALIAS, TargetKeyId: KeyMetadata?.KeyId }));
  return KeyMetadata?.Arn ?? KEY_ALIAS;
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
