import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LdapStore } from '../../functions/core/identity-domains/identity-store.ts';
import { makeCertificates } from './certificates.ts';

const SLAPD = '/usr/sbin/slapd';

export const hasSlapd = existsSync(SLAPD);

export const ROOT_DN = 'cn=root,dc=example,dc=com';
export const ROOT_PASSWORD = 'root-of-the-test';
export const BIND_DN = 'cn=sekisho,ou=services,dc=example,dc=com';
export const BIND_PASSWORD = 'only-searches-here';

export interface Slapd {
  readonly port: number;
  readonly tlsPort: number;
  readonly caPem: string;
  /** How often each operation was asked for since the start; filled with `countsOperations`. */
  readonly operations: Map<string, number>;
  /** The whole directory as LDIF, to see that nothing was written. */
  dump(): string;
  stop(): Promise<void>;
  /** On the same ports, after `stop`. */
  start(): Promise<void>;
  /** Ends it and removes its files. */
  remove(): Promise<void>;
}

interface SlapdOptions {
  readonly ldif: string;
  /** @default IP:127.0.0.1 */
  readonly certificateName?: string;
  /** Lets slapd log each operation, which makes it slower. @default false */
  readonly countsOperations?: boolean;
  /** Wrong passwords after which it locks an account by itself; never, without it. */
  readonly locksAfter?: number;
}

/** A real OpenLDAP server on two free loopback ports: one for StartTLS, one for LDAPS. It refuses binds in clear. */
export async function startSlapd(options: SlapdOptions): Promise<Slapd> {
  const { ldif, certificateName = 'IP:127.0.0.1', countsOperations = false, locksAfter } = options;
  const folder = mkdtempSync(join(tmpdir(), 'sekisho-slapd-'));
  const { caPem, caFile, certFile, keyFile } = makeCertificates(folder, certificateName);
  const [config, database] = [join(folder, 'slapd.conf'), join(folder, 'db')];
  mkdirSync(database);
  const lines = [
    ...configuration({ folder, database, caFile, certFile, keyFile }),
    ...(locksAfter === undefined ? [] : POLICY),
  ];
  writeFileSync(config, [...lines, ''].join('\n'));
  writeFileSync(join(folder, 'data.ldif'), locksAfter === undefined ? ldif : `${ldif}\n${policyLdif(locksAfter)}`);
  // Ubuntu confines the program at its own path to the files of the system's directory; a copy may use ours.
  const program = join(folder, 'slapd');
  copyFileSync(SLAPD, program);
  execFileSync(program, ['-Tadd', '-q', '-f', config, '-l', join(folder, 'data.ldif')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [port, tlsPort] = [await freePort(), await freePort()];
  const operations = new Map<string, number>();
  let server: ChildProcess | undefined;

  const stop = async (): Promise<void> => {
    if (server === undefined || server.exitCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    await ended;
  };
  const start = async (): Promise<void> => {
    const urls = `ldap://127.0.0.1:${port} ldaps://127.0.0.1:${tlsPort}`;
    const level = countsOperations ? 'stats' : '0';
    server = spawn(program, ['-h', urls, '-f', config, '-d', level], { stdio: ['ignore', 'ignore', 'pipe'] });
    server.stderr?.setEncoding('utf8').on('data', (text: string) => countOperations(text, operations));
    await Promise.all([untilOpen(port), untilOpen(tlsPort)]);
  };
  await start();
  return {
    port,
    tlsPort,
    caPem,
    operations,
    dump: () =>
      execFileSync(program, ['-Tcat', '-f', config], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    stop,
    start,
    remove: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Each operation has one line of this form; its result has another one. */
const OPERATION = / op=\d+ (BIND (?=dn=.* method=)|SRCH (?=base=)|EXT|CMP|ADD|MOD|MODRDN|DEL)/g;

function countOperations(log: string, operations: Map<string, number>): void {
  for (const [, name = ''] of log.matchAll(OPERATION)) {
    operations.set(name.trim(), (operations.get(name.trim()) ?? 0) + 1);
  }
}

/** An identity store over LDAPS, as an administrator would describe it. */
export function storeOf(slapd: Slapd, more: Partial<LdapStore> = {}): LdapStore {
  return {
    urls: [`ldaps://127.0.0.1:${slapd.tlsPort}`],
    startTls: false,
    caPem: slapd.caPem,
    baseDn: 'ou=people,dc=example,dc=com',
    userFilter: '(&(objectClass=inetOrgPerson)(uid={userId}))',
    bindSecretId: 'sekisho/ldap/test',
    groupBaseDn: 'ou=groups,dc=example,dc=com',
    memberAttribute: 'member',
    TotpSecretKeyAttribute: 'description',
    ...more,
  };
}

function configuration(files: Record<'folder' | 'database' | 'caFile' | 'certFile' | 'keyFile', string>): string[] {
  const schemas = ['core', 'cosine', 'inetorgperson'].map((name) => `include /etc/ldap/schema/${name}.schema`);
  return [
    ...schemas,
    'modulepath /usr/lib/ldap',
    'moduleload back_mdb',
    `pidfile ${files.folder}/slapd.pid`,
    `TLSCACertificateFile ${files.caFile}`,
    `TLSCertificateFile ${files.certFile}`,
    `TLSCertificateKeyFile ${files.keyFile}`,
    // A bind over a connection without TLS is refused: a test that lost StartTLS could not pass.
    'security simple_bind=128',
    // As many directories do: a bind without a password succeeds, and means nothing.
    'allow bind_anon_dn',
    'database mdb',
    'suffix "dc=example,dc=com"',
    `rootdn "${ROOT_DN}"`,
    `rootpw ${ROOT_PASSWORD}`,
    `directory ${files.database}`,
    'maxsize 268435456',
    'index uid,cn,member eq',
    'sortvals member',
    // The account that searches may write as well, so that nothing but this service itself keeps it from doing so.
    `access to attrs=userPassword by anonymous auth by dn.exact="${BIND_DN}" write by * none`,
    `access to * by dn.exact="${BIND_DN}" write by * none`,
  ];
}

const POLICY = ['moduleload ppolicy', 'overlay ppolicy', 'ppolicy_default "cn=policy,dc=example,dc=com"'];

function policyLdif(locksAfter: number): string {
  return [
    'dn: cn=policy,dc=example,dc=com',
    'objectClass: applicationProcess',
    'objectClass: pwdPolicy',
    'cn: policy',
    'pwdAttribute: userPassword',
    'pwdLockout: TRUE',
    `pwdMaxFailure: ${locksAfter}`,
    '',
  ].join('\n');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function untilOpen(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    socket.destroy();
    if (isOpen) return;
    await sleep(25);
  }
  throw new Error(`slapd did not open port ${port}`);
}
