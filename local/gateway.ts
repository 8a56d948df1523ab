import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { FUNCTIONS, type FunctionName } from '../functions/deployed-functions.ts';
import { apiEvent, readBody } from './api-event.ts';
import { isOwnHost, isOwnOrigin } from './aws/host-check.ts';
import type { EmbeddedAws } from './aws/index.ts';
import { type Control, controlAnswer } from './control.ts';
import { demoApplication } from './demo/application.ts';
import { isTableOnThisMachine } from './demo-data.ts';
import type { FunctionInstances } from './function-instances.ts';
import { inboxPage } from './inbox-page.ts';
import { createSlots } from './limit-parallel-work.ts';
import { readerOf } from './local-page.ts';
import { phonePage } from './phone-page.ts';
import type { RunKey } from './run-key.ts';

type Handler = (event: APIGatewayProxyEventV2, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;

interface Route {
  readonly pattern: RegExp;
  readonly path: string;
  readonly functionName: FunctionName;
}

/** The limit of API Gateway itself. */
const MAX_GATEWAY_BYTES = 10 * 1024 * 1024;

/**
 * In Lambda each instance has one event at a time. Here one process has them all, and in a burst every AWS call would
 * wait behind all the others until its time was over. Who prefers to wait takes no place: he does nothing meanwhile.
 */
const inSlot = createSlots(16);

const ROUTES: readonly Route[] = Object.entries(FUNCTIONS).flatMap(([functionName, endpoints]) =>
  endpoints.map(({ path }) => ({ path, pattern: patternOf(path), functionName: functionName as FunctionName })),
);

/** What no route is for, as in `lib/constructs/service-api.ts`. */
const THE_REST = { path: '$default', functionName: 'pages' } as const;

/** What the service on this machine has beside the deployed handlers. */
interface Surroundings {
  readonly aws: EmbeddedAws | undefined;
  readonly runKey: RunKey | undefined;
  /** Missing where the AWS is another one than ours. */
  readonly control: Control | undefined;
  readonly functions: FunctionInstances;
  readonly publicUrl: string;
}

/** API Gateway on this machine: a request becomes an event of payload version 2.0 for the deployed handler. */
export function gateway({ publicUrl, ...around }: Surroundings): RequestListener {
  // Its application and its users have well-known passwords, so the page at `/` is for a table on this machine alone.
  const demo = isTableOnThisMachine() ? demoApplication(publicUrl) : undefined;
  return (request, response) => {
    answer({ ...around, demo }, request).then(
      (result) => send(response, result),
      () => send(response, message(500, 'Internal Server Error')),
    );
  };
}

interface Beside extends Omit<Surroundings, 'publicUrl'> {
  readonly demo: ReturnType<typeof demoApplication> | undefined;
}

async function answer(
  { aws, runKey, control, functions, demo }: Beside,
  request: IncomingMessage,
): Promise<APIGatewayProxyStructuredResultV2> {
  if (!isOwnHost(request)) return message(403, 'This name is not one of this machine');
  const { url: target = '/' } = request;
  // A whole address, or `*`: what proxies are asked. Two slashes are a path, not the name of a host.
  if (!target.startsWith('/')) return message(400, 'Bad Request');
  const url = new URL(`http://127.0.0.1${target}`);
  // Routes of the service judge origins by themselves, as they do where they are deployed.
  if (url.pathname.startsWith('/local/') && !isOwnOrigin(request)) return message(403, 'Sent by another page');
  const reader = readerOf(request, url);
  if (url.pathname === '/local/inbox') return inboxPage(aws, url, request.headers.accept ?? '', reader);
  if (url.pathname === '/local/phone') {
    return phonePage(request.method ?? 'GET', url, `http://127.0.0.1:${request.socket.localPort}`, reader);
  }
  if (url.pathname === '/local/aws') return awsAddress(aws, runKey, url.searchParams.get('nonce') ?? '');
  if (url.pathname === '/local/reset' || url.pathname === '/local/clock') {
    return controlAnswer(control, request, url.pathname);
  }
  await control?.settled();
  const path = decodedPath(url);
  if (path === undefined) return message(400, 'Bad Request');
  for (const route of path.includes('?') ? [] : ROUTES) {
    const match = route.pattern.exec(path);
    if (match !== null) return invoke(functions, request, url, route, match.groups);
  }
  return (await demo?.(request, url)) ?? invoke(functions, request, url, THE_REST);
}

/**
 * An HTTP API decodes the path before it looks for a route, so that `%2F` ends a segment. What it makes of a decoded `?`
 * is not known for sure; here such a path leads nowhere, because half of it could be the route of something else.
 */
function decodedPath(url: URL): string | undefined {
  try {
    return decodeURIComponent(url.pathname);
  } catch {
    return undefined;
  }
}

async function invoke(
  functions: FunctionInstances,
  request: IncomingMessage,
  url: URL,
  { path, functionName }: Omit<Route, 'pattern'>,
  parameters: Readonly<Record<string, string>> = {},
): Promise<APIGatewayProxyStructuredResultV2> {
  const body = await readBody(request, MAX_GATEWAY_BYTES);
  if (body === undefined) return message(413, 'Request Entity Too Large');
  const event = apiEvent(request, url, body, { path, parameters, rawPath: decodedPath(url) ?? '' });
  const handler = await functions.handlerOf<Handler>(functionName);
  const run = () => handler(event, { awsRequestId: event.requestContext.requestId } as Context);
  return request.headers.prefer === undefined ? inSlot(run) : run();
}

/** Where the embedded AWS is, as the variables that the `sekisho` command needs for `--local`, and a proof that it is we who say so. */
function awsAddress(
  aws: EmbeddedAws | undefined,
  runKey: RunKey | undefined,
  nonce: string,
): APIGatewayProxyStructuredResultV2 {
  if (aws === undefined) return message(404, 'The AWS behind this run is not an embedded one');
  const { AWS_REGION, TABLE_NAME, DEFAULT_DOMAIN, KEY_ARN } = process.env;
  const credentials = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
  const variables = { AWS_ENDPOINT_URL: aws.url, AWS_REGION, TABLE_NAME, DEFAULT_DOMAIN, KEY_ARN, ...credentials };
  const body = JSON.stringify(variables);
  const proof = runKey === undefined ? {} : { 'sekisho-proof': runKey.proof(nonce, body) };
  return { statusCode: 200, headers: { 'content-type': 'application/json', ...proof }, body };
}

/** `{userId}` is one segment. */
function patternOf(path: string): RegExp {
  const escaped = path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  return new RegExp(`^${escaped}$`);
}

function message(statusCode: number, text: string): APIGatewayProxyStructuredResultV2 {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message: text }) };
}

function send(
  response: ServerResponse,
  { statusCode = 200, headers = {}, body, cookies, isBase64Encoded }: APIGatewayProxyStructuredResultV2,
): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, String(value));
  if (cookies !== undefined) response.setHeader('set-cookie', cookies);
  response.writeHead(statusCode);
  response.end(isBase64Encoded === true ? Buffer.from(body ?? '', 'base64') : body);
}
