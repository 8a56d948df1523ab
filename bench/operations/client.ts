import { FUNCTIONS } from '../../functions/deployed-functions.ts';
import type { Endpoint } from '../../functions/http/endpoint.ts';

export interface Ask {
  /** `name:password`, for Basic. */
  readonly as?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** A refusal is what is measured. */
  readonly mayRefuse?: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Readonly<Record<string, string>>;
}

/** A client of the service that notes for which operation it asked last. */
export interface Client {
  ask(method: string, path: string, options?: Ask): Promise<Answer>;
  readonly lastOperation: () => string;
  readonly url: string;
}

const ENDPOINTS: readonly Endpoint[] = Object.values(FUNCTIONS).flat();
const PATTERNS = ENDPOINTS.map(({ path }) => ({
  path,
  pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
}));

export function createClient(url: string): Client {
  let operation = '';
  return {
    url,
    lastOperation: () => operation,
    async ask(method, path, { as, headers = {}, body, mayRefuse = false } = {}) {
      const address = new URL(path, url);
      const known = PATTERNS.find(({ pattern }) => pattern.test(address.pathname));
      operation = `${method} ${known?.path}`;
      const isForm = body instanceof URLSearchParams;
      const answer = await fetch(address, {
        method,
        redirect: 'manual',
        headers: {
          ...(as === undefined ? {} : { authorization: `Basic ${btoa(as)}` }),
          ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
      });
      const text = await answer.text();
      const isJson = answer.headers.get('content-type')?.includes('json') === true && text !== '';
      if (answer.status >= 400 && !mayRefuse) {
        throw new Error(`${method} ${path} answered ${answer.status} ${text}`);
      }
      return { status: answer.status, headers: answer.headers, text, body: isJson ? JSON.parse(text) : {} };
    },
  };
}
