import { type Reply, refused } from '../../http/reply.ts';
import type { ErrorPage, PageRequest } from '../../http/serve-page.ts';
import { type BareReplyDependencies, bareReply } from './bare-reply.ts';
import { type StrayKind, strayContent } from './views/endings.ts';

/** The page for an answer that is not a page. */
export function errorPages(deps: BareReplyDependencies): ErrorPage {
  return async (request, { status, code, headers }) => {
    const kind = status === 404 || status === 405 ? 'not-found' : code === 'FORM_NOT_OURS' ? 'stale' : 'broken';
    const reply = await strayReply(deps, request, { kind, status, headers });
    return { ...reply, ...(code === undefined ? {} : { code }) };
  };
}

/** Nothing is at this path, whatever is asked of it: a page for browsers, a problem document for programs. */
export function nowhereReply(deps: BareReplyDependencies): ErrorPage {
  return async (request) => {
    const problem = refused('problem', 'ROUTE_UNKNOWN');
    if (request.headers.accept?.includes('text/html') !== true) return problem;
    const reply = await strayReply(deps, request, { kind: 'not-found', status: problem.status });
    return { ...reply, code: 'ROUTE_UNKNOWN' };
  };
}

interface StrayPage {
  readonly kind: StrayKind;
  readonly status: number;
  /** Of the application whose session it was. */
  readonly site?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export function strayReply(
  deps: BareReplyDependencies,
  request: Omit<PageRequest, 'form'>,
  { kind, status, site, headers = {} }: StrayPage,
): Promise<Reply> {
  const { sessionId: id, step } = request.path;
  const start = id === undefined ? undefined : `/mfa/s/${encodeURIComponent(id)}`;
  const path = start === undefined || step === undefined ? (start ?? '') : `${start}/${encodeURIComponent(step)}`;
  const content = { site, again: start };
  return bareReply(deps, request, (words) => strayContent(words, kind, content), { path, status, headers });
}
