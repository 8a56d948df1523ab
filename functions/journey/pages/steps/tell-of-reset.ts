import type { Account } from '../../../core/directory/user.ts';
import { type EndYoungLinksDependencies, endYoungLinks } from '../../../core/links/end-young-links.ts';
import { announceResetOver, type TellDependencies } from '../../../core/notices/announce-reset.ts';
import type { Devices } from '../../../core/ports/push.ts';
import type { Device } from '../../../core/push/device.ts';
import {
  type EndOldFactors,
  type EndOldFactorsDependencies,
  endOldFactors,
} from '../../../core/recovery/end-old-factors.ts';
import { resetState } from '../../../core/recovery/reset.ts';
import type { Log } from '../../../http/log.ts';
import { logFailedNotices } from '../../../http/log-failed-notices.ts';
import type { Visit } from '../visit.ts';

export interface ResetOverDependencies extends TellDependencies {
  readonly log: Log;
}

export interface ResetDoneDependencies
  extends ResetOverDependencies,
    EndOldFactorsDependencies,
    EndYoungLinksDependencies {
  readonly devices: EndOldFactorsDependencies['devices'] & Pick<Devices, 'list'>;
}

/** A right factor has ended the reset that stood when the visit began; nothing happens when there was none. */
export async function tellOfEndedReset(deps: ResetOverDependencies, visit: Visit): Promise<void> {
  const { settings, session, nowMs } = visit;
  const record = await visit.record();
  if (record.account === undefined || resetState(record, nowMs).kind === 'none') return;
  const owner = { user: session.user, account: record.account };
  logFailedNotices(deps.log, await announceResetOver(deps, settings, owner, 'cancelled'));
}

/** What a reset takes away at its end, and whom that is told: the phones that it took away too. */
export function endOfReset(deps: ResetDoneDependencies): {
  readonly endOldFactors: EndOldFactors;
  tell(visit: Visit, account: Account): Promise<void>;
} {
  let before: readonly Device[] = [];
  return {
    endOldFactors: async (user, record) => {
      try {
        before = await endOldFactors(deps, user, record);
      } finally {
        await endYoungLinks(deps, user, record);
      }
    },
    async tell({ settings, session }, account) {
      const told = { ...deps, devices: { list: async () => before } };
      const outcomes = await announceResetOver(told, settings, { user: session.user, account }, 'done');
      logFailedNotices(deps.log, outcomes);
    },
  };
}
