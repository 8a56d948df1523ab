import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Quotas, QuotaUse } from '../../core/ports/quotas.ts';
import { type Table, unlessBlocked } from './table.ts';

/** In partitions of their own: who may count them can touch nothing else. Each window is an item, and ends by itself. */
export function dynamodbQuotas(table: Table): Quotas {
  return {
    async count(use, { limit, windowMs, nowMs }) {
      const window = Math.floor(nowMs / windowMs);
      const write = new UpdateCommand({
        TableName: table.name,
        Key: { pk: partitionOf(use), sk: `WINDOW#${window}` },
        UpdateExpression: 'SET used = if_not_exists(used, :zero) + :one, #ttl = :ttl',
        ConditionExpression: 'attribute_not_exists(used) OR used < :limit',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: {
          ':zero': 0,
          ':one': 1,
          ':limit': limit,
          ':ttl': Math.ceil(((window + 2) * windowMs) / 1000),
        },
      });
      return (await unlessBlocked(table.client.send(write))) === 'blocked' ? 'blocked' : 'counted';
    },
  };
}

function partitionOf(use: QuotaUse): string {
  switch (use.kind) {
    case 'client-requests':
      return `QUOTA#CLIENT#${use.client.domain}#${use.client.userId}`;
    case 'searches':
      return `QUOTA#SEARCHES#${use.user.domain}#${use.user.userId}`;
    case 'domain-sends':
      return `QUOTA#SENDS#${use.domain}`;
    case 'new-address-sends':
      return `QUOTA#NEW#${use.user.domain}#${use.user.userId}`;
    case 'helping-sessions':
      return `QUOTA#HELP#${use.user.domain}#${use.user.userId}`;
    case 'found-factors':
      return `QUOTA#FOUND#${use.user.domain}#${use.user.userId}`;
    case 'bypass-codes':
      return `QUOTA#BYPASS#${use.user.domain}#${use.user.userId}`;
  }
}
