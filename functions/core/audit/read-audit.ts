import type { AuditStore } from '../ports/audit.ts';
import type { AuditRecord } from './record.ts';

/** Where a page ended: everything of `day` from `sequence` on was seen, or with 0 nothing of it yet. */
export interface AuditPosition {
  readonly day: string;
  readonly sequence: number;
}

interface AuditQuestion {
  readonly domain: string;
  /** ISO 8601, UTC; both belong to the answer. */
  readonly from: string;
  readonly to: string;
  readonly user?: string | undefined;
  readonly actor?: string | undefined;
  readonly kind?: string | undefined;
  readonly limit: number;
  readonly after?: AuditPosition | undefined;
  /** Queries of at most a hundred records. */
  readonly maxReads?: number;
}

/** What one call may read: whoever asks for a year of one name comes again for more. */
const MAX_READS = 20;
const READ_SIZE = 100;
const DAY_MS = 24 * 60 * 60 * 1000;

/** The newest first. With `next` there may be more, also when this page is empty. */
export async function readAudit(
  { read }: Pick<AuditStore, 'read'>,
  question: AuditQuestion,
): Promise<{ readonly records: readonly AuditRecord[]; readonly next?: AuditPosition }> {
  const { domain, limit, from, maxReads = MAX_READS } = question;
  const firstDay = dayOf(from);
  const records: AuditRecord[] = [];
  let at: AuditPosition = question.after ?? { day: dayOf(question.to), sequence: 0 };
  for (let reads = 0; at.day >= firstDay; reads++) {
    if (reads === maxReads) return { records, next: at };
    const after = at.sequence === 0 ? undefined : at.sequence;
    const page = await read({ domain, day: at.day }, { limit: READ_SIZE, after, newestFirst: true });
    for (const record of page.records) {
      at = { day: record.day, sequence: record.sequence };
      if (isAsked(question, record)) records.push(record);
      if (records.length === limit) return { records, next: at };
    }
    if (!page.hasMore) at = { day: dayBefore(at.day), sequence: 0 };
  }
  return { records };
}

function isAsked({ from, to, user, actor, kind }: AuditQuestion, record: AuditRecord): boolean {
  return (
    record.at >= from &&
    record.at <= to &&
    (user === undefined || record.userId === user) &&
    (actor === undefined || record.actor.userId === actor) &&
    (kind === undefined || record.kind === kind)
  );
}

/** A whole day in its order. */
export async function readDay({ read }: Pick<AuditStore, 'read'>, domain: string, day: string): Promise<AuditRecord[]> {
  const records: AuditRecord[] = [];
  for (let hasMore = true; hasMore; ) {
    const page = await read({ domain, day }, { limit: READ_SIZE, after: records.at(-1)?.sequence });
    records.push(...page.records);
    hasMore = page.hasMore;
  }
  return records;
}

/** Days from `from` to `to`, both included, in their order. */
export function daysBetween(from: string, to: string): string[] {
  const count = Math.floor((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => dayOf(instant(Date.parse(from) + index * DAY_MS)));
}

function dayBefore(day: string): string {
  return dayOf(instant(Date.parse(day) - DAY_MS));
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}

function dayOf(at: string): string {
  return at.slice(0, 10);
}
