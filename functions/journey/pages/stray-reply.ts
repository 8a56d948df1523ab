import { type Reply, refused } from '../../http/reply.ts';
import type { ErrorPage, PageRequest } from '../../http/serve-page.ts';
import { type BareAssets, bareReply } from './bare-reply.ts';
import { type StrayKind, strayContent } from './views/endings.ts';

/** The page for an answer that is not a page. */
export function errorPages(assets: BareAssets): ErrorPage {
  return async (request, { status, code, headers = {} }) => {
    const kind = status === 404 || status === 405 ? 'not-found' : code === 'FORM_NOT_OURS' ? 'stale' : 'broken';
    const reply = await strayReply(assets, request, kind, status, headers);
    return { ...reply, ...(code === undefined ? {} : { code }) };
  };
}

/** Nothing is at this path, whatever is asked of it: a page for browsers, a problem document for programs. */
export function nowhereReply(assets: BareAssets): ErrorPage {
  return async (request) => {
    const problem = refused('problem', 'ROUTE_UNKNOWN');
    if (request.headers.accept?.includes('text/html') !== true) return problem;
    return { ...(await strayReply(assets, request, 'not-found', problem.status)), code: 'ROUTE_UNKNOWN' };
  };
}

export function strayReply(
  assets: BareAssets,
  request: Omit<PageRequest, 'form'>,
  kind: StrayKind,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  const id = request.path.sessionId;
  const path = id === undefined ? '' : `/mfa/s/${encodeURIComponent(id)}`;
  return bareReply(assets, request, (texts) => strayContent(texts, kind), { path, status, headers });
}
