import { expect, it, vi } from 'vitest';
import { recentRecords } from '../../../../functions/core/audit/recent-records.ts';
import type { AuditRecord } from '../../../../functions/core/audit/record.ts';
import type { AuditDay } from '../../../../functions/core/ports/audit.ts';

const NOW = Date.parse('2026-11-28T12:00:00.000Z');
const HANA = { domain: 'Shops', userId: 'hana' };

function record(id: string, phase: AuditRecord['phase'], fields: Partial<AuditRecord> = {}): AuditRecord {
  return { id, phase, at: '2026-11-28T11:00:00.000Z', day: '2026-11-28', userId: 'hana', ...fields } as AuditRecord;
}

it('shows once what began and ended, and what began and has no end', async () => {
  const records = [record('c', 'begun'), record('b', 'ended'), record('b', 'begun'), record('a', 'noted')];
  const read = async ({ day }: AuditDay) => ({ records: day === '2026-11-28' ? records : [], hasMore: false });
  expect((await recentRecords({ read }, HANA, NOW)).map(({ id, phase }) => [id, phase])).toEqual([
    ['c', 'begun'],
    ['b', 'ended'],
    ['a', 'noted'],
  ]);
});

it('shows ten at most, of two days', async () => {
  const many = Array.from({ length: 30 }, (_, at) => record(`r${at}`, 'noted'));
  const old = record('old', 'noted', { at: '2026-11-26T11:59:59.000Z', day: '2026-11-26' });
  const read = async ({ day }: AuditDay) => ({ records: day === '2026-11-26' ? [old] : [], hasMore: false });
  expect(await recentRecords({ read: async () => ({ records: many, hasMore: false }) }, HANA, NOW)).toHaveLength(10);
  expect(await recentRecords({ read }, HANA, NOW)).toEqual([]);
});

it('reads no more than three pages, however many others there are', async () => {
  const others = Array.from({ length: 100 }, (_, at) =>
    record(`o${at}`, 'noted', { userId: 'taro', sequence: 500 - at }),
  );
  const read = vi.fn(async () => ({ records: others, hasMore: true }));
  expect(await recentRecords({ read }, HANA, NOW)).toEqual([]);
  expect(read).toHaveBeenCalledTimes(3);
});
