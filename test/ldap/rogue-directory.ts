import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type TLSSocket } from 'node:tls';
import type { LdapStore } from '../../functions/core/identity-domains/identity-store.ts';
import { makeCertificates } from './certificates.ts';
import { BIND_DN } from './slapd.ts';

/** What a directory says that nobody keeps from saying anything. */
interface RogueAnswers {
  /** The result code of a bind with the password of a user; `drop` ends the connection instead. */
  bind: number | 'drop';
  /** What comes for a search of users, before it says that it is done. */
  entries: (userId: string) => Iterable<Buffer>;
}

export interface RogueDirectory {
  readonly answers: RogueAnswers;
  readonly store: LdapStore;
  /** Operations since the start, by name. */
  readonly asked: { binds: number; searches: number };
  /** Bytes that it got rid of, over connections that are gone too. */
  sentBytes(): number;
  close(): Promise<void>;
}

const [BIND_REQUEST, SEARCH_REQUEST] = [0x60, 0x63];
const [BIND_RESPONSE, ENTRY, SEARCH_DONE] = [0x61, 0x64, 0x65];

/** A server that speaks just enough LDAP over TLS (RFC 4511) to say what no real directory would. */
export async function startRogueDirectory(): Promise<RogueDirectory> {
  const folder = mkdtempSync(join(tmpdir(), 'sekisho-rogue-'));
  const { caPem, certFile, keyFile } = makeCertificates(folder, 'IP:127.0.0.1');
  const sockets = new Set<TLSSocket>();
  const asked = { binds: 0, searches: 0 };
  const answers: RogueAnswers = { bind: 0, entries: (userId) => [entry({ uid: userId })] };
  const server = createServer({ key: readFileSync(keyFile), cert: readFileSync(certFile) }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => void answer(socket, bytes));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  async function answer(socket: TLSSocket, bytes: Buffer): Promise<void> {
    const [id = Buffer.alloc(1), operation = Buffer.alloc(0)] = children(content(bytes));
    const say = (tag: number, code: number) => socket.write(tlv(0x30, id, tlv(tag, result(code))));
    if (operation[0] === BIND_REQUEST) {
      if (operation.includes(BIND_DN)) return void say(BIND_RESPONSE, 0);
      asked.binds += 1;
      return void (answers.bind === 'drop' ? socket.destroy() : say(BIND_RESPONSE, answers.bind));
    }
    if (operation[0] !== SEARCH_REQUEST) return;
    asked.searches += 1;
    const userId = nameIn(operation);
    for (const bytesOfEntry of userId === undefined ? [] : answers.entries(userId)) {
      if (socket.destroyed) return;
      if (socket.write(inMessage(id, bytesOfEntry))) continue;
      await new Promise<void>((done) => socket.once('drain', () => done()).once('close', () => done()));
    }
    say(SEARCH_DONE, 0);
  }

  return {
    answers,
    asked,
    sentBytes: () => [...sockets].reduce((sum, socket) => sum + socket.bytesWritten, 0),
    store: {
      urls: [`ldaps://127.0.0.1:${port}`],
      startTls: false,
      caPem,
      baseDn: 'ou=people,dc=example,dc=com',
      userFilter: '(uid={userId})',
      bindSecretId: 'sekisho/ldap/test',
      memberAttribute: 'member',
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A whole entry of a search. */
export function entry(attributes: Readonly<Record<string, string>>): Buffer {
  const list = Object.entries(attributes).map(([name, value]) => tlv(0x30, text(name), tlv(0x31, text(value))));
  return tlv(ENTRY, text(`uid=${attributes.uid},ou=people,dc=example,dc=com`), tlv(0x30, ...list));
}

/** The beginning of an entry that says it will be this long; what follows is up to the caller. */
export function announced(bytes: number): Buffer {
  return Buffer.concat([Buffer.from([ENTRY, 0x84]), uint32(bytes)]);
}

/** Raw bytes go as they are; an entry is put into its message, whose length an announced one exaggerates too. */
function inMessage(id: Buffer, bytes: Buffer): Buffer {
  if (bytes[0] !== ENTRY) return bytes;
  if (bytes.length > 6 || bytes[1] !== 0x84) return tlv(0x30, id, bytes);
  const size = bytes.readUInt32BE(2);
  return Buffer.concat([Buffer.from([0x30, 0x84]), uint32(size + id.length + bytes.length), id, bytes]);
}

/** The name in `(uid=…)`: an equality match [3] of two texts. */
function nameIn(search: Buffer): string | undefined {
  const at = search.indexOf(Buffer.concat([Buffer.from([0x04, 3]), Buffer.from('uid'), Buffer.from([0x04])]));
  const length = at < 0 ? undefined : search[at + 6];
  return length === undefined ? undefined : search.subarray(at + 7, at + 7 + length).toString('utf8');
}

function result(code: number): Buffer {
  return Buffer.concat([tlv(0x0a, Buffer.from([code])), text(''), text('')]);
}

function text(value: string): Buffer {
  return tlv(0x04, Buffer.from(value));
}

function tlv(tag: number, ...contents: readonly Buffer[]): Buffer {
  const body = Buffer.concat(contents);
  const length =
    body.length < 0x80 ? Buffer.from([body.length]) : Buffer.concat([Buffer.from([0x84]), uint32(body.length)]);
  return Buffer.concat([Buffer.from([tag]), length, body]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Where the content of the element at the beginning starts and ends. */
function extent(bytes: Buffer): { readonly start: number; readonly end: number } {
  const first = bytes[1] ?? 0;
  if (first < 0x80) return { start: 2, end: 2 + first };
  const size = first - 0x80;
  return { start: 2 + size, end: 2 + size + bytes.readUIntBE(2, size) };
}

function content(bytes: Buffer): Buffer {
  const { start, end } = extent(bytes);
  return bytes.subarray(start, end);
}

/** The elements inside, each with its tag and length. */
function children(bytes: Buffer): Buffer[] {
  if (bytes.length < 2) return [];
  const { end } = extent(bytes);
  return [bytes.subarray(0, end), ...children(bytes.subarray(end))];
}
