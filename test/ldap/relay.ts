import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** Stands before a server and does what networks do: counts, goes silent, drops what is open. */
export interface Relay {
  readonly port: number;
  connections(): number;
  /** From now on nothing passes in either direction, as behind a firewall that forgot the connection. */
  freeze(frozen: boolean): void;
  dropAll(): void;
  close(): Promise<void>;
}

export async function startRelay(target: number): Promise<Relay> {
  const sockets = new Set<Socket>();
  let count = 0;
  let frozen = false;
  const pass = (from: Socket, to: Socket): void => {
    from.on('data', (data) => void (frozen || to.write(data)));
    from.on('error', () => undefined);
    from.on('close', () => void to.destroy());
  };
  const server = createServer((near) => {
    count++;
    const far = connect(target, '127.0.0.1');
    for (const socket of [near, far]) sockets.add(socket.once('close', () => sockets.delete(socket)));
    pass(near, far);
    pass(far, near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const dropAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    connections: () => count,
    freeze: (value) => {
      frozen = value;
    },
    dropAll,
    close: async () => {
      dropAll();
      server.close();
      await once(server, 'close');
    },
  };
}
