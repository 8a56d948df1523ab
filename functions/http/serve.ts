import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type * as z from 'zod';
import type { Audit } from '../core/ports/audit.ts';
import type { Clock } from '../core/ports/clock.ts';
import { WARNING_HEADERS } from './administrator.ts';
import { ApiError } from './api-error.ts';
import { audited, noteCaller } from './audited.ts';
import { bodyBytes, parseFormBody, parseJsonBody } from './body.ts';
import type { CallerDependencies, CallerEvidence, CallerOf } from './callers.ts';
import { duringCall } from './current-call.ts';
import { type CallerKind, type Endpoint, methodOf, type Operation } from './endpoint.ts';
import { errorReply } from './error-reply.ts';
import { identifyCaller } from './identify-caller.ts';
import type { Log } from './log.ts';
import { measured, type Pseudonym } from './measured.ts';
import type { Reply } from './reply.ts';
import { sourceAddressOf } from './source-address.ts';

/** What an operation is given: everything checked, nothing raw. */
export interface Request<Op extends Operation> extends CallerEvidence {
  readonly body: Op['request'] extends z.ZodType ? z.output<Op['request']> : undefined;
  readonly caller: CallerOf<Op['caller']>;
  /** Segments of the path, decoded. */
  readonly path: Readonly<Record<string, string | undefined>>;
}

/** One function per method of the endpoint; a missing or an extra one does not compile. */
export type Operations<E extends Endpoint> = {
  readonly [M in keyof E['operations']]: E['operations'][M] extends Operation
    ? (request: Request<E['operations'][M]>) => Promise<Reply>
    : never;
};

export interface ServeDependencies {
  readonly clock: Clock;
  readonly log: Log;
  readonly pseudonym?: Pseudonym;
  /** Missing in functions that anyone may call. */
  readonly callers?: CallerDependencies;
  /** Missing in functions without an operation that is recorded. */
  readonly audit?: Audit;
}

export type ApiHandler = (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>;

/** Answers of this service are for one caller and one moment, and are data unless a page says otherwise. */
const COMMON_HEADERS = {
  'cache-control': 'no-store',
  'content-type': 'application/json; charset=utf-8',
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
} as const;

/** An endpoint as a Lambda handler: method, caller, body, then the operation, then the answer. */
export function serve<E extends Endpoint>(endpoint: E, deps: ServeDependencies, operations: Operations<E>): ApiHandler {
  const replies = new WeakMap<APIGatewayProxyEventV2, Reply>();
  const api = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use(measured(endpoint, deps, replies))
    .handler(async (event) => {
      const reply = await dispatch(endpoint, deps, operations, event);
      replies.set(event, reply);
      return answered(event, reply);
    });
  return (event, context) => duringCall(endpoint, event, () => (api as unknown as ApiHandler)(event, context));
}

async function dispatch<E extends Endpoint>(
  endpoint: E,
  deps: ServeDependencies,
  operations: Operations<E>,
  event: APIGatewayProxyEventV2,
): Promise<Reply> {
  try {
    const method = methodOf(event);
    const operation = endpoint.operations[method];
    if (operation === undefined) throw new ApiError('METHOD_NOT_ALLOWED', { headers: { allow: allowed(endpoint) } });
    const run = operations[method as keyof E['operations']] as (request: unknown) => Promise<Reply>;
    const evidence = evidenceOf(event);
    requireKnownQuery(endpoint, operation, evidence);
    const caller = await callerOf(operation, deps, evidence);
    noteCaller(operation, caller, evidence);
    const refusal = refusalOf(caller);
    const body = refusal === undefined ? parseBody(operation, event) : undefined;
    const request = { ...evidence, caller, body, path: event.pathParameters ?? {} };
    const act = refusal === undefined ? () => run(request) : () => Promise.reject(refusal);
    const reply =
      operation.audit === undefined ? await act() : await audited(deps, endpoint.style, operation.audit, request, act);
    return warned(reply, caller, deps.log, event.requestContext.requestId);
  } catch (error) {
    return errorReply(endpoint.style, error, deps.log, event.requestContext.requestId);
  }
}

function refusalOf(caller: CallerOf<CallerKind>): ApiError | undefined {
  return caller !== undefined && 'refusal' in caller ? caller.refusal : undefined;
}

/** An administrator without a second factor gets his answer, and is told in it; the log tells the operator. */
function warned(reply: Reply, caller: CallerOf<CallerKind>, log: Log, requestId: string): Reply {
  if (caller === undefined || !('passwordAlone' in caller)) return reply;
  log('warn', 'ADMINISTRATOR_BY_PASSWORD', { requestId });
  return { ...reply, headers: { ...reply.headers, ...WARNING_HEADERS } };
}

function evidenceOf(event: APIGatewayProxyEventV2): CallerEvidence {
  const { headers, queryStringParameters: query = {} } = event;
  return { headers, query, sourceAddress: sourceAddressOf(event) };
}

/** An address can hold more names than anybody reads. */
const MAX_FAULTS = 20;

/** A parameter that is ignored would let a caller believe that it did something: `?domain=` above all. */
function requireKnownQuery(
  { style }: Endpoint,
  { caller, query = {}, ignoresQuery }: Operation,
  asked: CallerEvidence,
) {
  if (style === 'page' || ignoresQuery === true) return;
  // Whoever has a name here has it in a domain, and may say so in the query everywhere.
  const known = caller === 'anyone' ? query : { ...query, identityDomain: '' };
  const unknown = Object.keys(asked.query).filter((name) => !Object.hasOwn(known, name));
  if (unknown.length === 0) return;
  const expected = `no such parameter of the query; there is ${Object.keys(known).join(', ') || 'none'}`;
  throw new ApiError('FIELD_UNKNOWN', {
    faults: unknown.slice(0, MAX_FAULTS).map((name) => ({ field: name.slice(0, 64), expected })),
  });
}

function parseBody({ request, requestType }: Operation, event: APIGatewayProxyEventV2): unknown {
  if (request === undefined) return void bodyBytes(event);
  return requestType === 'form' ? parseFormBody(event, request) : parseJsonBody(event, request);
}

async function callerOf(
  operation: Operation,
  { callers }: ServeDependencies,
  evidence: CallerEvidence,
): Promise<CallerOf<CallerKind>> {
  if (operation.caller === 'anyone') return undefined;
  if (callers === undefined) throw new TypeError('this endpoint has callers but was given no way to know them');
  return identifyCaller(callers, operation, evidence);
}

function allowed({ operations }: Endpoint): string {
  return Object.keys(operations)
    .flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
    .join(', ');
}

/** The answer to an event; to HEAD without its body (RFC 9110 section 9.3.2). */
export function answered(event: APIGatewayProxyEventV2, reply: Reply): APIGatewayProxyStructuredResultV2 {
  const result = render(reply);
  return event.requestContext.http.method === 'HEAD' ? { ...result, body: '' } : result;
}

/** An answer in the form of API Gateway (payload format 2.0). */
export function render({ status, headers = {}, body, text, cookies }: Reply): APIGatewayProxyStructuredResultV2 {
  const content = text !== undefined ? { body: text } : body === undefined ? {} : { body: JSON.stringify(body) };
  const set = cookies === undefined ? {} : { cookies: [...cookies] };
  return { statusCode: status, headers: { ...COMMON_HEADERS, ...headers }, ...content, ...set };
}
