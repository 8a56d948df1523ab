import { type AuditRecord, hashOf } from './record.ts';

/** What is wrong with a day's chain, and where. */
export type ChainFault =
  /** The content is not what was hashed when it was written. */
  | { readonly kind: 'changed'; readonly sequence: number }
  /** It does not follow from the record before: that one, or this one, was put in the place of another. */
  | { readonly kind: 'does-not-follow'; readonly sequence: number }
  /** The sequences from `sequence` to `to` are missing. */
  | { readonly kind: 'gap'; readonly sequence: number; readonly to: number }
  /** Something began and nothing says how it ended: the change may have happened. */
  | { readonly kind: 'unended'; readonly sequence: number; readonly record: AuditRecord }
  /** Something ended that never began. */
  | { readonly kind: 'unbegun'; readonly sequence: number };

/** Longer than any function may run. */
const IN_PROGRESS_MS = 60_000;

/** Every fault of one day, whose records come in the order of their sequences. */
export function verifyChain(records: readonly AuditRecord[], nowMs: number): ChainFault[] {
  const faults: ChainFault[] = [];
  const open = new Map<string, AuditRecord>();
  let previous: Pick<AuditRecord, 'sequence' | 'hash'> = { sequence: 0, hash: '' };
  for (const record of records) {
    const { sequence } = record;
    const follows = sequence === previous.sequence + 1;
    if (!follows) faults.push({ kind: 'gap', sequence: previous.sequence + 1, to: sequence - 1 });
    else if (record.previousHash !== previous.hash) faults.push({ kind: 'does-not-follow', sequence });
    if (hashOf(record) !== record.hash) faults.push({ kind: 'changed', sequence });
    if (record.phase === 'begun') open.set(record.id, record);
    if (record.phase === 'ended' && !open.delete(record.id)) faults.push({ kind: 'unbegun', sequence });
    previous = record;
  }
  const unended = [...open.values()].filter(({ at }) => nowMs - Date.parse(at) > IN_PROGRESS_MS);
  return [...faults, ...unended.map((record) => ({ kind: 'unended', sequence: record.sequence, record }) as const)];
}
