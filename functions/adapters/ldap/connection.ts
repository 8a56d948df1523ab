import { once } from 'node:events';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { Client } from 'ldapts';
import type { LdapStore } from '../../core/identity-domains/identity-store.ts';
import { beforeAbort } from './before-abort.ts';
import { type ReadBound, readBound } from './limit-bytes-read.ts';

/** One connection over TLS. */
export interface Connection {
  readonly client: Client;
  /** Begins a question, whose answer has no more entries than these; the connection ends by a longer one. */
  readonly allow: ReadBound['allow'];
  isOpen(): boolean;
  close(): void;
  /** An idle connection must not keep the process alive. */
  setIdle(idle: boolean): void;
}

/** The default ports of the two schemes (RFC 4516, and IANA for ldaps). */
const PORTS: Readonly<Record<string, number>> = { 'ldap:': 389, 'ldaps:': 636 };

/** Connects to the first URL that answers; each gets an equal share of the time. Rejects with the last fault. */
export async function openConnection(store: LdapStore, shareMs: number, signal: AbortSignal): Promise<Connection> {
  let fault: unknown = new Error('the identity store names no server');
  for (const url of store.urls) {
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(Math.floor(shareMs / store.urls.length))]);
    try {
      return await openUrl(store, new URL(url), inTime);
    } catch (error) {
      fault = error;
    }
  }
  throw fault;
}

async function openUrl(store: LdapStore, url: URL, signal: AbortSignal): Promise<Connection> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const socket = connectTcp({ host, port: Number(url.port) || (PORTS[url.protocol] ?? 0), noDelay: true });
  // A fault is seen by whoever waits for the socket, or by `isOpen`; without a listener it would end the process.
  socket.on('error', () => undefined);
  const bound = readBound(() => void socket.destroy());
  try {
    await once(socket, 'connect', { signal });
    const client = await secured(store, url, { host, socket, bound }, signal);
    return {
      client,
      allow: bound.allow,
      isOpen: () => !socket.destroyed && socket.writable && client.isConnected,
      close: () => void socket.destroy(),
      setIdle: (idle) => void (idle ? socket.unref() : socket.ref()),
    };
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/**
 * The client of ldapts opens a lost connection again by itself, without StartTLS and without a bind: the next password
 * would travel in clear. So it is handed each socket once, and a lost connection is the pool's to replace.
 */
async function secured(
  store: LdapStore,
  url: URL,
  { host, socket, bound }: { host: string; socket: Socket; bound: ReadBound },
  signal: AbortSignal,
): Promise<Client> {
  const options = { ...tlsOptions(store, host), socket };
  const connectBound = () => connectTls(options).on('data', bound.see);
  if (!store.startTls) {
    const encrypted = connectBound();
    encrypted.on('error', () => undefined);
    await once(encrypted, 'secureConnect', { signal });
    return new Client({ url: url.href, createSecureConnection: onlyOnce(() => encrypted) });
  }
  const client = new Client({
    url: url.href,
    createConnection: onlyOnce(() => socket.on('data', bound.see)),
    createSecureConnection: onlyOnce(connectBound),
  });
  await beforeAbort(client.startTLS(), signal);
  return client;
}

/** The server must show a certificate of the pinned authority for the name in the URL; no other authority counts. */
function tlsOptions({ caPem }: LdapStore, host: string): ConnectionOptions {
  const name = isIP(host) === 0 ? { servername: host } : {};
  return { ca: [caPem], host, minVersion: 'TLSv1.2', rejectUnauthorized: true, ...name };
}

function onlyOnce<S>(give: () => S): () => S {
  let given = false;
  return () => {
    if (given) throw new Error('the connection to the directory is gone');
    given = true;
    return give();
  };
}
