import type { ApiHandler } from './serve.ts';

/** One Lambda function for several endpoints: the route that API Gateway matched says which one. */
export function byRoute(handlers: Readonly<Record<string, ApiHandler>>): ApiHandler {
  return async (event, context) => {
    const path = event.routeKey.slice(event.routeKey.indexOf(' ') + 1);
    const handler = handlers[path];
    if (handler === undefined) throw new TypeError(`no handler for the route ${path}`);
    return handler(event, context);
  };
}
