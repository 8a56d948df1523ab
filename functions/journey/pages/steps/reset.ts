import { type AskedReset, type AskForResetDependencies, askForReset } from '../../../core/recovery/ask-for-reset.ts';
import { hasSomethingToReset } from '../../../core/recovery/has-something-to-reset.ts';
import { type ResetState, resetIn } from '../../../core/recovery/reset.ts';
import type { Log } from '../../../http/log.ts';
import { logFailedNotices } from '../../../http/log-failed-notices.ts';
import type { Reply } from '../../../http/reply.ts';
import type { Message } from '../messages.ts';
import { leadTo, readError } from '../notice.ts';
import { askResetPage, readyResetPage, waitingResetPage } from '../views/reset.ts';
import type { ResetOffer } from '../views/reset-note.ts';
import type { ActingVisit, Visit } from '../visit.ts';
import { answer, type Step } from './step.ts';

export interface ResetStepDependencies extends AskForResetDependencies {
  readonly log: Log;
}

const STEP = 'reset';
const HOUR_MS = 60 * 60 * 1000;

/** What becomes of a person who has lost everything: the page that begins a reset, and the one that says where it stands. */
export function resetStep(deps: ResetStepDependencies): Step {
  return {
    async show(visit, request) {
      const { settings } = visit;
      const state = await resetOf(visit);
      const error = readError(visit, request.query);
      if (state.kind === 'waiting') return answer(visit, waitingResetPage(visit, state.reset));
      if (state.kind === 'ready') return answer(visit, readyResetPage(visit, state, addableOf(visit), error));
      if (!(await mayAskForReset(visit))) return leadTo(visit);
      return answer(visit, askResetPage(visit, settings.ResetCoolOffHours * HOUR_MS, error));
    },

    async act(visit, { form }) {
      if (form.act !== 'begin-reset' || !(await mayAskForReset(visit))) return leadTo(visit, STEP);
      const { user, epoch } = visit.session;
      return begun(deps, visit, await askForReset(deps, visit.settings, user, { by: 'person', epoch }));
    },
  };
}

/** Where the reset of the person of a visit stands. */
async function resetOf(visit: Visit): Promise<ResetState> {
  return resetIn(visit.session, await visit.record(), visit.nowMs);
}

/** What a page says of the reset of its person. */
export async function resetOffer(visit: Visit): Promise<ResetOffer> {
  return { state: await resetOf(visit), mayAsk: await mayAskForReset(visit) };
}

/** Whether a person is shown this way: there is such a way here, and he has something that he could have lost. */
async function mayAskForReset(visit: Visit): Promise<boolean> {
  return visit.settings.ResetCoolOffHours > 0 && hasSomethingToReset(visit.settings, await visit.record(), visit.nowMs);
}

function addableOf({ settings }: Visit): ('passkey' | 'totp')[] {
  return [
    ...(settings.Passkey_Enabled ? ['passkey' as const] : []),
    ...(settings.Totp_Enabled ? ['totp' as const] : []),
  ];
}

function begun({ log, clock }: ResetStepDependencies, visit: ActingVisit, asked: AskedReset): Reply {
  switch (asked.kind) {
    case 'asked':
      logFailedNotices(log, asked.outcomes);
      return leadTo(visit, STEP);
    case 'standing':
      return leadTo(visit, STEP);
    case 'refused':
      return { ...leadTo(visit, STEP, messageOf(asked, clock())), code: asked.reason };
    default:
      return asked satisfies never;
  }
}

function messageOf(refused: Extract<AskedReset, { kind: 'refused' }>, nowMs: number): Message {
  switch (refused.reason) {
    case 'RESET_LIMIT_REACHED':
      return { error: 'resetOften', ms: Math.max(1000, refused.untilMs - nowMs) };
    case 'TOO_MANY_REQUESTS':
      return { error: 'busy' };
    case 'USER_UNKNOWN':
    case 'RESET_NEEDS_HELP':
      return { error: 'resetNeedsHelp' };
    case 'RESET_DISABLED':
    case 'FACTOR_NOT_ENROLLED':
      return { error: 'unavailable' };
    default:
      return refused satisfies never;
  }
}
