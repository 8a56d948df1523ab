/**
 * The attacker has a result token that is genuine, and not meant for this: of a tenant's application of the same name, of
 * another application of the firm, of another account for the same application, of another session or person, or one that
 * was used before. He hands it to an API that does what the token was given for, or plants it where an application fetches
 * the result of its own session. The programs of docs/integrate.md stand here as their readers run them.
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressOfReturn } from '../../functions/core/sessions/return-url.ts';
import { ROOT } from '../architecture/source-files.ts';
import { codeBlocks } from '../docs/markdown.ts';
import { end, freePort, pythonWithJwt, startProgram } from '../docs/programs.ts';
import { register } from '../http/applications.ts';
import { ADMIN, CLIENT, type OtpClient, startClient } from '../http/client.ts';
import { formBrowser } from '../http/form-browser.ts';
import { putUser } from '../http/put-user.ts';
import { SESSIONS, sessionClient } from '../http/session-client.ts';
import { DOMAINS, inDomain } from '../http/token-client.ts';

const ACTION = 'Pay 4,000 yen to Bob';
const PYTHON = pythonWithJwt();
const blocks = codeBlocks('docs/integrate.md');
const of = (language: string, at = 0) => blocks.filter((block) => block.language === language)[at]?.code ?? '';

let client: OtpClient;
let sessions: ReturnType<typeof sessionClient>;
let between: Server;
let folder = '';
let publicUrl = '';
let [appPort, apiPort] = [0, 0];
/** What the attacker puts in the place of the next result. */
let planted: string | undefined;

beforeAll(async () => {
  // The service is known by the address of somebody in between, who passes all on and may change one answer.
  between = createServer(passOn).listen(0, '127.0.0.1');
  await once(between, 'listening');
  publicUrl = `http://127.0.0.1:${(between.address() as { port: number }).port}`;
  process.env.PUBLIC_URL = publicUrl;
  client = await startClient();
  sessions = sessionClient(client);
  expect((await client.call('POST', DOMAINS, { as: ADMIN, body: { name: 'Other' } })).status).toBe(200);
  await putUser({ userId: 'demo-app', groups: ['OTPRestUserGroup'] }, 'other-secret', 'Other');
  await putUser({ userId: 'alice' }, 'other-password', 'Other');
  await putUser({ userId: 'second-app', groups: ['OTPRestUserGroup'] }, 'second-secret');
  [appPort, apiPort] = await Promise.all([freePort(), freePort()]);
  const returnUrls = [`http://127.0.0.1:${appPort}/return`];
  await register(client, ['shop'], { clients: ['demo-app', 'second-app'], returnUrls });
  await register(client, ['wiki'], { returnUrls });
  await register(client, ['Other.shop'], { returnUrls, domain: 'Other' });
  folder = mkdtempSync(join(ROOT, '.doc-blocks-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  between.close();
  between.closeAllConnections();
  await client.service.close();
});

async function passOn(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = Buffer.concat(await Array.fromAsync(request));
  const { authorization = '', 'content-type': type = 'text/plain' } = request.headers;
  const answer = await fetch(`${client.service.url}${request.url}`, {
    method: request.method ?? 'GET',
    headers: { authorization, 'content-type': type },
    ...(request.method === 'POST' ? { body } : {}),
  });
  const isPlanted = planted !== undefined && request.url?.endsWith('/result');
  const text = isPlanted ? JSON.stringify({ resultCode: '0', token: planted }) : await answer.text();
  response.writeHead(isPlanted ? 200 : answer.status, { 'content-type': 'application/json' }).end(text);
}

interface Start {
  readonly as?: string;
  readonly headers?: Record<string, string>;
  readonly userId?: string;
  readonly appName?: string;
}

/** A genuine token: the session was begun, a factor proven, the result taken. */
async function tokenOf({ as = CLIENT, headers = {}, userId = 'alice', appName = 'shop' }: Start = {}): Promise<string> {
  const returnUrl = `http://127.0.0.1:${appPort}/return`;
  const body = { userId, appName, returnUrl, context: { action: ACTION } };
  const started = await client.call('POST', SESSIONS, { as, headers, body });
  expect(started.status, JSON.stringify(started.body)).toBe(201);
  const id = String(started.body.sessionId);
  await sessions.prove(id, 'totp');
  const { body: result } = await client.call('POST', `${SESSIONS}/${id}/result`, { as, headers });
  return String(result.token);
}

const FOREIGN: readonly [of: string, start: Start][] = [
  ['a tenant’s application', { as: 'demo-app:other-secret', headers: inDomain('Other'), appName: 'Other.shop' }],
  ['another application of the same client', { appName: 'wiki' }],
  ['another client of the same application', { as: 'second-app:second-secret' }],
];

async function program(command: string, name: string, code: string, port: number): Promise<ChildProcess> {
  const file = join(folder, name);
  const here = code.replaceAll('http://localhost:3000', publicUrl).replaceAll('8080', String(appPort));
  writeFileSync(file, here.replaceAll('8090', String(apiPort)));
  return startProgram(command, file, port);
}

describe('the API of the document', () => {
  let api: ChildProcess;
  beforeAll(async () => {
    api = await program(process.execPath, 'api.mjs', of('js', 1), apiPort);
  });
  afterAll(() => end(api));

  async function pay(token: string): Promise<number> {
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(`http://127.0.0.1:${apiPort}/pay?action=${encodeURIComponent(ACTION)}`, { headers })).status;
  }

  test('pays for its own token, once', async () => {
    const token = await tokenOf();
    expect([await pay(token), await pay(token), await pay(token)]).toEqual([200, 401, 401]);
  });

  test.each(FOREIGN)('pays nothing for one of %s', async (_of, start) => {
    expect(await pay(await tokenOf(start))).toBe(401);
  });

  test('pays nothing for its own token with another id', async () => {
    const [head = '', body = '', signature = ''] = (await tokenOf()).split('.');
    const forged = Buffer.from(
      JSON.stringify({ ...JSON.parse(Buffer.from(body, 'base64url').toString()), jti: 'new' }),
    );
    expect(await pay(`${head}.${forged.toString('base64url')}.${signature}`)).toBe(401);
  });
});

describe.each([
  ['Node', () => program(process.execPath, 'app.mjs', of('js'), appPort)] as const,
  ...(PYTHON === undefined ? [] : [['Python', () => program(PYTHON, 'app.py', of('python'), appPort)] as const]),
])('the application in %s', (_language, start) => {
  let app: ChildProcess;
  beforeAll(async () => {
    app = await start();
  });
  afterAll(() => end(app));

  /** Alice signs in; what the application fetches as her result is `token`, or her own when there is none. */
  async function signIn(token?: (id: string) => Promise<string>): Promise<number> {
    const go = formBrowser(`http://127.0.0.1:${appPort}`);
    const { location } = await go('POST', '/sign-in', { userId: 'alice', password: 'alice-password' });
    const id = location.slice(location.lastIndexOf('/') + 1);
    await sessions.prove(id, 'totp');
    const session = await sessions.deps.sessions.find(id);
    if (session === undefined) throw new Error('no session was started');
    planted = await token?.(id);
    try {
      return (await go('GET', addressOfReturn({ ...session, end: 'verified' }))).status;
    } finally {
      planted = undefined;
    }
  }

  test('lets its own user in', async () => {
    expect(await signIn()).toBe(303);
  });

  test.each([...FOREIGN, ['another person', { userId: 'bob' }], ['another session of the same person', {}]] as [
    string,
    Start,
  ][])('lets nobody in with a token of %s', async (_of, other) => {
    expect(await signIn(() => tokenOf(other))).toBe(403);
  });

  test('lets nobody in with the token that let her in before', async () => {
    let token = '';
    const own = async (id: string) => {
      token ||= String((await sessions.result(id)).body.token);
      return token;
    };
    expect([await signIn(own), await signIn(own)]).toEqual([303, 403]);
  });
});
