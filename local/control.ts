import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod';
import { readBody } from './api-event.ts';
import type { MovedTime } from './moved-time.ts';

/** What tests of an application do with the run on this machine, over an AWS of its own alone. */
export interface Control {
  readonly time: MovedTime;
  /** Everything as it was when an empty run began: what calls and pages left is gone, the people are there anew. */
  reset(): Promise<void>;
  /** While a reset runs there is no table: who comes meanwhile waits for its end. */
  settled(): Promise<void>;
}

/** One reset after the other. */
export function createControl(time: MovedTime, resetOnce: () => Promise<void>): Control {
  let running: Promise<void> = Promise.resolve();
  const ended = () => running.catch(() => undefined);
  return {
    time,
    reset() {
      running = ended().then(resetOnce);
      return running;
    },
    async settled() {
      // Another one may have been asked for meanwhile, which begins in this very moment.
      for (let seen: Promise<void> | undefined; seen !== running; ) {
        seen = running;
        await ended();
      }
    },
  };
}

const MAX_BODY_BYTES = 1024;
/** Ten years at a time: no life in the settings is longer, and dates stay far from their end. */
const MAX_ADVANCE_SECONDS = 10 * 365 * 24 * 60 * 60;

const ClockRequest = z.strictObject({ advanceSeconds: z.int().min(1).max(MAX_ADVANCE_SECONDS) });

/** `POST /local/reset`, and `GET` and `POST /local/clock`, for requests that the gateway has judged to be of this machine. */
export async function controlAnswer(
  control: Control | undefined,
  request: IncomingMessage,
  path: '/local/reset' | '/local/clock',
): Promise<APIGatewayProxyStructuredResultV2> {
  if (control === undefined) return json(404, { message: 'The AWS behind this run is not an embedded one' });
  const allow = path === '/local/reset' ? ['POST'] : ['GET', 'POST'];
  if (!allow.includes(request.method ?? '')) {
    return json(405, { message: 'Method Not Allowed' }, { allow: allow.join(', ') });
  }
  if (path === '/local/reset') {
    await control.reset();
    return { statusCode: 204 };
  }
  if (request.method === 'POST') {
    const asked = ClockRequest.safeParse(await jsonOf(request));
    if (!asked.success) {
      return json(422, { message: `Send {"advanceSeconds": 30}, a whole number from 1 to ${MAX_ADVANCE_SECONDS}` });
    }
    control.time.advance(asked.data.advanceSeconds);
  }
  return json(200, { now: new Date().toISOString(), aheadSeconds: control.time.aheadSeconds() });
}

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  const body = await readBody(request, MAX_BODY_BYTES);
  try {
    return JSON.parse(body?.toString('utf8') ?? '');
  } catch {
    return undefined;
  }
}

function json(
  statusCode: number,
  body: object,
  headers: Record<string, string> = {},
): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(body),
  };
}
