import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

interface MatchedRoute {
  /** Decoded, as an HTTP API hands it on. */
  readonly rawPath: string;
  readonly path: string;
  /** Segments of the decoded path. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** The event that API Gateway makes of a request (payload format 2.0). */
export function apiEvent(
  request: IncomingMessage,
  url: URL,
  body: Buffer,
  { path, parameters, rawPath }: MatchedRoute,
): APIGatewayProxyEventV2 {
  const isText = /^(text\/|application\/(json|javascript|xml))/.test(request.headers['content-type'] ?? 'text/');
  const { cookie, ...headers } = request.headers;
  const query = Object.fromEntries(
    [...url.searchParams.keys()].map((name) => [name, url.searchParams.getAll(name).join(',')]),
  );
  const now = new Date();
  const routeKey = path === '$default' ? path : `ANY ${path}`;
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString: url.search.slice(1),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    ...(cookie === undefined ? {} : { cookies: cookie.split(/;\s*/) }),
    ...(url.search === '' ? {} : { queryStringParameters: query }),
    pathParameters: { ...parameters },
    ...(body.length === 0 ? {} : { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: request.headers.host ?? 'localhost',
      domainPrefix: 'local',
      http: {
        method: request.method ?? 'GET',
        path: rawPath,
        protocol: 'HTTP/1.1',
        sourceIp: sourceAddress(request),
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: now.toISOString(),
      timeEpoch: now.getTime(),
    },
  };
}

/** Whoever comes to `localhost` is the same, by whichever of its addresses: what is counted per network counts him once. */
function sourceAddress({ socket: { remoteAddress } }: IncomingMessage): string {
  return remoteAddress === undefined || remoteAddress === '::1' ? '127.0.0.1' : remoteAddress;
}

/** The whole body, or undefined when it is larger than the gateway takes. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > maxBytes) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
