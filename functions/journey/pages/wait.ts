import type { ReadChallengeDependencies } from '../../core/push/read-challenge.ts';
import { hashBrowser } from '../../core/sessions/browser.ts';
import { ApiError } from '../../http/api-error.ts';
import { waitSecondsOf } from '../../http/prefer-wait.ts';
import type { Reply } from '../../http/reply.ts';
import type { PageRequest } from '../../http/serve-page.ts';
import { hasConnected } from './steps/add-phone.ts';
import { pushState } from './steps/push-step.ts';
import { lookAt, type Visit, type VisitDependencies } from './visit.ts';

type WaitDependencies = VisitDependencies & ReadChallengeDependencies;
type State = 'pending' | 'approved' | 'denied' | 'expired' | 'done';

/** Longest wait of one question; API Gateway gives up after 30 seconds. */
const MAX_WAIT_SECONDS = 20;
/** A person scans and confirms in tens of seconds; nothing depends on the moment. */
const CONNECT_LOOK_MS = 1_000;

/** For the script of a page that waits for a phone. Only the browser that has the session hears anything. */
export function tellState(deps: WaitDependencies) {
  return async (request: PageRequest): Promise<Reply> => {
    const visit = await lookAt(deps, request);
    if ('kind' in visit) throw new ApiError(visit.kind === 'gone' ? 'SESSION_UNKNOWN' : 'FORM_NOT_OURS');
    if (!visit.isBound) throw new ApiError('FORM_NOT_OURS');
    const step = request.path.step === 'add-push' ? 'add-push' : 'push';
    return { status: 200, body: { state: await stateAfterWait(deps, request, visit, step) } };
  };
}

async function stateAfterWait(
  deps: WaitDependencies,
  request: PageRequest,
  visit: Visit,
  step: 'push' | 'add-push',
): Promise<State> {
  if (visit.end !== undefined || visit.session.challenges[step] === undefined) return 'done';
  const asked = Math.min(waitSecondsOf(request.headers.prefer) ?? 0, MAX_WAIT_SECONDS);
  const seconds = asked > 0 && (await mayWait(deps, visit, asked)) ? asked : 0;
  if (step === 'push') return (await pushState(deps, visit, seconds))?.kind ?? 'done';
  return connectedState(deps, request, seconds);
}

/** A wait holds a function: a session has one at a time, and a second question is answered at once. */
async function mayWait(deps: WaitDependencies, { session, secret }: Visit, seconds: number): Promise<boolean> {
  const nowMs = deps.clock();
  const holder = { id: session.id, browserHash: hashBrowser(session.id, secret), nowMs };
  return (await deps.sessions.takeWait(holder, nowMs + seconds * 1000)) === 'taken';
}

/** Whether a new phone has connected; each look reads the devices anew. */
async function connectedState(deps: WaitDependencies, request: PageRequest, seconds: number): Promise<State> {
  const untilMs = deps.clock() + seconds * 1000;
  for (;;) {
    const visit = await lookAt(deps, request);
    if ('kind' in visit || visit.end !== undefined) return 'done';
    if (await hasConnected(visit)) return 'approved';
    if (deps.clock() >= untilMs) return 'pending';
    await deps.sleep(CONNECT_LOOK_MS);
  }
}
