import { vi } from 'vitest';
import { FUNCTIONS } from '../../functions/deployed-functions.ts';
import type { Endpoint } from '../../functions/http/endpoint.ts';

interface Route {
  readonly operation: string;
  readonly method: string;
  readonly pattern: RegExp;
  readonly success: number;
}

const ENDPOINTS: readonly Endpoint[] = Object.values(FUNCTIONS).flat();

const ROUTES: readonly Route[] = ENDPOINTS.flatMap(({ path, operations }) =>
  Object.entries(operations).map(([method, { success }]) => ({
    operation: `${method} ${path}`,
    method,
    success: success.status,
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
  })),
);

/** Every operation of the catalogue, as `METHOD /path`. */
export const OPERATIONS: readonly string[] = ROUTES.map(({ operation }) => operation);

/** The status with which an operation says that it has done what it is for. */
export function successOf(operation: string): number | undefined {
  return ROUTES.find((route) => route.operation === operation)?.success;
}

/** The operations that these requests are for; the first path that fits counts, as in the gateway. */
export function operationsOf(requests: readonly { method: string; path: string }[]): string[] {
  return requests.flatMap(
    ({ method, path }) => ROUTES.find((route) => route.method === method && route.pattern.test(path))?.operation ?? [],
  );
}

/** Notes what is asked of the service from now on, so that no scenario can be about another route than it says. */
export function noteRequests(): { end(): { method: string; path: string }[] } {
  const requests: { method: string; path: string }[] = [];
  const real = globalThis.fetch;
  const spy = vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
    requests.push({ method: init?.method ?? 'GET', path: new URL(String(input)).pathname });
    return real(input, init);
  });
  return {
    end() {
      spy.mockRestore();
      return requests;
    },
  };
}
