import { assertNever } from '../../../core/assert-never.ts';
import { findHelp, type TakeHelpDependencies, takeHelp } from '../../../core/links/take-help.ts';
import type { Sessions } from '../../../core/ports/sessions.ts';
import type { Log } from '../../../http/log.ts';
import { logFailedNotices } from '../../../http/log-failed-notices.ts';
import type { Reply } from '../../../http/reply.ts';
import { leadTo, readError } from '../notice.ts';
import { linkedPage, provenByLinkPage } from '../views/linked.ts';
import type { ActingVisit, Visit } from '../visit.ts';
import { type GoToOtherDependencies, goToOther } from './go-to-other.ts';
import { answer, type Step } from './step.ts';

export interface LinkedStepDependencies extends GoToOtherDependencies, TakeHelpDependencies {
  readonly clock: GoToOtherDependencies['clock'];
  readonly sessions: Sessions;
  readonly log: Log;
}

const STEP = 'linked' as const;

/**
 * Help from an account of the same person in another domain: a session of that account in this browser, which comes back
 * here, and then a new factor without a cool-off. Looking changes nothing; the two forms do.
 */
export function linkedStep(deps: LinkedStepDependencies): Step {
  return {
    async show(visit, { query }) {
      if (!mayBeHelped(visit)) return leadTo(visit);
      const help = visit.isBound ? await findHelp(deps, visit.session, STEP) : undefined;
      if (help?.end === 'verified') return answer(visit, provenByLinkPage(visit));
      const helping = await visit.helping();
      if (helping.length === 0) return leadTo(visit);
      return answer(visit, linkedPage(visit, helping, readError(visit, query)));
    },

    async act(visit, { form }) {
      if (!mayBeHelped(visit)) return leadTo(visit);
      if (form.act === 'start') return start(deps, visit, form.to);
      return form.act === 'take' ? take(deps, visit) : leadTo(visit, STEP);
    },
  };
}

/** Who has proven himself here needs no help, and who helps is helped by nobody: no account opens a chain of others. */
function mayBeHelped({ session }: Visit): boolean {
  return session.helps === undefined && session.proven.length === 0;
}

async function start(deps: LinkedStepDependencies, visit: ActingVisit, to: string | undefined): Promise<Reply> {
  const linked = (await visit.helping()).find(({ id }) => id === to);
  if (linked === undefined) return leadTo(visit);
  const { texts, domain, settings } = visit;
  return goToOther(deps, visit, {
    errand: STEP,
    other: { user: linked.user, account: linked.record.account },
    action: texts.linked.action(domain?.name ?? settings.PageName),
  });
}

async function take(deps: LinkedStepDependencies, visit: ActingVisit): Promise<Reply> {
  const taken = await takeHelp(deps, visit.open);
  switch (taken.kind) {
    case 'opened':
      logFailedNotices(deps.log, taken.notices);
      return leadTo(visit, 'reset');
    case 'not-proven':
      return leadTo(visit, STEP, { error: 'linkedNotProven' });
    case 'busy':
      return leadTo(visit, STEP, { error: 'busy' });
    default:
      return assertNever(taken);
  }
}
