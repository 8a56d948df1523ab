import type { Devices } from '../../core/ports/push.ts';
import type { Sessions } from '../../core/ports/sessions.ts';
import type { SettingsSource } from '../../core/ports/settings-source.ts';
import type { Users } from '../../core/ports/users.ts';
import { readApproval } from '../../core/push/read-approval.ts';
import { type ReadChallengeDependencies, readChallenge } from '../../core/push/read-challenge.ts';
import { type BrowserSecret, hashBrowser } from '../../core/sessions/browser.ts';
import { challengeReader } from '../../core/sessions/challenge-reader.ts';
import type { Session } from '../../core/sessions/session.ts';
import { viewSession } from '../../core/sessions/view-session.ts';
import { ApiError } from '../../http/api-error.ts';
import { readBrowserCookies } from '../../http/browser-cookie.ts';
import { waitSecondsOf } from '../../http/prefer-wait.ts';
import { ok, type Reply, refused } from '../../http/reply.ts';
import type { ApiHandler, ServeDependencies } from '../../http/serve.ts';
import { type PageRequest, servePages } from '../../http/serve-page.ts';
import { endpoint } from './contract.ts';

interface PageStateDependencies extends ReadChallengeDependencies, ServeDependencies {
  readonly clock: ReadChallengeDependencies['clock'];
  readonly sessions: Pick<Sessions, 'find' | 'takeWait'>;
  readonly settings: SettingsSource;
  readonly users: Pick<Users, 'load'>;
  readonly devices: Pick<Devices, 'list'>;
  readonly publicUrl: string;
  readonly clientsMayWait: boolean;
}

type State = 'pending' | 'approved' | 'denied' | 'expired' | 'done';

/** Longest wait of one question; API Gateway gives up after 30 seconds. */
const MAX_WAIT_SECONDS = 20;
/** A person scans and confirms in tens of seconds; nothing depends on the moment. */
const CONNECT_LOOK_MS = 1_000;

/**
 * For the script of a page that waits for a phone. Only the browser that has the session hears anything. It is a function
 * of its own for the reason that `push-status` is one: browsers wait in it.
 */
export function pageStateHandler(deps: PageStateDependencies): ApiHandler {
  return servePages(endpoint, deps, { GET: (request) => tellState(deps, request) }, async (_request, reply) =>
    problem(reply),
  );
}

/** A script asks, so a failure is a document that says its code, and no page. */
function problem(reply: Reply): Reply {
  if (reply.code === undefined) return reply;
  const { headers = {} } = reply;
  return refused('problem', reply.code, { headers });
}

async function tellState(deps: PageStateDependencies, request: PageRequest): Promise<Reply> {
  const { sessionId = '' } = request.path;
  const { own } = readBrowserCookies(request.cookies, sessionId);
  const viewed = await viewSession(deps, sessionId, own);
  if (viewed.kind === 'gone' || viewed.kind === 'expired') throw new ApiError('SESSION_UNKNOWN');
  if (own === undefined || viewed.kind === 'other-browser' || (viewed.kind === 'open' && !viewed.isBound)) {
    throw new ApiError('FORM_NOT_OURS');
  }
  const { session } = viewed;
  if ((await deps.settings.forDomain(session.user.domain)) === undefined) throw new ApiError('SESSION_UNKNOWN');
  return ok({ state: await stateAfterWait(deps, request, session, own) });
}

async function stateAfterWait(
  deps: PageStateDependencies,
  request: PageRequest,
  session: Session,
  browser: BrowserSecret,
): Promise<State> {
  const step = request.path.step === 'add-push' ? 'add-push' : 'push';
  const challenge = session.challenges[step];
  if (session.end !== undefined || challenge === undefined) return 'done';
  const asked = deps.clientsMayWait ? Math.min(waitSecondsOf(request.headers.prefer) ?? 0, MAX_WAIT_SECONDS) : 0;
  const seconds = asked > 0 && (await mayWait(deps, session, browser, asked)) ? asked : 0;
  if (step === 'push') return approvalState(deps, session.id, challenge.correlationId, seconds);
  return connectedState(deps, session, challenge.sentAtMs, seconds);
}

/** A wait holds a function: a session has one at a time, and a second question is answered at once. */
async function mayWait(
  deps: PageStateDependencies,
  { id }: Session,
  browser: BrowserSecret,
  seconds: number,
): Promise<boolean> {
  const nowMs = deps.clock();
  const holder = { id, browserHash: hashBrowser(id, browser), nowMs };
  return (await deps.sessions.takeWait(holder, nowMs + seconds * 1000)) === 'taken';
}

async function approvalState(
  deps: PageStateDependencies,
  sessionId: string,
  challengeId: string,
  seconds: number,
): Promise<State> {
  const challenge = await readChallenge(deps, challengeId, challengeReader(sessionId), seconds);
  return challenge === undefined ? 'done' : readApproval(challenge, deps.clock()).kind;
}

/** Whether a new phone has connected since it was asked for; each look reads the session and the devices anew. */
async function connectedState(
  deps: PageStateDependencies,
  { id, user }: Session,
  sinceMs: number,
  seconds: number,
): Promise<State> {
  const untilMs = deps.clock() + seconds * 1000;
  for (;;) {
    const session = await deps.sessions.find(id);
    if (session === undefined || session.expiresAtMs <= deps.clock() || session.end !== undefined) return 'done';
    const { account } = await deps.users.load(user);
    const devices = account === undefined ? [] : await deps.devices.list(user, account);
    if (devices.some(({ createdAtMs }) => createdAtMs >= sinceMs)) return 'approved';
    if (deps.clock() >= untilMs) return 'pending';
    await deps.sleep(CONNECT_LOOK_MS);
  }
}
