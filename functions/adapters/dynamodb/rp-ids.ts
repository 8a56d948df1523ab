import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Passkey } from '../../core/passkeys/passkey.ts';
import { type Table, unlessBlocked } from './table.ts';

/** The RP IDs of which there was ever a passkey, so that a deployment that changes it knows without a look at all users. */
const PARTITION = 'PASSKEY-RP-IDS';

/** Runs before a passkey is stored, so none is without. A function has one RP ID and writes it down once. */
export function rpIdNotes(table: Table): (passkey: Pick<Passkey, 'rpId' | 'createdAtMs'>) => Promise<void> {
  const noted = new Set<string>();
  return async ({ rpId, createdAtMs }) => {
    if (noted.has(rpId)) return;
    const Item = { pk: PARTITION, sk: rpId, since: createdAtMs };
    const write = new PutCommand({ TableName: table.name, Item, ConditionExpression: 'attribute_not_exists(pk)' });
    await unlessBlocked(table.client.send(write));
    noted.add(rpId);
  };
}

/** There are as many as the stage had RP IDs with passkeys: one, in a good life. */
export async function readRpIds(table: Table): Promise<readonly string[]> {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': PARTITION },
      ConsistentRead: true,
    }),
  );
  return Items.map(({ sk }) => String(sk));
}
