import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Links } from '../../core/ports/links.ts';
import { linkKey } from './link-item.ts';
import type { Table } from './table.ts';

export function dynamodbLinks(table: Table): Links {
  return {
    // An update and not a put: the function that links needs no right to put anything where credentials stand.
    async put(user, { to, generation, otherGeneration, linkedAtMs, by }) {
      const write = new UpdateCommand({
        TableName: table.name,
        Key: linkKey(user, to),
        UpdateExpression: 'SET g = :g, otherG = :other, linkedAt = :at, #by = :by',
        ExpressionAttributeNames: { '#by': 'by' },
        ExpressionAttributeValues: { ':g': generation, ':other': otherGeneration, ':at': linkedAtMs, ':by': by },
      });
      await table.client.send(write);
    },

    async remove(user, to) {
      await table.client.send(new DeleteCommand({ TableName: table.name, Key: linkKey(user, to) }));
    },
  };
}
