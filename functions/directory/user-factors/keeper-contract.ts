import * as z from 'zod';
import { AUDIT_KINDS, type AuditKind } from '../../core/audit/record.ts';
import { RESET_STARTERS } from '../../core/recovery/reset.ts';

const KINDS = Object.keys(AUDIT_KINDS) as [AuditKind, ...AuditKind[]];

export const LockView = z.object({
  locked: z.boolean(),
  until: z.iso.datetime().optional().meta({ description: 'Missing where only DELETE lock ends it.' }),
  wrongTries: z.int().meta({ description: 'Since the last right answer.' }),
  triesLeft: z.int().meta({ description: 'Wrong answers until the next lock.' }),
  sendsLeft: z
    .int()
    .optional()
    .meta({ description: 'PINs and pushes until the next right answer; missing without a limit.' }),
  pushesStopped: z.boolean().meta({ description: 'He said of a push that it was not his: none until a right code.' }),
});

export const RescueView = z.object({
  recoveryCodes: z
    .object({ left: z.int(), madeAt: z.iso.datetime() })
    .optional()
    .meta({ description: 'Missing where he has kept none.' }),
  bypassCode: z
    .object({ id: z.string(), expiresAt: z.iso.datetime(), usesLeft: z.int(), approved: z.boolean() })
    .optional()
    .meta({ description: 'A code of the help desk that has time and uses left.' }),
  reset: z
    .object({
      state: z.enum(['waiting', 'ready']),
      requestedAt: z.iso.datetime(),
      readyAt: z.iso.datetime(),
      until: z.iso.datetime().optional().meta({ description: 'Of one that is ready.' }),
      by: z.enum(RESET_STARTERS),
    })
    .optional()
    .meta({ description: 'Missing where none waits.' }),
});

export const RecentRecord = z.object({
  at: z.iso.datetime(),
  kind: z.enum(KINDS),
  actor: z.object({ kind: z.string(), domain: z.string().optional(), userId: z.string().optional() }),
  reason: z.string().optional(),
  outcome: z.enum(['done', 'refused', 'unknown']).optional().meta({ description: 'Missing in what has begun.' }),
});
