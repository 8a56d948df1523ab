import { createHash } from 'node:crypto';
import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { ResetReminders } from '../../core/ports/reset-reminders.ts';
import type { Log } from '../../http/log.ts';
import { CLIENT_TIMEOUTS } from '../timeouts.ts';

/** Starts the machine that waits. Its execution is named after the ticket, so that no reset is told of twice. */
export function resetReminders(
  stateMachineArn: string,
  log: Log,
  sfn = new SFNClient(CLIENT_TIMEOUTS),
): ResetReminders {
  return {
    async start({ ticket, requestedAtMs, readyAtMs, halfAtMs }) {
      const input = {
        ticket,
        requestedAtMs,
        readyAtMs,
        readyAt: instant(readyAtMs),
        ...(halfAtMs === undefined ? {} : { halfAt: instant(halfAtMs) }),
      };
      // A ticket may have characters that a name may not, and is no business of who lists executions.
      const name = createHash('sha256').update(ticket).digest('hex');
      try {
        await sfn.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
      } catch (error) {
        if (error instanceof ExecutionAlreadyExists) return;
        log('warn', 'REMINDERS_FAILED', { error: error instanceof Error ? error.name : typeof error });
      }
    },
  };
}

function instant(atMs: number): string {
  return new Date(atMs).toISOString();
}
