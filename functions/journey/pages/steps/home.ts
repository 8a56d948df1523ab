import { offersOf } from '../../../core/journey/offers.ts';
import { lockState } from '../../../core/lock/lock.ts';
import type { Reply } from '../../../http/reply.ts';
import type { PageRequest } from '../../../http/serve-page.ts';
import { readError } from '../notice.ts';
import { choosePage, nothingPage } from '../views/choose.ts';
import { lockedPage } from '../views/endings.ts';
import type { Visit } from '../visit.ts';
import { type EnrolDependencies, mayEnrol, showOverview } from './enrol.ts';
import { answer } from './step.ts';

/** The start of a visit that is not over: the ways to choose from. */
export async function showHome(deps: EnrolDependencies, visit: Visit, request: PageRequest): Promise<Reply> {
  const { settings, nowMs } = visit;
  const [record, devices] = await Promise.all([visit.record(), visit.registeredDevices()]);
  const state = record.credential === undefined ? undefined : lockState(record.credential, settings, nowMs);
  if (state?.kind === 'locked' && settings.VerboseOutput) return answer(visit, lockedPage(visit, state.untilMs));
  if (await mayEnrol(visit)) return showOverview(deps, visit, request);
  const offers = offersOf(settings, record, devices);
  return answer(
    visit,
    offers.length === 0 ? nothingPage(visit) : choosePage(visit, offers, readError(visit, request.query)),
  );
}
