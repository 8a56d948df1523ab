import { dynamodbAudit } from '../../functions/adapters/dynamodb/audit.ts';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import type { AuditKind, AuditRecord } from '../../functions/core/audit/record.ts';

/** The records of one kind, or all, of a domain and today, in their order. */
export async function recordsOf(kind?: AuditKind, domain = 'DefaultDomain'): Promise<readonly AuditRecord[]> {
  const day = new Date().toISOString().slice(0, 10);
  const { records } = await dynamodbAudit(openTable('sekisho')).read({ domain, day }, { limit: 1_000 });
  return records.filter((record) => kind === undefined || record.kind === kind);
}
