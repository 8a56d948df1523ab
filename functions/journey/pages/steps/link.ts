import { assertNever } from '../../../core/assert-never.ts';
import type { UserKey } from '../../../core/directory/user.ts';
import { mayBeLinked } from '../../../core/links/link.ts';
import { type LinkByProofDependencies, linkByProof, mayLink } from '../../../core/links/link-by-proof.ts';
import { findHelp } from '../../../core/links/take-help.ts';
import type { GuardedAuthenticator } from '../../../core/passwords/guard-passwords.ts';
import type { Domains } from '../../../core/ports/identity-domains.ts';
import type { Sessions } from '../../../core/ports/sessions.ts';
import { Secret } from '../../../core/secrets/secret.ts';
import { thisCall } from '../../../http/current-call.ts';
import { DomainField, UserIdField } from '../../../http/fields.ts';
import type { Log } from '../../../http/log.ts';
import { logFailedNotices } from '../../../http/log-failed-notices.ts';
import { networksOf } from '../../../http/network.ts';
import type { Reply } from '../../../http/reply.ts';
import { leadTo, readError } from '../notice.ts';
import { confirmLinkPage, linkPage } from '../views/link.ts';
import type { ActingVisit, Visit } from '../visit.ts';
import { type GoToOtherDependencies, goToOther } from './go-to-other.ts';
import { answer, type Step } from './step.ts';

export interface LinkStepDependencies extends GoToOtherDependencies, LinkByProofDependencies {
  readonly clock: GoToOtherDependencies['clock'];
  readonly sessions: Sessions;
  readonly domains: Pick<Domains, 'find'>;
  readonly callers: { readonly authenticatePerson: GuardedAuthenticator };
  readonly log: Log;
}

const STEP = 'link' as const;

/** A person links two accounts of his: after a proof here, the password and a factor of the other one, in one visit. */
export function linkStep(deps: LinkStepDependencies): Step {
  return {
    async show(visit, { query }) {
      if (!(await isOpen(visit))) return leadTo(visit);
      const help = await findHelp(deps, visit.session, STEP);
      return answer(
        visit,
        help?.end === 'verified' ? confirmLinkPage(visit) : linkPage(visit, readError(visit, query)),
      );
    },

    async act(visit, { form }) {
      if (!(await isOpen(visit))) return leadTo(visit);
      if (form.act === 'start') return start(deps, visit, form);
      return form.act === 'take' ? take(deps, visit) : leadTo(visit, STEP);
    },
  };
}

/** Where people are told of domains at all. */
export async function isOpen(visit: Visit): Promise<boolean> {
  return visit.domain !== undefined && mayLink(visit, await visit.record());
}

/** The same words for a domain, a name and a password that are not right: nobody learns here who is where. */
async function start(
  deps: LinkStepDependencies,
  visit: ActingVisit,
  form: Readonly<Record<string, string>>,
): Promise<Reply> {
  const other = accountNamed(form);
  if (other === undefined || (await deps.domains.find(other.domain)) === undefined) {
    return leadTo(visit, STEP, { error: 'linkWrong' });
  }
  const networks = networksOf(thisCall()?.asker.address ?? '');
  const verdict = await deps.callers.authenticatePerson(other, new Secret(form.password ?? ''), networks);
  if (verdict.kind === 'wait') {
    return leadTo(visit, STEP, { error: 'linkWait', ms: Math.max(1000, verdict.untilMs - visit.nowMs) });
  }
  if (verdict.kind === 'wrong') return leadTo(visit, STEP, { error: 'linkWrong' });
  const isOfOther = other.domain !== visit.session.user.domain;
  if (!isOfOther || !mayBeLinked(verdict.account)) return leadTo(visit, STEP, { error: 'linkNotAllowed' });
  return goToOther(deps, visit, {
    errand: STEP,
    other: { user: other, account: verdict.account },
    action: visit.texts.link.action(visit.domain?.name ?? visit.settings.PageName),
  });
}

function accountNamed({ domain, user, password }: Readonly<Record<string, string>>): UserKey | undefined {
  const named = { domain: DomainField.safeParse(domain?.trim()), user: UserIdField.safeParse(user) };
  if (!named.domain.success || !named.user.success || password === undefined || password === '') return undefined;
  return { domain: named.domain.data, userId: named.user.data };
}

async function take(deps: LinkStepDependencies, visit: ActingVisit): Promise<Reply> {
  const linked = await linkByProof(deps, visit);
  switch (linked.kind) {
    case 'linked':
      logFailedNotices(deps.log, linked.notices);
      return leadTo(visit, undefined, { did: 'linked' });
    case 'not-proven':
      return leadTo(visit, STEP, { error: 'linkedNotProven' });
    case 'refused':
      return { ...leadTo(visit, STEP, { error: 'linkNotAllowed' }), code: linked.reason };
    default:
      return assertNever(linked);
  }
}
