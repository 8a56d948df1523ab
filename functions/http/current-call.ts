import { AsyncLocalStorage } from 'node:async_hooks';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Asker } from '../core/audit/record.ts';
import type { UserKey } from '../core/directory/user.ts';
import type { Endpoint } from './endpoint.ts';
import { sourceAddressOf } from './source-address.ts';

/** What is known of the call that is being answered; it is filled while the call goes on. */
export interface Asked {
  asker: Asker;
  /** Whom the call is about, as soon as his record is looked at. */
  user?: UserKey;
  /** What checking passwords took of it so far, in milliseconds; missing where none was checked. */
  passwordMs?: number;
}

/** Reaches the records and log lines of a call from anywhere below it, so that no path can leave out who asked. */
const calls = new AsyncLocalStorage<Asked>();

export function duringCall<T>(endpoint: Endpoint, event: APIGatewayProxyEventV2, answer: () => Promise<T>): Promise<T> {
  const asker: Asker = {
    actor: { kind: endpoint.style === 'page' ? 'page' : 'device' },
    address: sourceAddressOf(event),
    requestId: event.requestContext.requestId,
  };
  return calls.run({ asker }, answer);
}

/** The call that is being answered; undefined in what no route leads to. */
export function thisCall(): Asked | undefined {
  return calls.getStore();
}

/** Who asks at this moment; the service itself where no route leads to. */
export function askerNow(): Asker {
  return thisCall()?.asker ?? { actor: { kind: 'service' } };
}
