import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readKeyRing } from '../../functions/adapters/dynamodb/key-ring.ts';
import { openTable, type Table } from '../../functions/adapters/dynamodb/table.ts';
import { addGeneration, kmsKeyRing } from '../../functions/adapters/kms/key-ring.ts';
import { type AnyAws, anyAws } from './any-aws.ts';

let aws: AnyAws;
let table: Table;
let keyArn: string;
let now = 1_795_348_800_000;

beforeAll(async () => {
  aws = await anyAws();
  const { KeyMetadata } = await new KMSClient({}).send(new CreateKeyCommand({}));
  keyArn = String(KeyMetadata?.Arn);
});
afterAll(() => aws.close());
beforeEach(async () => {
  table = openTable(await aws.createTable());
});

const clock = () => now;
const newInstance = () => kmsKeyRing({ table, keyArn, clock });

async function rotate(): Promise<boolean> {
  const version = (await readKeyRing(table))?.version ?? 0;
  return addGeneration({ table, keyArn, clock, kms: new KMSClient({}) }, version);
}

describe('the key ring', () => {
  it('makes its first generation once, also when many functions start at the same moment', async () => {
    const generations = await Promise.all(Array.from({ length: 20 }, () => newInstance().current()));
    expect(new Set(generations.map(({ id }) => id)).size).toBe(1);
    expect(new Set(generations.map(({ pinKey }) => pinKey.export().toString('hex'))).size).toBe(1);
    expect(Object.keys((await readKeyRing(table))?.generations ?? {})).toHaveLength(1);
  });

  it('keeps PIN key and sealing key apart', async () => {
    const { pinKey, sealKey } = await newInstance().current();
    expect(pinKey.export()).not.toEqual(sealKey.export());
  });

  it('changes to a new generation in all instances at the same instant, and still opens the old one', async () => {
    const early = newInstance();
    const old = await early.current();
    await rotate();
    const late = newInstance();
    now += 10 * 60_000 - 1;
    expect([(await early.current()).id, (await late.current()).id]).toEqual([old.id, old.id]);
    now += 1;
    const [one, two] = [await early.current(), await late.current()];
    expect(one.id).toBe(two.id);
    expect(one.id).not.toBe(old.id);
    expect((await newInstance().generation(old.id)).sealKey.export()).toEqual(old.sealKey.export());
  });

  it('adds one generation when two operators rotate at once', async () => {
    await newInstance().current();
    const done = await Promise.all([rotate(), rotate()]);
    expect(done.toSorted()).toEqual([false, true]);
  });

  it('finds a generation that was added after it read the ring', async () => {
    const ring = newInstance();
    await ring.current();
    await rotate();
    const added = Object.keys((await readKeyRing(table))?.generations ?? {});
    for (const id of added) expect((await ring.generation(id)).id).toBe(id);
  });

  it('is a broken system, not a wrong code, when a generation is gone', async () => {
    await newInstance().current();
    await expect(newInstance().generation('gone')).rejects.toThrow('no generation gone');
  });
});
