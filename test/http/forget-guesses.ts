import { DeleteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';

/** As if the day were over: all tests call from one network, which has only so many wrong passwords in a day. */
export function forgetGuesses(): Promise<void> {
  return forget('TRIES##');
}

async function forget(tries: string, from?: Record<string, unknown>): Promise<void> {
  const { client, name: TableName } = openTable('sekisho');
  const { Items = [], LastEvaluatedKey } = await client.send(
    new ScanCommand({
      TableName,
      FilterExpression: 'begins_with(pk, :tries)',
      ExpressionAttributeValues: { ':tries': tries },
      ExclusiveStartKey: from,
    }),
  );
  for (const { pk, sk } of Items) await client.send(new DeleteCommand({ TableName, Key: { pk, sk } }));
  if (LastEvaluatedKey !== undefined) await forget(tries, LastEvaluatedKey);
}
