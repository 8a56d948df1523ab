import * as z from 'zod';
import { type AuditPosition, readAudit } from '../../core/audit/read-audit.ts';
import { AUDIT_KINDS } from '../../core/audit/record.ts';
import { normaliseUserId } from '../../core/directory/user.ts';
import type { AuditStore } from '../../core/ports/audit.ts';
import { administeredDomain } from '../../http/administered-domain.ts';
import { ApiError } from '../../http/api-error.ts';
import type { CallerDependencies } from '../../http/callers.ts';
import { ok } from '../../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../../http/serve.ts';
import { endpoint } from './contract.ts';

interface AuditHandlerDependencies extends ServeDependencies {
  readonly store: Pick<AuditStore, 'read'>;
  readonly callers: CallerDependencies;
}

const PAGE_LIMITS = { default: 50, max: 100 } as const;
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
const CURSOR = /^(\d{4}-\d{2}-\d{2})\/(\d{1,8})$/;

/** Edge of the record of who did what; a domain that is gone keeps its record until it is forgotten. */
export function auditHandler(deps: AuditHandlerDependencies): ApiHandler {
  return serve(endpoint, deps, {
    GET: async ({ caller, path, query }) => {
      const domain = administeredDomain(deps.callers, caller, path.domain);
      const { cursor, user, ...asked } = readQuery(query, deps.clock());
      const position = cursor === undefined ? undefined : readCursor(cursor);
      const userId = user === undefined ? undefined : normaliseUserId(user);
      const { records, next } = await readAudit(deps.store, { ...asked, domain, user: userId, after: position });
      return ok({ records, ...(next === undefined ? {} : { next: writeCursor(next) }) });
    },
  });
}

const Name = z.string().min(1).max(256).optional();

function readQuery(query: Readonly<Record<string, string | undefined>>, nowMs: number) {
  const Instant = (otherwiseMs: number) =>
    z.iso
      .datetime({ offset: true, message: 'a moment such as 2026-11-28T09:00:00Z' })
      .default(new Date(otherwiseMs).toISOString())
      .transform((text) => new Date(text).toISOString());
  const Query = z.object({
    user: Name,
    actor: Name,
    kind: z.enum(Object.keys(AUDIT_KINDS), 'one of the kinds').optional(),
    from: Instant(nowMs - WEEK_MS),
    to: Instant(nowMs),
    limit: z.coerce
      .number(`a whole number from 1 to ${PAGE_LIMITS.max}`)
      .int(`a whole number from 1 to ${PAGE_LIMITS.max}`)
      .min(1, `a whole number from 1 to ${PAGE_LIMITS.max}`)
      .max(PAGE_LIMITS.max, `a whole number from 1 to ${PAGE_LIMITS.max}`)
      .default(PAGE_LIMITS.default),
    cursor: z.string().optional(),
  });
  const parsed = Query.safeParse(query);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => ({ field: String(path[0]), expected: message }));
  throw new ApiError('FIELD_INVALID', { faults });
}

function writeCursor({ day, sequence }: AuditPosition): string {
  return Buffer.from(`${day}/${sequence}`).toString('base64url');
}

function readCursor(cursor: string): AuditPosition {
  const [, day, sequence] = CURSOR.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? [];
  if (day !== undefined && !Number.isNaN(Date.parse(day))) return { day, sequence: Number(sequence) };
  throw new ApiError('FIELD_INVALID', { faults: [{ field: 'cursor', expected: '`next` of the page before' }] });
}
