import type middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { UserKey } from '../core/directory/user.ts';
import type { Clock } from '../core/ports/clock.ts';
import { thisCall } from './current-call.ts';
import { type Endpoint, methodOf } from './endpoint.ts';
import type { Log } from './log.ts';
import { metricsOf } from './metrics.ts';
import type { Reply } from './reply.ts';

/** What a line calls a user: docs/audit.md. */
export type Pseudonym = (user: UserKey) => Promise<string>;

interface MeasuredDependencies {
  readonly clock: Clock;
  readonly log: Log;
  /** Missing in functions that have no keys: their lines name nobody, not even by a pseudonym. */
  readonly pseudonym?: Pseudonym;
}

/**
 * One log line per request with the metrics in it, without anything that the caller sent: the route, never the path.
 * `X-Response-Time` as OAM answers it, on successes alone: of a refusal it would tell a guesser what was compared.
 */
export function measured(
  endpoint: Endpoint,
  { clock, log, pseudonym }: MeasuredDependencies,
  replies: WeakMap<APIGatewayProxyEventV2, Reply>,
): middy.MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2> {
  const started = new WeakMap<object, number>();
  return {
    before: ({ event }) => {
      started.set(event, clock());
    },
    after: async ({ event, response }) => {
      const reply = replies.get(event);
      if (response === null || response === undefined || reply === undefined) return;
      const durationMs = clock() - (started.get(event) ?? clock());
      const { requestId, http } = event.requestContext;
      const operation = endpoint.operations[methodOf(event)];
      const { status, code } = reply;
      if (status < 400) response.headers = { ...response.headers, 'x-response-time': String(durationMs) };
      const call = { requestId, method: http.method, route: endpoint.path, status, durationMs };
      const fields = { ...call, ...(await userField(pseudonym)) };
      log(
        'info',
        'REQUEST_COMPLETED',
        code ? { ...fields, refusal: code } : fields,
        metricsOf(operation, reply, { durationMs, passwordMs: thisCall()?.passwordMs }),
      );
    },
  };
}

/** The line is written whatever happens; where the keys cannot be had it names nobody. */
async function userField(pseudonym: Pseudonym | undefined): Promise<{ readonly user?: string }> {
  const user = thisCall()?.user;
  if (user === undefined || pseudonym === undefined) return {};
  try {
    return { user: await pseudonym(user) };
  } catch {
    return {};
  }
}
