import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { UserKey } from '../../core/directory/user.ts';
import { CLIENT_TIMEOUTS } from '../timeouts.ts';

/** The one table, and the client that speaks to it. */
export interface Table {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
}

export function openTable(name: string): Table {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(CLIENT_TIMEOUTS), {
    marshallOptions: { removeUndefinedValues: true },
  });
  return { client, name };
}

/** The partition of a user; the domain cannot contain `#`, so no name can reach into another domain. */
export function userPartition(user: UserKey): string {
  return `USER#${user.domain}#${user.userId}`;
}

export const PROFILE = 'PROFILE';
/** Between the two in the order of sort keys: the query that reads both brings the devices too. */
export const DEVICE_PREFIX = 'DEVICE#';
/** Between the two as well: passkeys are read with their user. */
export const PASSKEY_PREFIX = 'PASSKEY#';
/** Between the two as well: accounts of the same person in other domains. */
export const LINK_PREFIX = 'LINK#';
export const CREDENTIAL = 'CREDENTIAL';
/** The epoch of a user of an outside directory, which is not written to. It lies between the two as well. */
export const EPOCH = 'EPOCH';

/** Runs a conditional write; false when its condition did not hold. Everything else is a broken system and throws. */
export async function unlessBlocked<T>(write: Promise<T>): Promise<T | 'blocked'> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 'blocked';
    throw error;
  }
}

/**
 * Puts a new item under a random key. When the answer to a write is lost the SDK writes again and finds the item: by the
 * field `own` it knows that it is this very one, which is no error as long as nobody has set `untouched`.
 */
export async function putNew(
  table: Table,
  item: Readonly<Record<string, unknown>>,
  { own, untouched }: { readonly own: string; readonly untouched?: string },
): Promise<void> {
  const isUntouched = untouched === undefined ? '' : ' AND attribute_not_exists(#untouched)';
  const write = new PutCommand({
    TableName: table.name,
    Item: item,
    ConditionExpression: `attribute_not_exists(pk) OR (#own = :own${isUntouched})`,
    ExpressionAttributeNames: { '#own': own, ...(untouched === undefined ? {} : { '#untouched': untouched }) },
    ExpressionAttributeValues: { ':own': item[own] },
  });
  await table.client.send(write);
}
