/**
 * An administrator did something that nobody is to know, and has found a way to write to the table past the functions
 * (a mistaken role, a stolen deployment key). He changes the record of it, gives it a new hash, puts two records in each
 * other's place, puts one over another as a function's own PutItem could, or lets the table forget one early. Each of
 * these has to be found. What he can do unseen by the table alone (cutting off the newest records) is said by name, with
 * what finds it.
 */
import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTable, type Table } from '../../functions/adapters/dynamodb/table.ts';
import { hashOf } from '../../functions/core/audit/record.ts';
import { verifyChain } from '../../functions/core/audit/verify-chain.ts';
import { recordsOf } from '../http/audit-records.ts';
import { type OtpClient, startClient } from '../http/client.ts';

type Item = Record<string, unknown> & { readonly pk: string; readonly sk: string };

let client: OtpClient;
let table: Table;

beforeAll(async () => {
  client = await startClient();
  table = openTable('sekisho');
});
afterAll(() => client.service.close());

let chain: Item[] = [];
beforeEach(async () => {
  for (const { pk, sk } of chain)
    await table.client.send(new DeleteCommand({ TableName: table.name, Key: { pk, sk } }));
  // Another day's chain would begin anew; within one day the functions of this process remember where theirs ended.
  if (chain.length === 0) for (const user of ['alice', 'bob', 'carol']) await client.unlock(user);
  else for (const Item of chain) await table.client.send(new PutCommand({ TableName: table.name, Item }));
  const pk = `AUDIT#DefaultDomain#${new Date().toISOString().slice(0, 10)}`;
  const keys = (await recordsOf()).map(({ sequence }) => ({ pk, sk: String(sequence).padStart(8, '0') }));
  chain = await Promise.all(keys.map(itemOf));
  expect(chain).toHaveLength(6);
  expect(await faults()).toEqual([]);
});

async function itemOf(Key: Pick<Item, 'pk' | 'sk'>): Promise<Item> {
  return (await table.client.send(new GetCommand({ TableName: table.name, Key }))).Item as Item;
}

async function faults(): Promise<string[]> {
  return verifyChain(await recordsOf(), Date.now()).map(({ kind, sequence }) => `${kind} ${sequence}`);
}

function item(sequence: number): Item {
  const found = chain[sequence - 1];
  if (found === undefined) throw new Error(`there is no record ${sequence}`);
  return found;
}

const put = (Item: object) => table.client.send(new PutCommand({ TableName: table.name, Item: { ...Item } }));
const remove = ({ pk, sk }: Item) => table.client.send(new DeleteCommand({ TableName: table.name, Key: { pk, sk } }));

/** The item with its hash made anew, by who knows how. */
async function rehashed(changed: Item): Promise<Item> {
  await put(changed);
  const record = (await recordsOf()).find(({ sequence }) => sequence === Number(changed.sk));
  if (record === undefined) throw new Error('the record is gone');
  return { ...changed, hash: hashOf(record) };
}

describe('whoever writes to the table past the functions', () => {
  it.each([
    ['the actor', { actor: { kind: 'administrator', domain: 'DefaultDomain', userId: 'mallory' } }],
    ['the user', { userId: 'mallory' }],
    ['the outcome', { outcome: 'refused' }],
    ['the time', { at: '2026-01-01T00:00:00.000Z' }],
    ['the day on which it is forgotten', { ttl: 1 }],
    ['a field that nobody knows', { approved: true }],
  ])('is found when he changes %s', async (_what, changed) => {
    await put({ ...item(3), ...changed });
    expect(await faults()).toEqual(['changed 3']);
  });

  it('is found when he makes the hash anew: the next record does not follow', async () => {
    await put(await rehashed({ ...item(3), userId: 'mallory' }));
    expect(await faults()).toEqual(['does-not-follow 4']);
  });

  it('is found when he puts two records in each other’s place', async () => {
    await put({ ...item(1), sk: item(3).sk });
    await put({ ...item(3), sk: item(1).sk });
    const found = await faults();
    expect(found).toContain('changed 1');
    expect(found).toContain('changed 3');
  });

  it('is found when he removes a record, at the beginning as in the middle', async () => {
    await remove(item(1));
    await remove(item(4));
    const found = await faults();
    expect(found).toContain('gap 1');
    expect(found).toContain('gap 4');
  });

  it('is found when he moves a record of another domain or day here', async () => {
    const moved = { ...item(4), domain: 'Bank' };
    await put(moved);
    expect(await faults()).toEqual(['changed 4']);
  });

  it('is found when he cuts off an end but not its beginning, as soon as no function can be at it', async () => {
    await remove(item(6));
    const later = Date.now() + 61_000;
    expect(verifyChain(await recordsOf(), later)).toMatchObject([{ kind: 'unended', sequence: 5 }]);
  });

  it('is not found by the table alone when he cuts off the newest whole pairs; the events and an export still have them', async () => {
    const kept = await recordsOf();
    await remove(item(6));
    await remove(item(5));
    expect(await faults()).toEqual([]);
    const events = (client.service.aws?.events.list() ?? []).map(({ detail }) => (detail as { hash?: string }).hash);
    const lost = kept.slice(4).filter(({ phase }) => phase === 'ended');
    expect(lost).toHaveLength(1);
    for (const { hash } of lost) expect(events).toContain(hash);
    // What is written next goes on from the end that the functions remember: the cut is a gap from then on.
    await client.unlock('dave');
    expect(await faults()).toContain('gap 5');
    for (const { sequence } of (await recordsOf()).slice(4))
      await remove({ ...item(1), sk: String(sequence).padStart(8, '0') });
  });
});
