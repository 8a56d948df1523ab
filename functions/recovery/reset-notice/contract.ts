import * as z from 'zod';

/** What the machine of the reminders asks with (lib/constructs/reset-definition.ts). It knows no name. */
export const ResetNoticeEvent = z.strictObject({
  notice: z.enum(['half', 'ready']),
  /** Hash of a code that stops the reset. */
  ticket: z.string().min(1),
  requestedAtMs: z.int(),
  readyAtMs: z.int(),
});

/** Whether the reset still stands as it did when the machine was started. */
export const ResetNoticeAnswer = z.object({ waits: z.boolean() });
