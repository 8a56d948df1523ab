import type { IncomingMessage } from 'node:http';

const NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/** The names of this machine under which a server that listens on its loopback is asked. */
function ownHosts({ socket }: IncomingMessage): string[] {
  return NAMES.flatMap((name) => [`${name}:${socket.localPort}`, ...(socket.localPort === 80 ? [name] : [])]);
}

/** A page of somebody else can lead a name of his own to this machine (DNS rebinding), and then asks for that name. */
export function isOwnHost(request: IncomingMessage): boolean {
  return ownHosts(request).includes((request.headers.host ?? '').toLowerCase());
}

/** Whether no page of another origin sent the request; programs and links name none. */
export function isOwnOrigin(request: IncomingMessage): boolean {
  const { origin } = request.headers;
  return origin === undefined || ownHosts(request).some((host) => origin.toLowerCase() === `http://${host}`);
}
