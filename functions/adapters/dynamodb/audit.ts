import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type AuditRecord, chained } from '../../core/audit/record.ts';
import type { AuditDay, AuditStore } from '../../core/ports/audit.ts';
import { type Table, unlessBlocked } from './table.ts';

/**
 * In each round one of those who write at once finds its place, so this many at once all do. Whoever still has none
 * gets the error of his last write: a broken system, and what was to be recorded does not happen.
 */
const MAX_ROUNDS = 100;
const MAX_PAUSE_MS = 20;

type End = Pick<AuditRecord, 'sequence' | 'hash'>;
const BEGINNING: End = { sequence: 0, hash: '' };

/** Items that are put once and never again: each write holds that nothing stands in its place. */
export function dynamodbAudit(table: Table): AuditStore {
  // Where this instance saw a chain end. Somebody else may have gone on since: then the write finds its place taken.
  const ends = new Map<string, End>();

  const readPage: AuditStore['read'] = async (day, { limit, after, newestFirst = false }) => {
    const beyond = after === undefined ? '' : ` AND sk ${newestFirst ? '<' : '>'} :after`;
    const { Items = [], LastEvaluatedKey } = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: `pk = :pk${beyond}`,
        ExpressionAttributeValues: {
          ':pk': partitionOf(day),
          ...(after === undefined ? {} : { ':after': sortKey(after) }),
        },
        ScanIndexForward: !newestFirst,
        Limit: limit,
        ConsistentRead: true,
      }),
    );
    return { records: Items.map(decode), hasMore: LastEvaluatedKey !== undefined };
  };
  const endOf = async (day: AuditDay): Promise<End> =>
    (await readPage(day, { limit: 1, newestFirst: true })).records[0] ?? BEGINNING;

  return {
    async append(day, entry) {
      const partition = partitionOf(day);
      for (let round = 1; ; round++) {
        const end = ends.get(partition) ?? (await endOf(day));
        const record = chained(entry, { day: day.day, sequence: end.sequence + 1, previousHash: end.hash });
        const isLast = round === MAX_ROUNDS;
        const put = putNew(table, partition, record);
        if ((isLast ? await put : await unlessBlocked(put)) !== 'blocked') {
          remember(ends, partition, record);
          return record;
        }
        ends.delete(partition);
        await sleep(randomInt(MAX_PAUSE_MS));
      }
    },
    read: readPage,
  };
}

/** By its hash a record is known as this very one: the SDK writes again when the answer to its first try was lost. */
function putNew(table: Table, pk: string, record: AuditRecord): Promise<unknown> {
  const { expiresAtSeconds: ttl, sequence, ...fields } = record;
  return table.client.send(
    new PutCommand({
      TableName: table.name,
      Item: { pk, sk: sortKey(sequence), ttl, ...fields },
      ConditionExpression: 'attribute_not_exists(pk) OR #hash = :hash',
      ExpressionAttributeNames: { '#hash': 'hash' },
      ExpressionAttributeValues: { ':hash': record.hash },
    }),
  );
}

/** One day of each domain; those of days that are over would only fill the memory. */
function remember(ends: Map<string, End>, partition: string, { sequence, hash }: AuditRecord): void {
  const known = [...ends.keys()];
  for (const other of known) if (other.slice(0, -10) === partition.slice(0, -10)) ends.delete(other);
  ends.set(partition, { sequence, hash });
}

function partitionOf({ domain, day }: AuditDay): string {
  return `AUDIT#${domain}#${day}`;
}

function sortKey(sequence: number): string {
  return String(sequence).padStart(8, '0');
}

function decode(item: Record<string, unknown>): AuditRecord {
  const { pk: _pk, sk, ttl, ...fields } = item;
  return { ...fields, sequence: Number(sk), expiresAtSeconds: ttl } as unknown as AuditRecord;
}
