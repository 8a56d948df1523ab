import { about } from '../audit/record.ts';
import type { UserKey } from '../directory/user.ts';
import type { Audit } from '../ports/audit.ts';
import type { DeliveryOutcome } from '../ports/courier.ts';
import type { Sessions } from '../ports/sessions.ts';
import type { UserRecord } from '../ports/users.ts';
import { isOfAal2, proofsOf } from '../sessions/assurance.ts';
import { mayTakeAway } from '../sessions/may-take-away.ts';
import { proofStands } from '../sessions/proof-stands.ts';
import type { Session } from '../sessions/session.ts';
import type { Settings } from '../settings/resolve.ts';
import { type LinkDependencies, type LinkOutcome, linkAccounts } from './link-accounts.ts';
import { takerOf } from './start-help.ts';
import { findHelp, nameOf, stillProves } from './take-help.ts';

export interface LinkByProofDependencies extends LinkDependencies {
  readonly sessions: Pick<Sessions, 'find' | 'takeResult'>;
  readonly audit: Audit;
}

/** The session of the visit, under the settings of its user's domain. */
interface LinkingIn {
  readonly settings: Settings;
  readonly session: Session;
}

type LinkedByProof =
  | { readonly kind: 'linked'; readonly notices: readonly DeliveryOutcome[] }
  | { readonly kind: 'not-proven' }
  | Extract<LinkOutcome, { kind: 'refused' }>;

/**
 * Whether a person may link in this session: he came to change what he has, and has shown a factor that is good enough and
 * was not kept or given out for an emergency. Only the first one counts: what is added here, also after a reset, and shown
 * then says nothing of the person.
 */
export function mayLink({ settings, session }: LinkingIn, record: UserRecord): boolean {
  const isForChanges = session.purpose === 'enrol' && session.helps === undefined;
  const proofs = proofsOf({ purpose: 'verify', proven: session.proven }).filter(
    (one) => isOfAal2(one.factor) && proofStands(settings, record, one),
  );
  return isForChanges && proofs.length > 0 && mayTakeAway({ settings, session }, record);
}

/** Links the two accounts that a person has proven in one visit: this one in this session, the other one in its own. */
export async function linkByProof(
  deps: LinkByProofDependencies,
  { settings, session }: LinkingIn,
): Promise<LinkedByProof> {
  const help = await findHelp(deps, session, 'link');
  if (help?.end !== 'verified') return { kind: 'not-proven' };
  const [record, other] = await Promise.all([deps.users.load(session.user), deps.users.load(help.user)]);
  if (other.account === undefined || !mayLink({ settings, session }, record)) return { kind: 'not-proven' };
  const proven = await stillProves(deps, help, { user: help.user, record: { ...other, account: other.account } });
  if (!proven) return { kind: 'not-proven' };
  const nowMs = deps.clock();
  const taken = await deps.sessions.takeResult(help.id, { client: takerOf(session, 'link'), nowMs });
  if (taken !== 'taken') return { kind: 'not-proven' };
  const outcome = await recorded(deps, session.user, help.user, () =>
    recorded(deps, help.user, session.user, () => linkAccounts(deps, [session.user, help.user], 'person')),
  );
  return outcome.kind === 'refused' ? outcome : { kind: 'linked', notices: outcome.notices };
}

function recorded(
  { audit }: LinkByProofDependencies,
  user: UserKey,
  other: UserKey,
  change: () => Promise<LinkOutcome>,
): Promise<LinkOutcome> {
  return audit.around({ ...about(user, 'accounts-linked'), changed: nameOf(other) }, change, (result) =>
    result.kind === 'refused' ? { outcome: 'refused', code: result.reason } : { outcome: 'done' },
  );
}
