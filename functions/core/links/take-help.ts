import { about } from '../audit/record.ts';
import { epochOf, isOfEpoch, ownershipOf } from '../directory/epoch.ts';
import { standingOf } from '../directory/standing.ts';
import { isSameUser } from '../directory/user.ts';
import type { Audit } from '../ports/audit.ts';
import type { DeliveryOutcome } from '../ports/courier.ts';
import type { Credentials } from '../ports/credentials.ts';
import type { Devices } from '../ports/push.ts';
import type { Sessions } from '../ports/sessions.ts';
import type { Users } from '../ports/users.ts';
import { recentResets } from '../recovery/reset.ts';
import { isOfAal2, proofsOf, provesInSpiteOfLock } from '../sessions/assurance.ts';
import type { OpenSession } from '../sessions/open-session.ts';
import { proofStands } from '../sessions/proof-stands.ts';
import type { Session } from '../sessions/session.ts';
import { resolveSettings } from '../settings/resolve.ts';
import { loadOwnRecord } from '../verify/load-own-record.ts';
import { type AnnounceLinkDependencies, announceLink } from './announce-link.ts';
import { type LinkedAccount, linkedAccounts } from './linked-accounts.ts';
import { helpsIfSince, linkMayHelp, proofMayHelp } from './may-help.ts';
import { type Errand, takerOf } from './start-help.ts';

export interface TakeHelpDependencies extends AnnounceLinkDependencies {
  readonly sessions: Pick<Sessions, 'find' | 'takeResult'>;
  readonly users: Pick<Users, 'load'>;
  readonly devices: Pick<Devices, 'list'>;
  readonly credentials: Pick<Credentials, 'requestReset' | 'replaceLeftover'>;
  readonly audit: Audit;
}

type TakenHelp =
  | { readonly kind: 'opened'; readonly notices: readonly DeliveryOutcome[] }
  /** Not proven yet, left without a proof, used before, too old, or it counts no more. */
  | { readonly kind: 'not-proven' }
  | { readonly kind: 'busy' };

const MAX_ROUNDS = 3;

/** The session that proves, or has proven, another account for this one; undefined when there is none of use. */
export async function findHelp(
  { clock, sessions }: Pick<TakeHelpDependencies, 'clock' | 'sessions'>,
  first: Session,
  errand: Errand,
): Promise<Session | undefined> {
  const id = first.challenges[errand]?.correlationId;
  const help = id === undefined ? undefined : await sessions.find(id);
  if (help?.helps === undefined || !isSameUser(help.helps, first.user)) return undefined;
  if (!isSameUser(help.client, takerOf(first, errand)) || help.resultTaken) return undefined;
  return clock() < (help.resultUntilMs ?? help.expiresAtMs) ? help : undefined;
}

/**
 * Spends the proof of a linked account: from now on the person may add one new factor in this very session, as after the
 * cool-off of a reset. It is asked again, now, whether the link, the other person, his factor and his lock still say yes.
 * The proof is spent before the way is opened, so that it opens one way at most. Both accounts are told.
 */
export async function takeHelp(deps: TakeHelpDependencies, { session: first }: OpenSession): Promise<TakenHelp> {
  const help = await findHelp(deps, first, 'linked');
  if (help?.end !== 'verified') return { kind: 'not-proven' };
  const record = await deps.users.load(first.user);
  if (record.account === undefined || !isOfEpoch(record.account, first.epoch)) return { kind: 'not-proven' };
  const linked = (await linkedAccounts(deps, first.user, record)).find(({ user }) => isSameUser(user, help.user));
  if (linked === undefined || !(await stillHelps(deps, first, help, linked))) return { kind: 'not-proven' };
  const taken = await deps.sessions.takeResult(help.id, { client: takerOf(first, 'linked'), nowMs: deps.clock() });
  if (taken !== 'taken') return { kind: 'not-proven' };
  const opened = await deps.audit.around(
    { ...about(first.user, 'reset-opened-by-link'), changed: nameOf(help.user) },
    () => openWay(deps, first),
    (result) => ({ outcome: result === 'opened' ? 'done' : 'refused' }),
  );
  if (opened !== 'opened') return { kind: 'busy' };
  await deps.audit.note({ ...about(help.user, 'linked-account-helped'), changed: nameOf(first.user) });
  const told = await Promise.all([
    announceLink(deps, { user: first.user, account: record.account }, help.user, 'proved'),
    announceLink(deps, { user: help.user, account: linked.record.account }, first.user, 'helped'),
  ]);
  return { kind: 'opened', notices: told.flat() };
}

export function nameOf({ domain, userId }: Session['user']): { linkedDomain: string; linkedUserId: string } {
  return { linkedDomain: domain, linkedUserId: userId };
}

/** Where the domain that is helped lets linked accounts help, and by what stood long enough. */
async function stillHelps(deps: TakeHelpDependencies, first: Session, help: Session, linked: LinkedAccount) {
  const stored = await deps.settings.forDomain(first.user.domain);
  const helped = stored === undefined ? undefined : resolveSettings(stored, first.application);
  if (helped?.LinkedAccountsHelp !== true) return false;
  const sinceMs = helpsIfSince(helped, deps.clock());
  const devices = await deps.devices.list(linked.user, linked.record.account);
  const proves = proofsOf(help).some((one) => proofMayHelp(helped, linked.record, devices, one, sinceMs));
  return proves && linkMayHelp(linked.link, sinceMs) && stillProves(deps, help, linked);
}

/** As when an application takes the result of a sign-in, and of a factor that is good enough. */
export async function stillProves(
  { settings, clock }: Pick<TakeHelpDependencies, 'settings' | 'clock'>,
  help: Session,
  { user, record }: Pick<LinkedAccount, 'user' | 'record'>,
): Promise<boolean> {
  const stored = await settings.forDomain(user.domain);
  if (stored === undefined) return false;
  const resolved = resolveSettings(stored, help.application);
  const proofs = proofsOf(help).filter((one) => isOfAal2(one.factor) && proofStands(resolved, record, one));
  if (proofs.length === 0) return false;
  const { kind } = standingOf(record, resolved, help.epoch, clock());
  return kind === 'stands' || (kind === 'locked' && provesInSpiteOfLock(proofs));
}

/** In the place of a reset that waits or is ready, if there is one. */
async function openWay(deps: TakeHelpDependencies, { id, user, epoch }: Session): Promise<'opened' | 'blocked'> {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const nowMs = deps.clock();
    const record = await loadOwnRecord(deps, user);
    if (record.account === undefined || epochOf(record.account) !== epoch) return 'blocked';
    const requested = await deps.credentials.requestReset(user, {
      seen: record.credential?.reset,
      reset: { requestedAtMs: nowMs, readyAtMs: nowMs, by: 'linked-account', session: id },
      // Nobody is asked to wait, so it is none of those that a week has room for.
      resetsAtMs: recentResets(record, nowMs),
      owner: ownershipOf(record.account),
    });
    if (requested === 'requested') return 'opened';
  }
  return 'blocked';
}
