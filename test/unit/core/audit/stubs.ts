import { type AuditDependencies, createAudit } from '../../../../functions/core/audit/audit.ts';
import { type AuditRecord, chained, type Entry } from '../../../../functions/core/audit/record.ts';
import { countingBytes, NOW_MS } from '../stubs.ts';

export const ENTRY: Entry = {
  id: 'entry-1',
  phase: 'begun',
  at: new Date(NOW_MS).toISOString(),
  kind: 'settings-changed',
  domain: 'D',
  actor: { kind: 'administrator', domain: 'D', userId: 'admin' },
  fields: ['MaxAttempts'],
  expiresAtSeconds: 1_830_000_000,
};

/** A chain of one day in memory; `append` can be replaced to break it. */
export function memoryChain() {
  const records: AuditRecord[] = [];
  const append = async (day: { domain: string; day: string }, entry: Entry): Promise<AuditRecord> => {
    const last = records.at(-1);
    const place = { day: day.day, sequence: records.length + 1, previousHash: last?.hash ?? '' };
    const record = chained(entry, place);
    records.push(record);
    return record;
  };
  return { records, append };
}

/** An audit over a chain in memory, what it published and what it lost. */
export function auditWorld(different: Partial<AuditDependencies> = {}) {
  const chain = memoryChain();
  const published: AuditRecord[] = [];
  const lost: string[] = [];
  const audit = createAudit({
    store: { append: chain.append, read: async () => ({ records: chain.records, hasMore: false }) },
    settings: { forDomain: async () => ({ AuditRetentionDays: 100 }) },
    clock: () => NOW_MS,
    random: countingBytes(),
    asker: () => ({ actor: { kind: 'administrator', domain: 'D', userId: 'admin' } }),
    publish: async (record) => {
      published.push(record);
    },
    onLost: ({ kind }) => lost.push(kind),
    ...different,
  });
  return { audit, records: chain.records, published, lost };
}
