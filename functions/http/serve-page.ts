import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { ApiError } from './api-error.ts';
import { bodyBytes } from './body.ts';
import { duringCall } from './current-call.ts';
import type { Endpoint } from './endpoint.ts';
import { errorReply } from './error-reply.ts';
import { measured } from './measured.ts';
import type { Reply } from './reply.ts';
import { type ApiHandler, answered, type ServeDependencies } from './serve.ts';

/** What a page is asked with. */
export interface PageRequest {
  /** Segments of the path, decoded. */
  readonly path: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly cookies: readonly string[];
  /** The fields of a form that was sent from one of our own pages; empty for a page that is only looked at. */
  readonly form: Readonly<Record<string, string>>;
}

interface PageOperations {
  /** Must change nothing: links are followed by scanners, previews and prefetches too. */
  readonly GET: (request: PageRequest) => Promise<Reply>;
  readonly POST?: (request: PageRequest) => Promise<Reply>;
}

interface PageDependencies extends ServeDependencies {
  /** Where browsers find this service, without a slash at the end. */
  readonly publicUrl: string;
}

/** Draws the page for an answer that is not a page: `status` and `code` are set, and headers such as `Allow`. */
export type ErrorPage = (request: Omit<PageRequest, 'form'>, reply: Reply) => Promise<Reply>;

/** An endpoint of pages as a Lambda handler. HEAD is a GET without its body (RFC 9110 section 9.3.2). */
export function servePages(
  endpoint: Endpoint,
  deps: PageDependencies,
  operations: PageOperations,
  errorPage: ErrorPage,
): ApiHandler {
  const replies = new WeakMap<APIGatewayProxyEventV2, Reply>();
  const api = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use(measured(endpoint, deps, replies))
    .handler(async (event) => {
      const reply = await dispatch(deps, operations, errorPage, event);
      replies.set(event, reply);
      return answered(event, reply);
    });
  return (event, context) => duringCall(endpoint, event, () => (api as unknown as ApiHandler)(event, context));
}

async function dispatch(
  deps: PageDependencies,
  operations: PageOperations,
  errorPage: ErrorPage,
  event: APIGatewayProxyEventV2,
): Promise<Reply> {
  const request = {
    path: event.pathParameters ?? {},
    query: event.queryStringParameters ?? {},
    headers: event.headers,
    cookies: event.cookies ?? [],
  };
  try {
    const { method } = event.requestContext.http;
    if (method === 'GET' || method === 'HEAD') return await operations.GET({ ...request, form: {} });
    if (method !== 'POST' || operations.POST === undefined) {
      const allow = operations.POST === undefined ? 'GET, HEAD' : 'GET, HEAD, POST';
      throw new ApiError('METHOD_NOT_ALLOWED', { headers: { allow } });
    }
    requireOwnPage(event, deps.publicUrl);
    return await operations.POST({ ...request, form: parseForm(event) });
  } catch (error) {
    return await errorPage(request, errorReply('page', error, deps.log, event.requestContext.requestId));
  }
}

/**
 * A form must come from a page of this very origin (Fetch Metadata). Browsers without `Sec-Fetch-Site` tell the
 * `Origin`, which is `null` under our `Referrer-Policy`; for those the token in the form and the SameSite cookie decide.
 */
function requireOwnPage({ headers }: APIGatewayProxyEventV2, publicUrl: string): void {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') throw new ApiError('FORM_NOT_OURS');
  const { origin } = headers;
  if (origin === undefined || origin === 'null') return;
  // The host of the request is no measure: a proxy in front of the API has another one.
  if (origin !== new URL(publicUrl).origin) throw new ApiError('FORM_NOT_OURS');
}

function parseForm(event: APIGatewayProxyEventV2): Record<string, string> {
  const bytes = bodyBytes(event);
  const mediaType = (event.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/x-www-form-urlencoded') throw new ApiError('MEDIA_TYPE_UNSUPPORTED');
  return Object.fromEntries(new URLSearchParams(bytes.toString('utf8')));
}
