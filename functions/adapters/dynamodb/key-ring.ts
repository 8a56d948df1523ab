import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { type Table, unlessBlocked } from './table.ts';

/** A data key as it is stored: wrapped by KMS. */
interface WrappedGeneration {
  readonly wrapped: Uint8Array;
  /** From this instant on the generation is the current one, in every function instance at once. */
  readonly activeFromMs: number;
}

export type WrappedKeyRing = Readonly<Record<string, WrappedGeneration>>;

const KEY = { pk: 'KEYRING', sk: 'KEYRING' };

export async function readKeyRing(table: Table): Promise<{ generations: WrappedKeyRing; version: number } | undefined> {
  const { Item } = await table.client.send(new GetCommand({ TableName: table.name, Key: KEY, ConsistentRead: true }));
  return Item === undefined
    ? undefined
    : { generations: Item.generations as WrappedKeyRing, version: Item.version as number };
}

/** Writes the ring if nobody else did since `version` was read; 0 means that there was none. */
export async function writeKeyRing(table: Table, generations: WrappedKeyRing, version: number): Promise<boolean> {
  const write = new PutCommand({
    TableName: table.name,
    Item: { ...KEY, generations, version: version + 1 },
    ConditionExpression: version === 0 ? 'attribute_not_exists(pk)' : '#version = :version',
    ...(version === 0
      ? {}
      : { ExpressionAttributeNames: { '#version': 'version' }, ExpressionAttributeValues: { ':version': version } }),
  });
  return (await unlessBlocked(table.client.send(write))) !== 'blocked';
}
