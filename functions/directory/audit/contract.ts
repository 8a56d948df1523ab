import * as z from 'zod';
import { AUDIT_KINDS, type AuditKind } from '../../core/audit/record.ts';
import { defineEndpoint } from '../../http/endpoint.ts';

const KINDS = Object.keys(AUDIT_KINDS) as [AuditKind, ...AuditKind[]];

/** A record as it stands, so that its hash can be computed again from what is shown. */
export const AuditRecordView = z.strictObject({
  id: z.string().meta({ description: 'The same in what was begun and in what ended.' }),
  phase: z.enum(['begun', 'ended', 'noted']).meta({ description: '`noted` stands alone, after the fact.' }),
  at: z.iso.datetime(),
  kind: z.enum(KINDS),
  domain: z.string(),
  userId: z.string().optional().meta({ description: 'The user whom it concerns.' }),
  actor: z
    .object({ kind: z.string(), domain: z.string().optional(), userId: z.string().optional() })
    .meta({ description: 'Who did it: a kind of caller, `page`, `device`, `service` or `operator`, with his name.' }),
  address: z.string().optional().meta({ description: 'The network address that the call came from.' }),
  requestId: z.string().optional().meta({ description: 'Stands in the log line of the call too.' }),
  reason: z.string().optional().meta({ description: "In the caller's words: the header `Sekisho-Reason`." }),
  fields: z.array(z.string()).optional().meta({ description: 'Names of what was sent.' }),
  changed: z.record(z.string(), z.string()).optional().meta({ description: 'Values that are no secret.' }),
  outcome: z.enum(['done', 'refused', 'unknown']).optional().meta({ description: 'Missing in what has begun.' }),
  code: z.string().optional().meta({ description: 'Why it was refused.' }),
  expiresAtSeconds: z.int().meta({ description: 'When the table forgets it.' }),
  day: z.string(),
  sequence: z.int().meta({ description: 'Its place in the chain of its domain and day, from 1.' }),
  previousHash: z.string().meta({ description: 'Of the record before; empty for the first one of a day.' }),
  hash: z.string().meta({ description: 'SHA-256 of all other fields as canonical JSON (RFC 8785), in base64url.' }),
});

const AuditPage = z.object({
  records: z.array(AuditRecordView).meta({ description: 'The newest first.' }),
  next: z.string().optional().meta({ description: 'The cursor of what is older; missing at the end.' }),
});

export const endpoint = defineEndpoint({
  path: '/mfa/v1/domains/{domain}/audit',
  style: 'problem',
  operations: {
    GET: {
      id: 'listAuditRecords',
      summary: 'Who did what in the domain, the newest first; a page can be short or empty and still have a `next`',
      caller: 'administrator',
      groups: ['Administrators', 'Auditors'],
      query: {
        user: 'The user whom it concerns.',
        actor: 'The name of who did it.',
        kind: 'One of the kinds.',
        from: 'From this moment on (ISO 8601); a week ago when it is missing.',
        to: 'Up to this moment; now when it is missing.',
        limit: 'Records in a page: 1 to 100, 50 when it is missing.',
        cursor: '`next` of the page before.',
      },
      success: { status: 200, description: 'A page of records.', schema: AuditPage },
      codes: ['DOMAIN_UNKNOWN', 'FIELD_INVALID'],
    },
  },
});
