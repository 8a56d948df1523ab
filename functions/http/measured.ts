import type middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Clock } from '../core/ports.ts';
import type { Endpoint, Method } from './endpoint.ts';
import type { Log } from './log.ts';
import { metricsOf } from './metrics.ts';
import type { Reply } from './reply.ts';

/**
 * One log line per request with the metrics in it, without anything that the caller sent: the route, never the path.
 * `X-Response-Time` as OAM answers it.
 */
export function measured(
  endpoint: Endpoint,
  { clock, log }: { clock: Clock; log: Log },
  replies: WeakMap<APIGatewayProxyEventV2, Reply>,
): middy.MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2> {
  const started = new WeakMap<object, number>();
  return {
    before: ({ event }) => {
      started.set(event, clock());
    },
    after: ({ event, response }) => {
      const reply = replies.get(event);
      if (response === null || response === undefined || reply === undefined) return;
      const durationMs = clock() - (started.get(event) ?? clock());
      response.headers = { ...response.headers, 'x-response-time': String(durationMs) };
      const { requestId, http } = event.requestContext;
      const operation = endpoint.operations[http.method as Method];
      const { status, code } = reply;
      const fields = { requestId, method: http.method, route: endpoint.path, status, durationMs };
      log(
        'info',
        'REQUEST_COMPLETED',
        code ? { ...fields, refusal: code } : fields,
        metricsOf(operation, reply, durationMs),
      );
    },
  };
}
