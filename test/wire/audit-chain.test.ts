/** The chain of a day: that the engine gives each record its own place, however many come at once. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dynamodbAudit } from '../../functions/adapters/dynamodb/audit.ts';
import { openTable, type Table } from '../../functions/adapters/dynamodb/table.ts';
import type { Entry } from '../../functions/core/audit/record.ts';
import { verifyChain } from '../../functions/core/audit/verify-chain.ts';
import { type AnyAws, anyAws } from './any-aws.ts';

const AT = '2026-11-22T12:00:00.000Z';
const DAY = { domain: 'D', day: '2026-11-22' };

let aws: AnyAws;
let table: Table;

beforeAll(async () => {
  aws = await anyAws();
  table = openTable(await aws.createTable());
});
afterAll(() => aws.close());

function entry(id: string): Entry {
  return {
    id,
    phase: 'noted',
    at: AT,
    kind: 'lock-begun',
    domain: 'D',
    actor: { kind: 'client' },
    expiresAtSeconds: 2e9,
  };
}

it('takes fifty records at once from as many instances, none lost and none twice', async () => {
  const writes = Array.from({ length: 50 }, (_, n) => dynamodbAudit(table).append(DAY, entry(`entry-${n}`)));
  await Promise.all(writes);
  const { records } = await dynamodbAudit(table).read(DAY, { limit: 100 });
  expect(new Set(records.map(({ id }) => id)).size).toBe(50);
  expect(records.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 50 }, (_, n) => n + 1));
  expect(verifyChain(records, Date.parse(AT))).toEqual([]);
});

it('goes on behind what another instance wrote meanwhile', async () => {
  const day = { ...DAY, day: '2026-11-23' };
  const [one, other] = [dynamodbAudit(table), dynamodbAudit(table)];
  await one.append(day, entry('a'));
  await other.append(day, entry('b'));
  await one.append(day, entry('c'));
  const { records } = await one.read(day, { limit: 10 });
  expect(records.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  expect(verifyChain(records, Date.parse(AT))).toEqual([]);
});

it('is read in pages, from either end', async () => {
  const store = dynamodbAudit(table);
  const ids = async (page: Parameters<typeof store.read>[1]) =>
    (await store.read(DAY, page)).records.map(({ sequence }) => sequence);
  expect(await ids({ limit: 2 })).toEqual([1, 2]);
  expect(await ids({ limit: 2, after: 2 })).toEqual([3, 4]);
  expect(await ids({ limit: 2, newestFirst: true })).toEqual([50, 49]);
  expect(await ids({ limit: 2, newestFirst: true, after: 49 })).toEqual([48, 47]);
});
