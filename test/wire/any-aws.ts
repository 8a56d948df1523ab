import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { startEmbeddedAws } from '../../local/aws/index.ts';
import { tableDefinition } from '../../local/table-definition.ts';

/** What SDK clients need where the outside has set nothing. */
const DEFAULTS = { AWS_REGION: 'ap-northeast-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' } as const;

export interface AnyAws {
  /** A table as it is deployed, with a name that nobody else uses. */
  createTable(): Promise<string>;
  /** Removes the tables. */
  close(): Promise<void>;
}

/**
 * The AWS of the tests in this folder: whatever AWS_ENDPOINT_URL names, or an embedded one for the file alone. They may use nothing but SDK
 * clients and the adapters, because what answers can be another program.
 */
export async function anyAws(): Promise<AnyAws> {
  for (const [name, value] of Object.entries(DEFAULTS)) process.env[name] ??= value;
  const embedded = process.env.AWS_ENDPOINT_URL === undefined ? await startEmbeddedAws() : undefined;
  if (embedded !== undefined) process.env.AWS_ENDPOINT_URL = embedded.url;
  const client = new DynamoDBClient({});
  const tables: string[] = [];
  return {
    async createTable() {
      const TableName = uniqueName('table');
      tables.push(TableName);
      await client.send(new CreateTableCommand({ TableName, ...(await tableDefinition()) }));
      await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1, maxDelay: 1 }, { TableName });
      return TableName;
    },
    async close() {
      await Promise.all(tables.map((TableName) => client.send(new DeleteTableCommand({ TableName }))));
      await embedded?.close();
    },
  };
}

export function uniqueName(what: string): string {
  return `sekisho-test-${what}-${randomUUID()}`;
}
