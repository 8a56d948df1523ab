import { resolveSettings } from '../core/settings/resolve.ts';
import { ApiError } from '../http/api-error.ts';
import { byRoute } from '../http/by-route.ts';
import { waitSecondsOf } from '../http/prefer-wait.ts';
import type { Reply } from '../http/reply.ts';
import type { ApiHandler, ServeDependencies } from '../http/serve.ts';
import { type ErrorPage, type PageRequest, servePages } from '../http/serve-page.ts';
import type { Assets } from './assets.ts';
import * as contract from './contract.ts';
import { languageOfVisit } from './language.ts';
import { pageReply, seeOther } from './page-reply.ts';
import { type CodeStepDependencies, codeStep } from './steps/code-step.ts';
import { showEnd } from './steps/end.ts';
import { showHome } from './steps/home.ts';
import { type PushStepDependencies, pushState, pushStep } from './steps/push-step.ts';
import type { Step } from './steps/step.ts';
import { TEXTS } from './texts/index.ts';
import { type StrayKind, strayContent } from './views/endings.ts';
import { act, lookAt, type NoVisit, type VisitDependencies } from './visit.ts';

export interface PagesDependencies
  extends VisitDependencies,
    Omit<CodeStepDependencies, 'users'>,
    Omit<PushStepDependencies, 'users' | 'devices' | 'credentials'>,
    ServeDependencies {
  readonly users: VisitDependencies['users'] & CodeStepDependencies['users'];
}

/** Longest wait of one question; API Gateway gives up after 30 seconds. */
const MAX_WAIT_SECONDS = 20;

/** Edge of the hosted pages: whose browser it is, which step, then the step. */
export function pagesHandler(deps: PagesDependencies): ApiHandler {
  const steps: Readonly<Record<string, Step>> = {
    totp: codeStep(deps, 'totp'),
    email: codeStep(deps, 'email'),
    sms: codeStep(deps, 'sms'),
    push: pushStep(deps),
  };
  const errorPage = errorPages(deps);
  const pages = { GET: show(deps, steps), POST: perform(deps, steps) };
  return byRoute({
    [contract.home.path]: servePages(contract.home, deps, pages, errorPage),
    [contract.step.path]: servePages(contract.step, deps, pages, errorPage),
    [contract.state.path]: servePages(contract.state, deps, { GET: tellState(deps) }, errorPage),
    [contract.assets.path]: servePages(
      contract.assets,
      deps,
      { GET: async ({ path }) => deps.assets.reply(path.name ?? '') },
      errorPage,
    ),
  });
}

function show(deps: PagesDependencies, steps: Readonly<Record<string, Step>>) {
  return async (request: PageRequest): Promise<Reply> => {
    const visit = await lookAt(deps, request);
    if ('kind' in visit) return stray(deps, request, visit);
    if (visit.end !== undefined) return showEnd(visit, visit.end);
    const { step } = request.path;
    if (step === undefined) return showHome(visit, request);
    return stepOf(steps, step).show(visit, request);
  };
}

function perform(deps: PagesDependencies, steps: Readonly<Record<string, Step>>) {
  return async (request: PageRequest): Promise<Reply> => {
    const visit = await act(deps, request);
    if ('kind' in visit) return stray(deps, request, visit);
    if (!('open' in visit)) return visit.end === 'verified' ? seeOther(visit.returnAddress) : seeOther(visit.path());
    const { step } = request.path;
    if (step !== undefined) return stepOf(steps, step).act(visit, request);
    return request.form.act === 'begin' ? { status: 204, text: '' } : seeOther(visit.path());
  };
}

function stepOf(steps: Readonly<Record<string, Step>>, name: string): Step {
  const step = Object.hasOwn(steps, name) ? steps[name] : undefined;
  if (step === undefined) throw new ApiError('ROUTE_UNKNOWN');
  return step;
}

/** For the script of the waiting page. A session that another browser has says nothing. */
function tellState(deps: PagesDependencies) {
  return async (request: PageRequest): Promise<Reply> => {
    const visit = await lookAt(deps, request);
    if ('kind' in visit) throw new ApiError(visit.kind === 'gone' ? 'SESSION_UNKNOWN' : 'FORM_NOT_OURS');
    const seconds = Math.min(waitSecondsOf(request.headers.prefer) ?? 0, MAX_WAIT_SECONDS);
    const state = visit.end === undefined ? await pushState(deps, visit, seconds) : undefined;
    return { status: 200, body: { state: state?.status ?? 'done' } };
  };
}

const STATUS: Readonly<Record<StrayKind, number>> = {
  gone: 404,
  'other-browser': 403,
  stale: 403,
  'not-found': 404,
  broken: 500,
};

function stray(deps: PagesDependencies, request: PageRequest, { kind }: NoVisit): Promise<Reply> {
  return strayReply(deps.assets, request, kind, STATUS[kind]);
}

function errorPages({ assets }: PagesDependencies): ErrorPage {
  return async (request, { status, code, headers = {} }) => {
    const kind = status === 404 || status === 405 ? 'not-found' : code === 'FORM_NOT_OURS' ? 'stale' : 'broken';
    const reply = await strayReply(assets, request, kind, status, headers);
    return { ...reply, ...(code === undefined ? {} : { code }) };
  };
}

/** A page without a session: the default colours, since it is nobody's. */
function strayReply(
  assets: Assets,
  request: Omit<PageRequest, 'form'>,
  kind: StrayKind,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  const { language } = languageOfVisit(request);
  const texts = TEXTS[language];
  const { PageColor, PageName, PageLogo } = resolveSettings({});
  const id = request.path.sessionId;
  const path = id === undefined ? '' : `/mfa/s/${encodeURIComponent(id)}`;
  const frame = {
    texts,
    language,
    assets: assets.pathsFor(PageColor),
    operator: { name: PageName, logo: PageLogo },
    path,
  };
  return pageReply(frame, strayContent(texts, kind), { status, headers });
}
