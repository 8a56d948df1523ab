/** The embedded AWS: one HTTP port on 127.0.0.1 that the AWS SDK takes for AWS when AWS_ENDPOINT_URL names it. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServices } from './emulated-services.ts';
import { createEventLog, type EventLog } from './event-log.ts';
import { createFaultInjector, type Faults } from './faults.ts';
import { lockFolder } from './folder-lock.ts';
import { createInbox, type Inbox } from './inbox.ts';
import { stateOpener } from './saved-state.ts';
import { createAwsServer } from './server.ts';

export type { PutEvent } from './event-log.ts';
export type { FaultKind, FaultRule } from './faults.ts';
export type { SentMessage } from './inbox.ts';

interface EmbeddedAwsOptions {
  /** @default - a free port */
  port?: number;
  /** Where tables, secrets, keys and platform endpoints survive a restart. @default - in memory */
  dataFolder?: string;
  /** What a state machine calls when it invokes a function. @default - there is none */
  invokeFunction?: (name: string, payload: unknown) => Promise<unknown>;
}

export interface EmbeddedAws {
  /** `http://127.0.0.1:PORT`, for AWS_ENDPOINT_URL. */
  url: string;
  /** What was mailed, texted and pushed, newest first. */
  inbox: Pick<Inbox, 'list' | 'clear'>;
  /** What was put on EventBridge, newest first. */
  events: Pick<EventLog, 'list' | 'clear'>;
  /** Requests by `service.Action`, those included that a fault hit. */
  requests: { count(): Record<string, number>; reset(): void };
  faults: Faults;
  /** Ends at once: open connections are destroyed, requests without an answer are dropped. */
  close(): Promise<void>;
}

/** AWS's placeholder for examples, and what other emulators use. */
const ACCOUNT = '000000000000';

export async function startEmbeddedAws(options: EmbeddedAwsOptions = {}): Promise<EmbeddedAws> {
  const { port = 0, dataFolder, invokeFunction = noFunction } = options;
  let url = '';
  const unlock = dataFolder === undefined ? () => undefined : lockFolder(dataFolder);
  const closing = new AbortController();
  const inbox = createInbox();
  const events = createEventLog();
  const faults = createFaultInjector();
  const counts = new Map<string, number>();
  const services = createServices({
    region: process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? 'us-east-1',
    account: ACCOUNT,
    dataFolder,
    openState: stateOpener(dataFolder),
    inbox,
    events,
    closing: closing.signal,
    selfUrl: () => url,
    invokeFunction,
  });
  const count = (name: string) => void counts.set(name, (counts.get(name) ?? 0) + 1);
  const server = createAwsServer({ services, faults, count, closing: closing.signal });
  const release = () => Promise.all(services.map((service) => service.close?.())).finally(unlock);
  let closed: Promise<void> | undefined;
  url = await listen(server, port, release);
  for (const service of services) service.listening?.();
  return {
    url,
    inbox: { list: inbox.list, clear: inbox.clear },
    events: { list: events.list, clear: events.clear },
    requests: { count: () => Object.fromEntries(counts), reset: () => counts.clear() },
    faults: { inject: faults.inject, clear: faults.clear },
    close: () => {
      closing.abort();
      closed ??= closeAll(server, release);
      return closed;
    },
  };
}

async function noFunction(name: string): Promise<never> {
  throw new Error(`there is no function ${name} here`);
}

async function listen(server: Server, port: number, release: () => Promise<unknown>): Promise<string> {
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    await release();
    throw error;
  }
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the embedded AWS has no port');
  return `http://127.0.0.1:${address.port}`;
}

async function closeAll(server: Server, release: () => Promise<unknown>): Promise<void> {
  const serverClosed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await serverClosed;
  await release();
}
