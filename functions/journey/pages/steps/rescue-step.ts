import type { Account } from '../../../core/directory/user.ts';
import { type ProveRescueDependencies, proveRescue } from '../../../core/journey/prove-rescue.ts';
import { rescuesOf } from '../../../core/journey/rescues.ts';
import { announceBypassUsed } from '../../../core/notices/announce-bypass.ts';
import { Secret } from '../../../core/secrets/secret.ts';
import type { Rescue } from '../../../core/sessions/session.ts';
import type { Verdict } from '../../../core/verify/verify.ts';
import { logFailedNotices } from '../../../http/log-failed-notices.ts';
import type { Reply } from '../../../http/reply.ts';
import type { Message } from '../messages.ts';
import { leadTo } from '../notice.ts';
import { rescuePage } from '../views/rescue.ts';
import type { ActingVisit, Visit } from '../visit.ts';
import { type AfterProofDependencies, afterProof } from './after-proof.ts';
import { codeError } from './code-error.ts';
import { isToldOfLock } from './code-step.ts';
import { announce, type EnrolDependencies } from './enrol.ts';
import { answer, type Step } from './step.ts';

export interface RescueStepDependencies
  extends EnrolDependencies,
    ProveRescueDependencies,
    Omit<AfterProofDependencies, 'users'> {
  readonly clock: ProveRescueDependencies['clock'];
}

/** A code that was kept, or that the help desk gave out, for who can use none of his methods. */
export function rescueStep(deps: RescueStepDependencies, rescue: Rescue): Step {
  return {
    async show(visit, { query }) {
      if (!(await isOpen(visit, rescue)) || (await isToldOfLock(visit))) return leadTo(visit);
      return answer(visit, rescuePage(visit, { rescue, error: await codeError(visit, query) }));
    },
    async act(visit, { form }) {
      if (form.act !== 'check' || !(await isOpen(visit, rescue))) return leadTo(visit);
      return check(deps, visit, rescue, form.code ?? '');
    },
  };
}

/** Who has come in already needs none of these, and is not let to spend another one. */
async function isOpen(visit: Visit, rescue: Rescue): Promise<boolean> {
  return visit.session.proven.length === 0 && rescuesOf(visit.settings, await visit.record()).includes(rescue);
}

async function check(deps: RescueStepDependencies, visit: ActingVisit, rescue: Rescue, typed: string): Promise<Reply> {
  // Nothing was typed, so nothing was tried.
  if (typed.trim() === '') return leadTo(visit, rescue, { error: 'missing' });
  const { settings, open } = visit;
  const { recorded, verdict } = await proveRescue(deps, settings, open, { rescue, typed: new Secret(typed) });
  const { account } = await visit.record();
  if (verdict.kind === 'accepted' && account !== undefined) {
    await tell(deps, visit, rescue, account);
  }
  const proven = { recorded, verdict: toldOf(rescue, verdict) };
  const lingering = { ...visit, open: { ...open, lingers: true } };
  return afterProof(deps, lingering, proven, (message) => leadTo(visit, rescue, messageOf(message)));
}

/** Where a code is made anew by people, waiting for the next one is no help. */
function messageOf(message: Message): Message {
  return message.error === 'expired' || message.error === 'replayed' ? { error: 'bypassOver' } : message;
}

async function tell(deps: RescueStepDependencies, visit: ActingVisit, rescue: Rescue, account: Account): Promise<void> {
  if (rescue === 'recovery') return announce(deps, visit, account, { change: 'used', factor: 'recovery-code' });
  const outcomes = await announceBypassUsed(deps, visit.settings, { user: visit.session.user, account });
  logFailedNotices(deps.log, outcomes);
}

/** Whether the help desk has given out a code is told to nobody who does not know it. */
function toldOf(rescue: Rescue, verdict: Verdict): Verdict {
  const isNone = rescue === 'bypass' && verdict.kind === 'rejected' && verdict.reason === 'FACTOR_NOT_ENROLLED';
  return isNone ? { kind: 'rejected', reason: 'OTP_INVALID' } : verdict;
}
