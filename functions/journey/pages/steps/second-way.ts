import { ownershipOf } from '../../../core/directory/epoch.ts';
import { canBeSecond, type SecondWay, secondWayOf } from '../../../core/journey/second-way.ts';
import type { Credentials } from '../../../core/ports/credentials.ts';
import { proofsOf } from '../../../core/sessions/assurance.ts';
import { METHODS } from '../../../core/verify/credential.ts';
import type { Reply } from '../../../http/reply.ts';
import type { PageRequest } from '../../../http/serve-page.ts';
import { leadTo, readError, readNotice } from '../notice.ts';
import { secondWayPage } from '../views/second-way.ts';
import type { ActingVisit, Visit } from '../visit.ts';
import { addable, type EnrolDependencies, finish } from './enrol.ts';
import { methodsOf } from './my-factors.ts';
import { answer } from './step.ts';

interface SecondWayDependencies extends EnrolDependencies {
  readonly credentials: Pick<Credentials, 'putOff' | 'setApart'>;
}

/** A sign-in goes on after its proof while the person is to be asked for a second way, and can add one himself. */
export async function lingering(deps: EnrolDependencies, visit: ActingVisit, step: string, act: string | undefined) {
  const { session, open } = visit;
  const isProof = METHODS.some((method) => method === step) && (act === 'check' || act === 'finish');
  // What helps another account is no sign-in, and nothing is added there.
  const isSignIn = session.purpose === 'verify' && session.helps === undefined;
  if (!isSignIn || session.proven.length > 0 || !isProof) return visit;
  const lingers = (await secondWay(deps, visit)).kind === 'asked';
  return lingers ? { ...visit, open: { ...open, lingers } } : visit;
}

/** The phones are read only where they could make the difference. */
async function secondWay(deps: EnrolDependencies, visit: Visit): Promise<SecondWay> {
  const { settings, nowMs } = visit;
  const record = await visit.record();
  const known = secondWayOf(settings, record, [], nowMs);
  const isOpen = known.kind === 'asked' || record.hasDevice === true;
  if (!isOpen) return known;
  const devices = await visit.registeredDevices();
  const way = secondWayOf(settings, record, devices, nowMs);
  if (way.kind !== 'asked') return way;
  const methods = await addable(deps, visit, methodsOf(visit, record, devices));
  const canAdd = methods.some((method) => canBeSecond(way.on, method));
  return canAdd ? way : { kind: 'not-asked' };
}

/** After the proof: the reason in one sentence, what can be added, and a way on. */
export async function showSecondWay(
  deps: EnrolDependencies,
  visit: Visit,
  { query }: Pick<PageRequest, 'query'>,
): Promise<Reply> {
  const mine = methodsOf(visit, await visit.record(), await visit.registeredDevices());
  const notice = readNotice(visit, query);
  const view = {
    way: await secondWay(deps, visit),
    addable: await addable(deps, visit, mine),
    notice: notice !== undefined && !('error' in notice) ? notice : undefined,
    error: readError(visit, query),
  };
  return answer(visit, secondWayPage(visit, view));
}

/** On to the application. Who is still to be asked has put it off before, or has come in with a code for an emergency. */
export async function goOn(deps: SecondWayDependencies, visit: ActingVisit): Promise<Reply> {
  const isAsked = isAfterSignIn(visit) && (await secondWay(deps, visit)).kind === 'asked';
  return isAsked ? leadTo(visit) : finish(deps, visit);
}

export async function putOff(deps: SecondWayDependencies, visit: ActingVisit): Promise<Reply> {
  const { session, settings, nowMs } = visit;
  const { account } = await visit.record();
  if (!isAfterSignIn(visit) || account === undefined) return leadTo(visit);
  const way = await secondWay(deps, visit);
  if (way.kind === 'asked') {
    if (way.isRequired) return leadTo(visit);
    const wish = { atMs: nowMs, keepsFirst: settings.SecondFactorRequired };
    await deps.credentials.putOff(session.user, wish, ownershipOf(account));
  }
  return finish(deps, visit);
}

/** "My authenticator app is on another device": nobody but its owner can know. */
export async function setApart(deps: SecondWayDependencies, visit: ActingVisit): Promise<Reply> {
  const { credential } = await visit.record();
  if (!isAfterSignIn(visit) || credential?.totp === undefined) return leadTo(visit);
  const stored = await deps.credentials.setApart(visit.session.user, credential.totp);
  return leadTo(visit, undefined, stored === 'stored' ? { did: 'preferred' } : { error: 'unavailable' });
}

/** A sign-in that goes on after a proof with a factor of one's own. */
export function isAfterSignIn({ session }: Visit): boolean {
  const shown = proofsOf(session);
  return session.purpose === 'verify' && shown.some(({ factor }) => METHODS.some((method) => method === factor));
}
