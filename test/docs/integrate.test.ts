/**
 * Runs every example of docs/integrate.md as a reader would: the commands in a shell, the applications and the API as
 * programs of their own. Only the addresses differ, and the person on the pages is played by the core.
 */

import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { finishEnrolment, type OpenSession, recordVerdict } from '../../functions/core/sessions/open-session.ts';
import { addressOfReturn } from '../../functions/core/sessions/return-url.ts';
import type { Factor } from '../../functions/core/sessions/session.ts';
import { accepted } from '../../functions/core/verify/accepted.ts';
import { ROOT } from '../architecture/source-files.ts';
import { type OtpClient, startClient } from '../http/client.ts';
import { type FormBrowser, formBrowser, type Page } from '../http/form-browser.ts';
import { giveFactor } from '../http/give-factor.ts';
import { opened, sessionClient } from '../http/session-client.ts';
import { describeWith } from '../programs.ts';
import { codeBlocks } from './markdown.ts';
import { end, freePort, pythonWithJwt, shell, startProgram } from './programs.ts';

const blocks = codeBlocks('docs/integrate.md');
const of = (language: string): string[] =>
  blocks.filter((block) => block.language === language).map(({ code }) => code);
const [register = '', begin = '', take = '', ask = ''] = of('sh');
const [nodeApp = '', nodeApi = ''] = of('js');
const [pythonApp = ''] = of('python');
const [phpApp = ''] = of('php');
const [javaApp = ''] = of('java');

let client: OtpClient;
let sessions: ReturnType<typeof sessionClient>;
let folder = '';
let [appPort, apiPort] = [0, 0];

beforeAll(async () => {
  client = await startClient();
  sessions = sessionClient(client);
  [appPort, apiPort] = await Promise.all([freePort(), freePort()]);
  // Inside the project, so that the examples find the library that a reader installs.
  folder = mkdtempSync(join(ROOT, '.doc-blocks-'));
  expect(JSON.parse(await shell(here(register)))).toMatchObject({ audience: 'DefaultDomain/shop' });
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await client.service.close();
});

test('the document has the examples that are run here, and no others', () => {
  expect(['sh', 'js', 'python', 'php', 'java'].map((language) => of(language).length)).toEqual([4, 2, 1, 1, 1]);
});

describe('the commands', () => {
  test('begin a session, and take its result when the factor was proven', async () => {
    const session = JSON.parse(await shell(here(begin)));
    expect(Object.keys(session)).toEqual(Object.keys(JSON.parse(of('json')[0] ?? '')));
    expect(session.url).toBe(`${client.service.url}/mfa/s/${session.sessionId}`);

    const command = here(take).replace('THE_SESSION_ID', session.sessionId);
    expect(JSON.parse(await shell(command)).code).toBe('SESSION_UNFINISHED');
    expect(await prove(session.url)).toContain('state=3q2-7wAAAADerb7v');
    const result = JSON.parse(await shell(command));
    expect(Object.keys(result)).toEqual(Object.keys(JSON.parse(of('json')[1] ?? '')));
    expect(decodeJwt(result.token)).toMatchObject({
      sub: 'alice',
      aud: 'DefaultDomain/shop',
      azp: 'demo-app',
      action_hash: expect.any(String),
    });
    expect(JSON.parse(await shell(command)).code).toBe('RESULT_ALREADY_TAKEN');
  });
});

test('the command that asks for factors is answered as printed', async () => {
  expect(JSON.parse(await shell(here(ask)))).toEqual(JSON.parse(of('json')[2] ?? ''));
});

const PYTHON = pythonWithJwt();

test('the example in Python is run, or this says that it was not', () => {
  if (PYTHON !== undefined) return expect(pythonApp).toContain('import jwt');
  console.warn('\nNOT TESTED: the Python example. To test it: apt-get install -y python3-jwt python3-cryptography\n');
  return expect(process.env.CI ?? '', 'without PyJWT this must not pass in CI').not.toBe('true');
});

/** An example in a language that this machine does not have is not run, and says so; in CI that is a failure. */
const APPLICATIONS = [
  ['Node', () => program(process.execPath, 'app.mjs', nodeApp), []] as const,
  ['Python', () => program(PYTHON ?? '', 'app.py', pythonApp), []] as const,
  ['PHP', () => program('php', 'app.php', phpApp, appPort, ['-S', `127.0.0.1:${appPort}`]), ['php']] as const,
  ['Java', () => program('java', 'App.java', javaApp), ['java', 'javac']] as const,
];
for (const [language, start, needed] of APPLICATIONS) {
  if (language === 'Python' && PYTHON === undefined) continue;
  describeWith(needed, `the application in ${language}`, () => {
    let app: ChildProcess;
    beforeAll(async () => {
      app = await start();
    });
    afterAll(() => end(app));

    test('signs in who gave the password and proved the factor', async () => {
      const go = browser();
      const home = await prove((await signIn(go)).location);
      expect((await go('GET', '/')).status).toBe(401);
      expect(await go('GET', home)).toMatchObject({ status: 303, location: '/' });
      const { status, text } = await go('GET', '/');
      expect([status, JSON.parse(text)]).toMatchObject([
        200,
        { sub: 'alice', aud: 'DefaultDomain/shop', acr: 'urn:sekisho:acr:aal2' },
      ]);
    });

    test('sends nobody to the second factor without the password', async () => {
      expect((await signIn(browser(), 'guess')).status).toBe(401);
    });

    test('takes no proof that a victim was talked into, whose state only the victim was told', async () => {
      const attacker = browser();
      const home = await prove((await signIn(attacker)).location);
      for (const guess of ['', '&state=', '&state=None', '&state=undefined']) {
        expect((await attacker('GET', home.replace(/&state=.*/, guess))).status).toBe(403);
      }
      expect((await attacker('GET', '/')).status).toBe(401);
    });

    test('takes no way home of another browser, or a second time', async () => {
      const go = browser();
      const home = await prove((await signIn(go)).location);
      expect((await browser()('GET', home)).status).toBe(403);
      const other = browser();
      await signIn(other);
      expect((await other('GET', home)).status).toBe(403);
      expect((await go('GET', home)).status).toBe(303);
      expect((await go('GET', home)).status).toBe(403);
    });

    test('lets nobody in whose session is not finished', async () => {
      const go = browser();
      const { location } = await signIn(go);
      const session = await sessions.deps.sessions.find(idOf(location));
      if (session === undefined) throw new Error('no session was started');
      expect((await go('GET', addressOfReturn({ ...session, end: 'verified' }))).status).toBe(403);
      expect((await go('GET', '/')).status).toBe(401);
    });
  });
}

describe('the application in Node, for who has no factor', () => {
  let app: ChildProcess;
  beforeAll(async () => {
    app = await program(process.execPath, 'app.mjs', nodeApp);
  });
  afterAll(() => end(app));

  test('leads to the first one, and lets nobody in before it was asked for', async () => {
    const go = browser();
    const { location } = await go('POST', '/sign-in', { userId: 'goro', password: 'goro-password' });
    const { session, browserHash } = opened(await sessions.visit(idOf(location)));
    expect(session.purpose).toBe('enrol');
    await recordVerdict(sessions.deps, { session, browserHash }, { factor: 'totp' }, accepted(Date.now()));
    const proven = (await sessions.deps.sessions.find(session.id)) ?? session;
    expect(await finishEnrolment(sessions.deps, { session: proven, browserHash })).toBe('finished');
    const onward = await go('GET', addressOfReturn({ ...session, end: 'verified' }));
    expect([onward.status, (await go('GET', '/')).status]).toEqual([303, 401]);
    const next = opened(await sessions.visit(idOf(onward.location)));
    expect(next.session.purpose).toBe('verify');
    expect((await go('GET', await prove(onward.location, next))).status).toBe(303);
    expect(JSON.parse((await go('GET', '/')).text)).toMatchObject({ sub: 'goro', acr: 'urn:sekisho:acr:aal2' });
  });
});

describe('the API that asks for more', () => {
  const action = 'Pay 4,000 yen to Bob';
  let api: ChildProcess;
  beforeAll(async () => {
    api = await program(process.execPath, 'api.mjs', nodeApi, apiPort);
  });
  afterAll(() => end(api));

  async function pay(token?: string): Promise<[status: number, challenge: string | null]> {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const answer = await fetch(`http://127.0.0.1:${apiPort}/pay?action=${encodeURIComponent(action)}`, { headers });
    return [answer.status, answer.headers.get('www-authenticate')];
  }

  async function tokenOf(factor: Factor, agreed = action): Promise<string> {
    const returnUrl = `http://127.0.0.1:${appPort}/return`;
    const id = await sessions.proven(factor, { appName: 'shop', returnUrl, context: { action: agreed } });
    return String((await sessions.result(id)).body.token);
  }

  const more = 'Bearer error="insufficient_user_authentication", acr_values="urn:sekisho:acr:aal2", max_age="60"';

  test('does what a fresh and strong proof for this very action asks for', async () => {
    expect(await pay(await tokenOf('totp'))).toEqual([200, null]);
  });

  test.each<[name: string, token: () => Promise<string | undefined>, challenge: string]>([
    ['no token', async () => undefined, 'Bearer'],
    ['a forged token', async () => `${await tokenOf('totp')}x`, 'Bearer error="invalid_token"'],
    ['a weaker factor', () => tokenOf('email'), more],
    ['a proof for another action', () => tokenOf('totp', 'Pay 9,000,000 yen to Mallory'), more],
    ['a proof of a minute ago', () => aMinuteAgo(() => tokenOf('totp')), more],
  ])('answers %s with what it needs', async (_name, token, challenge) => {
    expect(await pay(await token())).toEqual([401, challenge]);
  });
});

async function aMinuteAgo<T>(run: () => Promise<T>): Promise<T> {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 65_000 });
  return run().finally(() => vi.useRealTimers());
}

/** The person: opens the address and proves a factor. @returns where the pages send the browser. */
async function prove(url: string, found?: OpenSession): Promise<string> {
  const open = found ?? opened(await sessions.visit(idOf(url)));
  const by = await giveFactor(sessions.deps, open.session.user, 'totp');
  expect(await recordVerdict(sessions.deps, open, { factor: 'totp' }, accepted(Date.now(), by))).toBe('recorded');
  return addressOfReturn({ ...open.session, end: 'verified' });
}

function idOf(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1);
}

const browser = () => formBrowser(`http://127.0.0.1:${appPort}`);

function signIn(go: FormBrowser, password = 'alice-password'): Promise<Page> {
  return go('POST', '/sign-in', { userId: 'alice', password });
}

/** With the addresses of this run in place of those that are printed. */
function here(code: string): string {
  return code
    .replaceAll('http://localhost:3000', client.service.url)
    .replaceAll('8080', String(appPort))
    .replaceAll('8090', String(apiPort));
}

/** An example in a file of its own, started. */
function program(
  command: string,
  name: string,
  code: string,
  port = appPort,
  options: readonly string[] = [],
): Promise<ChildProcess> {
  const file = join(folder, name);
  writeFileSync(file, here(code));
  return startProgram(command, file, port, options);
}
