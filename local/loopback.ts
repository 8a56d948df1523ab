import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { LocalStartError } from './start-error.ts';

/** What a machine without IPv6 says. */
const NO_IPV6 = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'];
/** How often a free port of the one address may be taken on the other before we give up. */
const TRIES = 20;

/**
 * Listens where `localhost` leads to: 127.0.0.1, and ::1 where the machine has it, since browsers and Node may try that first. On both or
 * not at all, so that a program of somebody else cannot be on the other one and be told our passwords. Loopback alone: ours are well known.
 * `port` 0 takes one that is free on both.
 */
export async function listenOnLoopback(listener: RequestListener, port: number): Promise<readonly Server[]> {
  for (let tried = 1; ; tried++) {
    const first = await listen(listener, port, '127.0.0.1');
    if (typeof first === 'string') throw new LocalStartError(sentence(port, first));
    const second = await listen(listener, portOf([first]), '::1');
    if (typeof second !== 'string') return [first, second];
    if (NO_IPV6.includes(second)) return [first];
    first.close();
    if (port !== 0 || tried === TRIES) throw new LocalStartError(sentence(port, second));
  }
}

/** They listen on the same. */
export function portOf([server]: readonly Server[]): number {
  const address = server?.address();
  if (typeof address !== 'object' || address === null) throw new Error('nothing listens');
  return address.port;
}

/** The code of what stood in the way is a value. */
async function listen(listener: RequestListener, port: number, host: string): Promise<Server | string> {
  const server = createServer(listener);
  try {
    await once(server.listen(port, host), 'listening');
    return server;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
  }
}

function sentence(port: number, code: string): string {
  const reason = code === 'EADDRINUSE' ? 'is in use' : 'cannot be opened';
  return `Port ${port} ${reason}; choose another one with PORT.`;
}
