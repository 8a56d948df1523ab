/** The one HTTP port: reads requests, injects faults, writes answers. Knows no service. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Destination, findDestination, perform, unknownOperation } from './dispatch.ts';
import { AwsError, type Service, type WireAnswer, type WireRequest } from './emulated-service.ts';
import type { FaultInjector, FaultRule } from './faults.ts';
import { isOwnHost, isOwnOrigin } from './host-check.ts';
import { writeError } from './protocols.ts';

/** The largest request that DynamoDB takes (BatchWriteItem, 16 MB); every other service takes less, SES aside. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;
const KEEP_ALIVE_MS = 60_000;
const DEFAULT_DELAY_MS = 100;

/** What becomes of a request: an answer, no answer at all, or a destroyed socket. */
type Outcome = WireAnswer | 'silence' | 'hang-up';

interface ServerDependencies {
  services: readonly Service[];
  faults: FaultInjector;
  count(name: string): void;
  closing: AbortSignal;
}

export function createAwsServer(deps: ServerDependencies): Server {
  const server = createServer((request, response) => {
    serve(deps, request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;
}

async function serve(deps: ServerDependencies, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!isOwnHost(incoming) || !isOwnOrigin(incoming)) {
    return write(
      response,
      writeError('json-1.1', new AwsError('AccessDeniedException', 'Not asked by a program here.', 403)),
    );
  }
  const request = await readRequest(incoming);
  if (!request) {
    const error = new AwsError('RequestEntityTooLargeException', `More than ${MAX_BODY_BYTES} bytes.`, 413);
    response.shouldKeepAlive = false;
    return write(response, writeError('json-1.1', error));
  }
  const destination = findDestination(deps.services, request);
  if (!destination) {
    deps.count('unknown');
    return write(response, writeError('json-1.1', unknownOperation(`${request.method} ${request.path}`)));
  }
  const { service, action } = destination;
  deps.count(`${service.name}.${action}`);
  const outcome = await withFault(deps, deps.faults.next(service.name, action), destination, request);
  if (outcome === 'hang-up') response.destroy();
  else if (outcome !== 'silence') write(response, outcome);
}

/** @returns nothing if the body is too large; the rest of it is then thrown away unread. */
async function readRequest(incoming: IncomingMessage): Promise<WireRequest | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      incoming.resume();
      return undefined;
    }
    chunks.push(chunk);
  }
  const url = incoming.url ?? '/';
  const path = url.split('?', 1)[0] ?? url;
  return { method: incoming.method ?? 'GET', path, url, headers: incoming.headers, body: Buffer.concat(chunks) };
}

async function withFault(
  deps: ServerDependencies,
  fault: FaultRule | undefined,
  destination: Destination,
  request: WireRequest,
): Promise<Outcome> {
  const { protocol, errors } = destination.service;
  switch (fault?.kind) {
    case undefined:
      return perform(destination, request);
    case 'timeout':
      return 'silence';
    case 'lost-answer':
      await perform(destination, request);
      return 'hang-up';
    case 'delay':
      await sleep(fault.ms ?? DEFAULT_DELAY_MS, undefined, { signal: deps.closing });
      return perform(destination, request);
    case 'throttle':
      return writeError(protocol, new AwsError(errors.throttle.code, 'Rate exceeded', errors.throttle.status));
    case 'conflict':
      return writeError(protocol, new AwsError(errors.conflict.code, 'Injected conflict', errors.conflict.status));
    case 'error500':
      return writeError(protocol, new AwsError(errors.internal.code, 'Injected error', errors.internal.status));
  }
}

function write(response: ServerResponse, { status, headers, body }: WireAnswer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
