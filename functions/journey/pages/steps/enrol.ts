import type { Account } from '../../../core/directory/user.ts';
import { isOpenToPassword } from '../../../core/enrol/why-not-enrol.ts';
import { rescuedBy } from '../../../core/journey/rescues.ts';
import { mayLink } from '../../../core/links/link-by-proof.ts';
import {
  type AnnounceDependencies,
  addressesOf,
  announceChange,
  type FactorChange,
} from '../../../core/notices/announce-change.ts';
import { MAX_PASSKEYS } from '../../../core/passkeys/passkey.ts';
import type { IdentityStores } from '../../../core/ports/identity-stores.ts';
import type { UserRecord } from '../../../core/ports/users.ts';
import { isResetReady } from '../../../core/recovery/reset.ts';
import { proofsOf } from '../../../core/sessions/assurance.ts';
import { mayTakeAway } from '../../../core/sessions/may-take-away.ts';
import { finishEnrolment, type OpenSessionDependencies } from '../../../core/sessions/open-session.ts';
import { proofStands } from '../../../core/sessions/proof-stands.ts';
import type { Method } from '../../../core/verify/credential.ts';
import type { Log } from '../../../http/log.ts';
import { logFailedNotices } from '../../../http/log-failed-notices.ts';
import type { Reply } from '../../../http/reply.ts';
import type { PageRequest } from '../../../http/serve-page.ts';
import { leadTo, type Notice, readError, readNotice } from '../notice.ts';
import type { CodesLocked } from '../views/endings.ts';
import { overviewPage } from '../views/factor-list.ts';
import { isWayIn, type Mine } from '../views/mine.ts';
import { acceptedSignal, type PasskeySignal } from '../views/passkey.ts';
import type { RecoveryCodes } from '../views/recovery-codes.ts';
import type { Rescued } from '../views/rescue.ts';
import type { ActingVisit, Visit } from '../visit.ts';
import { goHome } from './end.ts';
import { methodsOf } from './my-factors.ts';
import { answer, type Step } from './step.ts';

export interface EnrolDependencies extends OpenSessionDependencies, AnnounceDependencies {
  readonly stores: IdentityStores;
  readonly log: Log;
}

/**
 * Whether factors may be changed in this session: the person has proven one of his here, and it goes on after that. Who has
 * none yet has nothing to prove, besides the password that the application has checked. A factor that cannot be used
 * now (pushes that he stopped because somebody else asked for one, a switched-off kind) is still one that he has.
 */
export async function mayEnrol(visit: Visit): Promise<boolean> {
  const { session, settings } = visit;
  // The password of an account that helps another one was not shown to anybody.
  if (session.helps !== undefined || (await visit.isBarred())) return false;
  const record = await visit.record();
  // What was added in a sign-in opens nothing more there once the proof before it is gone.
  if (proofsOf(session).some((one) => proofStands(settings, record, one))) return true;
  if (session.purpose !== 'enrol') return false;
  return isOpenToPassword(visit.settings, record, visit.nowMs) && (await visit.offers()).length === 0;
}

/** Whether a person who has proven nothing may add one new factor: he has waited for it, locked or not. */
export async function mayEnrolByReset({ session, nowMs, record }: Visit): Promise<boolean> {
  return session.proven.length === 0 && isResetReady(session, await record(), nowMs);
}

/** A step that a person may also take by his reset. */
export function guardedOrByReset(step: Step): Step {
  return onlyIf(async (visit) => (await mayEnrolByReset(visit)) || mayEnrol(visit), step);
}

/** A step of the enrolment; whoever may not take it is led to the start, which asks for a proof. */
export function guarded(step: Step): Step {
  return onlyIf(mayEnrol, step);
}

function onlyIf(isOpen: (visit: Visit) => Promise<boolean>, step: Step): Step {
  return {
    show: async (visit, request) => ((await isOpen(visit)) ? step.show(visit, request) : leadTo(visit)),
    act: async (visit, request) => ((await isOpen(visit)) ? step.act(visit, request) : leadTo(visit)),
  };
}

export async function showOverview(
  deps: EnrolDependencies,
  visit: Visit,
  { query }: PageRequest,
  lock: CodesLocked | undefined,
): Promise<Reply> {
  const record = await visit.record();
  const mine = methodsOf(visit, record, await visit.registeredDevices());
  const notice = readNotice(visit, query);
  const channels =
    record.account === undefined ? [] : addressesOf(visit.settings, record.account).map(({ channel }) => channel);
  const view = {
    mine,
    lock,
    addable: (await addable(deps, visit, mine)).filter((method) => lock === undefined || !BY_CODE.includes(method)),
    notice: notice !== undefined && !('error' in notice) ? notice : undefined,
    error: readError(visit, query),
    canFinish: visit.session.proven.length > 0,
    mayTakeAway: mayTakeAway(visit, record),
    preferred: record.credential?.preferred,
    mayLink: visit.domain !== undefined && mayLink(visit, record),
    rescued: rescuedIn(visit, record),
    recovery: recoveryOf(visit, record),
    signal: signalOf(visit, record, notice),
    notified: channels.includes('email') ? ('email' as const) : channels[0],
  };
  return answer(visit, overviewPage(visit, view));
}

/** After a code for an emergency what comes next is said at once, and how many are left. */
function rescuedIn({ session }: Visit, { credential }: UserRecord): Rescued | undefined {
  const rescue = rescuedBy(session);
  return rescue && { rescue, left: credential?.recovery?.hashes.length ?? 0 };
}

/** Shown to who has proven something: nobody else can make any. */
function recoveryOf({ settings, session }: Visit, { credential }: UserRecord): RecoveryCodes | undefined {
  if (!settings.RecoveryCodes_Enabled || session.proven.length === 0) return undefined;
  const { hashes = [], madeAtMs } = credential?.recovery ?? {};
  return { left: hashes.length, madeAtMs };
}

/** A passkey was removed: its browser is told which ones are left. */
export function signalOf(
  visit: Visit,
  { passkeys = [] }: UserRecord,
  notice: Notice | undefined,
): PasskeySignal | undefined {
  const handle = notice !== undefined && 'removed' in notice ? notice.handle : undefined;
  return handle === undefined ? undefined : acceptedSignal(visit, handle, passkeys);
}

const isUsablePasskey = (one: Mine): boolean => one.passkey !== undefined && isWayIn(one);

const METHODS: readonly Method[] = ['passkey', 'totp', 'push', 'email', 'sms'];

/** Added by a right code, which no code is while codes are locked. */
const BY_CODE: readonly Method[] = ['totp', 'email', 'sms'];

/** Addresses of a directory that is only read cannot be changed here. Of phones a person may have several. */
export async function addable({ stores }: EnrolDependencies, visit: Visit, mine: readonly Mine[]): Promise<Method[]> {
  const { settings, session } = visit;
  const { kind } = await stores.ofDomain(session.user.domain);
  const has = (method: Method) => mine.some((one) => one.method === method && !one.isLost);
  const isOpen: Readonly<Record<Method, boolean>> = {
    passkey: settings.Passkey_Enabled && mine.filter(({ method }) => method === 'passkey').length < MAX_PASSKEYS,
    totp: settings.Totp_Enabled && !has('totp'),
    push: settings.Push_Enabled,
    email: settings.Email_Enabled && kind === 'directory' && !has('email'),
    sms:
      settings.Sms_Enabled &&
      kind === 'directory' &&
      !has('sms') &&
      (!settings.SmsNeedsOtherFactor || has('totp') || mine.some(isUsablePasskey)),
  };
  return METHODS.filter((method) => isOpen[method]);
}

/** By the person's word, after at least one factor was proven in this session. */
export async function finish(deps: EnrolDependencies, visit: ActingVisit): Promise<Reply> {
  const outcome = await finishEnrolment(deps, visit.open);
  return outcome === 'finished' ? goHome(visit.session, 'verified') : leadTo(visit);
}

/** The change has happened: what becomes of its notice is for the log alone. */
export async function announce(
  deps: EnrolDependencies,
  visit: Visit,
  account: Account,
  change: FactorChange,
): Promise<void> {
  const outcomes = await announceChange(deps, visit.settings, account, {
    ...change,
    domain: visit.session.user.domain,
  });
  logFailedNotices(deps.log, outcomes);
}
