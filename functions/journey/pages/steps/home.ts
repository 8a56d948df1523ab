import { arrangeOffers } from '../../../core/journey/arrange-offers.ts';
import { rescuesOf } from '../../../core/journey/rescues.ts';
import { lockState } from '../../../core/lock/lock.ts';
import { usablePasskeys } from '../../../core/passkeys/usable-passkeys.ts';
import type { UserRecord } from '../../../core/ports/users.ts';
import type { Device } from '../../../core/push/device.ts';
import { hasNoSecondFactor } from '../../../core/tokens/second-factor.ts';
import type { Reply } from '../../../http/reply.ts';
import type { PageRequest } from '../../../http/serve-page.ts';
import type { Message } from '../messages.ts';
import { type Notice, readError, readNotice } from '../notice.ts';
import { choosePage, type NoOffer, nothingPage } from '../views/choose.ts';
import { codePage } from '../views/code.ts';
import { lockedPage } from '../views/endings.ts';
import type { Visit } from '../visit.ts';
import { codeView, isCodeOfAppAlone } from './code-step.ts';
import { type EnrolDependencies, mayEnrol, showOverview, signalOf } from './enrol.ts';
import { resetOffer } from './reset.ts';
import { isAfterSignIn, showSecondWay } from './second-way.ts';
import { answer } from './step.ts';

/** The start of a visit that is not over: the ways to choose from. */
export async function showHome(deps: EnrolDependencies, visit: Visit, request: PageRequest): Promise<Reply> {
  const { settings, nowMs, rp } = visit;
  const [record, devices, all] = await Promise.all([visit.record(), visit.registeredDevices(), visit.offers()]);
  const state = record.credential === undefined ? undefined : lockState(record.credential, settings, nowMs);
  // Who may not be told of a lock sees the ways that he always sees.
  const lock = state?.kind === 'locked' && settings.VerboseOutput ? state : undefined;
  // A lock is for codes: a passkey opens the way while it lasts.
  const offers = lock === undefined ? all : all.filter(({ method }) => method === 'passkey');
  const isShut = lock !== undefined && offers.length === 0 && (await visit.isBarred());
  const reset = await resetOffer(visit);
  if (isShut) return answer(visit, lockedPage(visit, lock.untilMs, reset));
  if (isAfterSignIn(visit) && (await mayEnrol(visit))) return showSecondWay(deps, visit, request);
  // They count as little as other codes while those are locked.
  const rescues = lock === undefined ? rescuesOf(settings, record) : [];
  if (await mayEnrol(visit)) return showOverview(deps, visit, request, lock);
  const helping = await visit.helping();
  if (offers.length === 0) {
    return answer(visit, nothingPage(visit, whyNoOffer(record, devices), { rescues, reset, helping }));
  }
  // There is nothing to choose, and nothing has to be sent first.
  const notice = readNotice(visit, request.query);
  const signal = signalOf(visit, record, notice);
  if (isCodeOfAppAlone(offers) && signal === undefined)
    return answer(visit, codePage(visit, { ...(await codeView(visit, 'totp', request.query)), helping }));
  const passkeys = usablePasskeys(settings, record, rp.rpId);
  const error = readError(visit, request.query);
  const arranged = arrangeOffers(offers, record.credential?.preferred, await visit.browser.seen());
  return answer(
    visit,
    choosePage(visit, {
      ...arranged,
      rescues,
      passkeys,
      lock,
      error,
      did: whatWasDone(notice),
      signal,
      reset,
      helping,
    }),
  );
}

/** What can lead to a question for a proof: of a new passkey, or in the place of the one that had proven. */
function whatWasDone(notice: Notice | undefined): Exclude<Notice, Message> | undefined {
  if (notice === undefined || 'error' in notice) return undefined;
  return 'added' in notice && notice.added !== 'passkey' ? undefined : notice;
}

function whyNoOffer(record: UserRecord, devices: readonly Device[]): NoOffer {
  if (hasNoSecondFactor(record) && devices.length === 0) return 'nothing';
  return record.credential?.pushesStopped === true && devices.length > 0 ? 'stopped' : 'unusable';
}
