import { describe, expect, it } from 'vitest';
import type { AuditRecord } from '../../../../functions/core/audit/record.ts';
import { verifyChain } from '../../../../functions/core/audit/verify-chain.ts';
import { NOW_MS } from '../stubs.ts';
import { ENTRY, memoryChain } from './stubs.ts';

const DAY = { domain: 'D', day: '2026-11-22' };
const MINUTE_MS = 60_000;

async function chain(...entries: readonly object[]): Promise<AuditRecord[]> {
  const { records, append } = memoryChain();
  for (const entry of entries) await append(DAY, { ...ENTRY, ...entry });
  return records;
}

const pair = () => chain({}, { phase: 'ended', outcome: 'done' }, { id: 'entry-2', phase: 'noted' });

describe('a chain', () => {
  it('that is whole has no fault', async () => {
    expect(verifyChain(await pair(), NOW_MS)).toEqual([]);
    expect(verifyChain([], NOW_MS)).toEqual([]);
  });

  it('shows a record that was changed', async () => {
    const [one, two, three] = await pair();
    const changed = { ...one, actor: { kind: 'administrator', userId: 'another' } } as AuditRecord;
    expect(verifyChain([changed, two, three] as AuditRecord[], NOW_MS)).toEqual([{ kind: 'changed', sequence: 1 }]);
  });

  it('shows a record that was hashed anew, by the one that follows', async () => {
    const [, two, three] = await pair();
    const [other] = await chain({ reason: 'another' });
    expect(verifyChain([other, two, three] as AuditRecord[], NOW_MS)).toEqual([
      { kind: 'does-not-follow', sequence: 2 },
    ]);
  });

  it('shows what is missing at its beginning and in its middle', async () => {
    const records = await chain({ phase: 'noted' }, { phase: 'noted' }, { phase: 'noted' }, { phase: 'noted' });
    expect(verifyChain(records.slice(1), NOW_MS)).toEqual([{ kind: 'gap', sequence: 1, to: 1 }]);
    const without = [records[0], records[3]] as AuditRecord[];
    expect(verifyChain(without, NOW_MS)).toEqual([{ kind: 'gap', sequence: 2, to: 3 }]);
  });

  it('shows an end without its beginning', async () => {
    expect(verifyChain(await chain({ phase: 'ended' }), NOW_MS)).toEqual([{ kind: 'unbegun', sequence: 1 }]);
  });

  it('shows a beginning without an end, once no function can still be at it', async () => {
    const records = await chain({});
    expect(verifyChain(records, NOW_MS + MINUTE_MS)).toEqual([]);
    expect(verifyChain(records, NOW_MS + MINUTE_MS + 1)).toEqual([
      { kind: 'unended', sequence: 1, record: records[0] },
    ]);
  });
});
