import type * as z from 'zod';
import { type RemindOfResetDependencies, remindOfReset } from '../../core/recovery/remind-of-reset.ts';
import type { Log } from '../../http/log.ts';
import { logFailedNotices } from '../../http/log-failed-notices.ts';
import { type ResetNoticeAnswer, ResetNoticeEvent } from './contract.ts';

interface ResetNoticeDependencies extends RemindOfResetDependencies {
  readonly log: Log;
}

/** Called by the machine of the reminders at half time and at the end. */
export function resetNoticeHandler(
  deps: ResetNoticeDependencies,
): (event: unknown) => Promise<z.infer<typeof ResetNoticeAnswer>> {
  return async (event) => {
    const reminded = await remindOfReset(deps, ResetNoticeEvent.parse(event));
    if (reminded === 'over') return { waits: false };
    logFailedNotices(deps.log, reminded);
    return { waits: true };
  };
}
