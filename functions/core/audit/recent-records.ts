import type { UserKey } from '../directory/user.ts';
import type { AuditStore } from '../ports/audit.ts';
import { readAudit } from './read-audit.ts';
import type { AuditRecord } from './record.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const MAX_RECORDS = 10;
/** Of a hundred records each, whomever they concern: a record has no index of its users, and this is asked for while somebody waits on the telephone. */
const MAX_READS = 3;

/** The newest that concern a user, of the last two days and among the newest of his domain; the record itself holds all. */
export async function recentRecords(
  store: Pick<AuditStore, 'read'>,
  { domain, userId }: UserKey,
  nowMs: number,
): Promise<readonly AuditRecord[]> {
  const { records } = await readAudit(store, {
    domain,
    user: userId,
    from: new Date(nowMs - 2 * DAY_MS).toISOString(),
    to: new Date(nowMs).toISOString(),
    // What has begun has ended as well, as a rule.
    limit: 2 * MAX_RECORDS,
    maxReads: MAX_READS,
  });
  const ended = new Set(records.filter(({ phase }) => phase === 'ended').map(({ id }) => id));
  return records.filter(({ phase, id }) => phase !== 'begun' || !ended.has(id)).slice(0, MAX_RECORDS);
}
