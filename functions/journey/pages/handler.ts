import type { FactorLeaseDependencies } from '../../core/enrol/with-factor-lease.ts';
import type { Audit } from '../../core/ports/audit.ts';
import type { Directory } from '../../core/ports/directory.ts';
import type { Passkeys } from '../../core/ports/passkeys.ts';
import type { Devices, Enrolments } from '../../core/ports/push.ts';
import type { Users } from '../../core/ports/users.ts';
import { leaveSession } from '../../core/sessions/open-session.ts';
import { ApiError } from '../../http/api-error.ts';
import { byRoute } from '../../http/by-route.ts';
import type { Reply } from '../../http/reply.ts';
import type { ApiHandler, ServeDependencies } from '../../http/serve.ts';
import { type PageRequest, servePages } from '../../http/serve-page.ts';
import * as contract from './contract.ts';
import { type NotMeDependencies, notMePages } from './not-me.ts';
import { leadTo } from './notice.ts';
import { type AddAddressDependencies, addAddressStep } from './steps/add-address.ts';
import { type AddKeyDependencies, addKeyStep } from './steps/add-key.ts';
import { type AddPasskeyStepDependencies, addPasskeyStep } from './steps/add-passkey.ts';
import { type AddPhoneDependencies, addPhoneStep } from './steps/add-phone.ts';
import { type AddRecoveryDependencies, addRecoveryStep } from './steps/add-recovery.ts';
import { beside } from './steps/beside.ts';
import { type CodeStepDependencies, codeStep } from './steps/code-step.ts';
import { goHome, showEnd } from './steps/end.ts';
import { guarded, guardedOrByReset, mayEnrolByReset } from './steps/enrol.ts';
import { hideOrShow, keepWhatWorked } from './steps/hide.ts';
import { showHome } from './steps/home.ts';
import { leave } from './steps/leave.ts';
import { type LinkStepDependencies, linkStep } from './steps/link.ts';
import { type LinkedStepDependencies, linkedStep } from './steps/linked.ts';
import { type PasskeyStepDependencies, passkeyStep } from './steps/passkey-step.ts';
import { prefer } from './steps/prefer.ts';
import { type PushStepDependencies, pushStep } from './steps/push-step.ts';
import { REMOVE, removeStep } from './steps/remove.ts';
import { RENAME, renamePasskeyStep } from './steps/rename-passkey.ts';
import { FOUND, LOST, lossStep } from './steps/report-loss.ts';
import { type RescueStepDependencies, rescueStep } from './steps/rescue-step.ts';
import { type ResetStepDependencies, resetStep } from './steps/reset.ts';
import { goOn, lingering, putOff, setApart } from './steps/second-way.ts';
import { answer, type Step } from './steps/step.ts';
import { errorPages, nowhereReply, strayReply } from './stray-reply.ts';
import { toScript } from './to-script.ts';
import { expiredPage, type StrayKind } from './views/endings.ts';
import {
  type ActingVisit,
  act,
  type EndedVisit,
  lookAt,
  type NoVisit,
  type OlderPage,
  type Visit,
  type VisitDependencies,
} from './visit.ts';

interface PagesDependencies
  extends VisitDependencies,
    Omit<CodeStepDependencies, 'users'>,
    Omit<PushStepDependencies, 'users' | 'devices' | 'credentials'>,
    Omit<AddKeyDependencies, 'users' | 'links'>,
    Omit<AddAddressDependencies, 'users' | 'directory'>,
    Omit<AddPhoneDependencies, 'users' | 'devices' | 'credentials'>,
    Omit<PasskeyStepDependencies, 'users' | 'credentials' | 'passkeys' | 'audit'>,
    Omit<AddPasskeyStepDependencies, 'users' | 'credentials' | 'passkeys' | 'links'>,
    Omit<RescueStepDependencies, 'users' | 'credentials' | 'devices'>,
    Omit<ResetStepDependencies, 'users' | 'credentials' | 'enrolments' | 'devices'>,
    Omit<NotMeDependencies, 'users' | 'credentials' | 'enrolments' | 'assets' | 'devices'>,
    Omit<AddRecoveryDependencies, 'users' | 'credentials'>,
    Omit<LinkedStepDependencies, 'users' | 'credentials' | 'audit' | 'devices'>,
    Omit<LinkStepDependencies, 'users' | 'credentials' | 'audit' | 'callers'>,
    FactorLeaseDependencies,
    Omit<ServeDependencies, 'audit' | 'callers'> {
  readonly audit: Audit;
  readonly callers: NonNullable<ServeDependencies['callers']>;
  readonly credentials: CodeStepDependencies['credentials'];
  readonly enrolments: Enrolments;
  readonly users: Users;
  readonly devices: Devices;
  readonly passkeys: Passkeys;
  readonly directory: Directory;
}

type Steps = Readonly<Record<string, Step>>;

/** Edge of the hosted pages: whose browser it is, which step, then the step. */
export function pagesHandler(deps: PagesDependencies): ApiHandler {
  const steps: Steps = {
    totp: codeStep(deps, 'totp'),
    email: codeStep(deps, 'email'),
    sms: codeStep(deps, 'sms'),
    push: pushStep(deps),
    passkey: passkeyStep(deps),
    recovery: rescueStep(deps, 'recovery'),
    bypass: rescueStep(deps, 'bypass'),
    linked: linkedStep(deps),
    link: linkStep(deps),
    reset: resetStep(deps),
    'add-totp': guardedOrByReset(beside('totp', addKeyStep(deps))),
    'add-email': guarded(beside('email', addAddressStep(deps, 'email'))),
    'add-sms': guarded(beside('sms', addAddressStep(deps, 'sms'))),
    'add-push': guarded(addPhoneStep(deps)),
    'add-passkey': guardedOrByReset(addPasskeyStep(deps)),
    'add-recovery': guarded(addRecoveryStep(deps)),
  };
  const errorPage = errorPages(deps);
  const nothing = nowhereReply(deps);
  const pages = { GET: show(deps, steps), POST: perform(deps, steps) };
  return byRoute({
    [contract.home.path]: servePages(contract.home, deps, pages, errorPage),
    [contract.step.path]: servePages(contract.step, deps, pages, errorPage),
    [contract.notMe.path]: servePages(contract.notMe, deps, notMePages(deps), errorPage),
    [contract.assets.path]: servePages(
      contract.assets,
      deps,
      { GET: async ({ path }) => deps.assets.reply(path.name ?? '') },
      errorPage,
    ),
    [contract.nowhere.path]: servePages(
      contract.nowhere,
      deps,
      { GET: (request) => nothing(request, { status: 404 }) },
      nothing,
    ),
  });
}

function show(deps: PagesDependencies, steps: Steps) {
  return async (request: PageRequest): Promise<Reply> => {
    const visit = await lookAt(deps, request);
    if ('kind' in visit) return stray(deps, request, visit);
    if (visit.end !== undefined) return showEnd(visit, visit.end);
    // What the next person of the name has is not shown in the session of the one before.
    if ((await visit.standing()).kind === 'gone') return stray(deps, request, { kind: 'gone' });
    if (visit.isExpired) return tellExpired(visit);
    const { step } = request.path;
    if (step === undefined) return showHome(deps, visit, request);
    return stepOf(deps, steps, step).show(visit, request);
  };
}

function perform(deps: PagesDependencies, steps: Steps) {
  return async (request: PageRequest): Promise<Reply> => {
    const visit = await act(deps, request);
    if ('kind' in visit) return stray(deps, request, visit);
    if ('isLate' in visit) return request.form.act === 'return' ? goHome(visit.session, 'expired') : tellExpired(visit);
    const reply = await performIn(deps, steps, visit, request);
    return toScript(request.headers, { ...reply, cookies: [...(reply.cookies ?? []), ...visit.cookies] });
  };
}

async function performIn(
  deps: PagesDependencies,
  steps: Steps,
  visit: ActingVisit | EndedVisit | OlderPage,
  request: PageRequest,
): Promise<Reply> {
  const { form } = request;
  const { step } = request.path;
  if ('isOlderPage' in visit) return form.act === 'begin' ? begun(visit) : leadTo(visit, step);
  const wish = step === undefined ? form.act : undefined;
  if (!('open' in visit)) return afterEnd(visit, wish);
  const leaves = wish === 'begin' || wish === 'cancel';
  if (!leaves && !(await isAboveLock(visit, step)) && (await visit.isBarred())) {
    const goesOn = visit.open.outlivesLock === true;
    if (!goesOn || step !== 'passkey') return turnBack(deps, visit, goesOn ? step : undefined);
  }
  if (step !== undefined) {
    const acting = await lingering(deps, visit, step, form.act);
    return keepWhatWorked(visit, step, await stepOf(deps, steps, step).act(acting, request));
  }
  switch (wish) {
    case 'finish':
      return goOn(deps, visit);
    case 'later':
      return putOff(deps, visit);
    case 'apart':
      return setApart(deps, visit);
    case 'cancel':
      return leave(deps, visit);
    case 'begin':
      return begun(visit);
    case 'hide':
    case 'show':
      return hideOrShow(visit, wish, form.method);
    case 'prefer':
      return prefer(deps, visit, form.method);
    default:
      return leadTo(visit);
  }
}

/** A lock is for what can be guessed. Who asks for a reset, or has waited for one, guesses nothing. */
async function isAboveLock(visit: ActingVisit, step: string | undefined): Promise<boolean> {
  if (step === 'reset' || step === 'linked') return true;
  return (step === 'add-totp' || step === 'add-passkey') && mayEnrolByReset(visit);
}

/**
 * While codes are locked nothing counts that a code has proven, here or before. The session ends with the lock, unless a
 * passkey can still open the way.
 */
async function turnBack(deps: PagesDependencies, visit: ActingVisit, step: string | undefined): Promise<Reply> {
  if (visit.open.outlivesLock !== true) await leaveSession(deps, visit.open, 'locked');
  const isTold = visit.settings.VerboseOutput || step === undefined;
  return { ...(isTold ? leadTo(visit) : leadTo(visit, step, { error: 'plain' })), code: 'USER_LOCKED' };
}

function tellExpired(visit: Visit): Promise<Reply> {
  return answer(visit, expiredPage(visit), 404);
}

/** The forms of the page were signed for a visitor; with this they are for the browser that has the session. */
function begun({ token }: Visit): Reply {
  return { status: 200, body: { token } };
}

/** A second click after a right code goes the same way as the first; the page of the end has a button for it. */
function afterEnd(visit: EndedVisit, wish: string | undefined): Reply {
  return visit.end === 'verified' || wish === 'return' ? goHome(visit.session, visit.end) : leadTo(visit);
}

function stepOf(deps: PagesDependencies, steps: Steps, name: string): Step {
  if (name.startsWith(RENAME)) return guarded(renamePasskeyStep(deps, name));
  if (name.startsWith(REMOVE)) return guarded(removeStep(deps, name));
  if (name.startsWith(LOST) || name.startsWith(FOUND)) return guarded(lossStep(deps, name));
  const step = Object.hasOwn(steps, name) ? steps[name] : undefined;
  if (step === undefined) throw new ApiError('ROUTE_UNKNOWN');
  return step;
}

const STATUS: Readonly<Record<StrayKind, number>> = {
  gone: 404,
  'other-browser': 403,
  'no-cookie': 403,
  stale: 403,
  'not-found': 404,
  broken: 500,
};

function stray(deps: PagesDependencies, request: PageRequest, visit: NoVisit): Promise<Reply> {
  const site = 'site' in visit ? visit.site : undefined;
  return strayReply(deps, request, { kind: visit.kind, status: STATUS[visit.kind], site });
}
