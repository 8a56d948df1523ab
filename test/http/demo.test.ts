/** The demo page, as an example of an application: over HTTP, with the factor proven as the pages do it. */

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { finishEnrolment, leaveSession, recordVerdict } from '../../functions/core/sessions/open-session.ts';
import { addressOfReturn } from '../../functions/core/sessions/return-url.ts';
import { accepted } from '../../functions/core/verify/accepted.ts';
import { register } from './applications.ts';
import { type OtpClient, startClient } from './client.ts';
import { holdClock, pass } from './clock.ts';
import { type FormBrowser, formBrowser } from './form-browser.ts';
import { giveFactor } from './give-factor.ts';
import { putUser } from './put-user.ts';
import { opened, sessionClient } from './session-client.ts';

let client: OtpClient;
let sessions: ReturnType<typeof sessionClient>;

beforeAll(async () => {
  client = await startClient();
  sessions = sessionClient(client);
});
afterAll(() => client.service.close());

const browser = () => formBrowser(client.service.url);

async function signIn(go: FormBrowser, userId = 'alice'): Promise<string> {
  const { status, location } = await go('POST', '/demo/sign-in', { userId, password: `${userId}-password` });
  expect(status).toBe(303);
  return location.slice(location.lastIndexOf('/') + 1);
}

async function prove(id: string): Promise<string> {
  const open = opened(await sessions.visit(id));
  const by = await giveFactor(sessions.deps, open.session.user, 'totp');
  await recordVerdict(sessions.deps, open, { factor: 'totp' }, accepted(Date.now(), by));
  return addressOfReturn({ ...open.session, end: 'verified' });
}

describe('the demo page', () => {
  test('lets somebody in after both factors, and shows the claims of the token', async () => {
    const go = browser();
    const back = await go('GET', await prove(await signIn(go)));
    expect([back.status, back.location]).toEqual([303, '/']);
    const { status, text } = await go('GET', '/');
    expect(status).toBe(200);
    expect(text).toContain('Welcome, alice');
    expect(text).toContain('<dd data-claim="acr">urn:sekisho:acr:aal2</dd>');
    expect(text).toContain('<dd data-claim="aud">DefaultDomain/demo</dd>');
  });

  test('asks again after signing out', async () => {
    const go = browser();
    await go('GET', await prove(await signIn(go)));
    await go('POST', '/demo/sign-out', {});
    expect((await go('GET', '/')).text).toContain('<input id="password"');
  });

  test.each([
    ['a wrong password', { userId: 'alice', password: 'guess' }],
    ['an unknown user', { userId: 'nobody', password: 'guess' }],
    ['an empty form', {}],
  ])('refuses %s before any second factor', async (_name, form) => {
    const { status, text } = await browser()('POST', '/demo/sign-in', form);
    expect([status, text.includes('The user name or the password is wrong.')]).toEqual([401, true]);
  });

  test.each([
    ['denied', 'The second step was refused'],
    ['cancelled', 'You cancelled the second step.'],
    ['locked', 'There were too many wrong codes.'],
  ] as const)('says what happened to a sign-in that ended %s', async (end, sentence) => {
    const go = browser();
    const open = opened(await sessions.visit(await signIn(go)));
    await leaveSession(sessions.deps, open, end);
    const { status, text } = await go('GET', addressOfReturn({ ...open.session, end }));
    expect([status, text.includes(sentence)]).toEqual([403, true]);
  });

  test('says that the second step is not finished', async () => {
    const go = browser();
    const open = opened(await sessions.visit(await signIn(go)));
    const { status, text } = await go('GET', addressOfReturn({ ...open.session, end: 'verified' }));
    expect([status, text.includes('The second step is not finished yet.')]).toEqual([403, true]);
  });

  test('leads who has no factor to his first one, and lets him in by a proof of it alone', async () => {
    await putUser({ userId: 'empty' }, 'empty-password');
    const go = browser();
    const open = opened(await sessions.visit(await signIn(go, 'empty')));
    await leaveSession(sessions.deps, open, 'not-enrolled');
    const told = await go('GET', addressOfReturn({ ...open.session, end: 'not-enrolled' }));
    expect([told.status, told.text.includes('action="/demo/factors"')]).toEqual([403, true]);

    const enrolment = (await go('POST', '/demo/factors', {})).location;
    const enrolling = opened(await sessions.visit(enrolment.slice(enrolment.lastIndexOf('/') + 1)));
    expect(enrolling.session.purpose).toBe('enrol');
    await recordVerdict(sessions.deps, enrolling, { factor: 'totp' }, accepted(Date.now()));
    const [proven] = [await sessions.deps.sessions.find(enrolling.session.id)];
    await finishEnrolment(sessions.deps, { ...enrolling, session: proven ?? enrolling.session });
    const again = await go('GET', addressOfReturn({ ...enrolling.session, end: 'verified' }));
    expect(again.location, 'to prove it').toContain('/mfa/s/');
    expect((await go('GET', '/')).text).toContain('<input id="password"');
    await go('GET', await prove(again.location.slice(again.location.lastIndexOf('/') + 1)));
    expect((await go('GET', '/')).text).toContain('Welcome, empty');
  });

  test('lets nobody to the factors who has one and has not proven it', async () => {
    const go = browser();
    const open = opened(await sessions.visit(await signIn(go)));
    await leaveSession(sessions.deps, open, 'cancelled');
    await go('GET', addressOfReturn({ ...open.session, end: 'cancelled' }));
    expect((await go('POST', '/demo/factors', {})).location).toBe('/');
  });

  test('is Japanese for who reads Japanese', async () => {
    const { text } = await browser()('GET', '/', undefined, { 'accept-language': 'ja,en;q=0.5' });
    expect(text).toContain('<html lang="ja"');
    expect(text).toContain('サインイン');
  });

  test('shows every name as text', async () => {
    const userId = `<script>alert("1")</script>&'関所`;
    await putUser({ userId }, 'odd-password');
    const go = browser();
    const { location } = await go('POST', '/demo/sign-in', { userId, password: 'odd-password' });
    await go('GET', await prove(location.slice(location.lastIndexOf('/') + 1)));
    const { text } = await go('GET', '/');
    expect(text).not.toContain('<script');
    expect(text).toContain('&lt;script&gt;');
  });

  test('sends people who came by another name of this machine to the right one', async () => {
    const url = client.service.url.replace('localhost', '127.0.0.1');
    const answer = await fetch(url, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, client.service.url]);
  });
});

describe('an attack on the way home', () => {
  test('in a browser that never went away: refused', async () => {
    const home = await prove(await signIn(browser()));
    expect((await browser()('GET', home)).status).toBe(403);
  });

  test('with a proof that a victim was talked into: who does not know the state cannot use it', async () => {
    const attacker = browser();
    const id = await signIn(attacker);
    const home = await prove(id); // in the victim's browser, which is told the state
    for (const state of ['', 'guess']) {
      const { status } = await attacker('GET', `/demo/return?session_id=${id}&state=${state}`);
      expect(status).toBe(403);
    }
    expect((await attacker('GET', `/demo/return?session_id=${id}`)).status).toBe(403);
    expect(home).toMatch(/state=[A-Za-z0-9_-]{32}$/);
  });

  test('with the same address again: refused', async () => {
    const go = browser();
    const home = await prove(await signIn(go));
    expect([(await go('GET', home)).status, (await go('GET', home)).status]).toEqual([303, 403]);
  });

  test('by a form on another site: nobody is signed in', async () => {
    const form = { userId: 'bob', password: 'bob-password' };
    const { status } = await browser()('POST', '/demo/sign-in', form, { origin: 'https://evil.example' });
    expect(status).toBe(403);
  });
});

test('the inbox shows what was sent as text', async () => {
  await client.settings({ EmailText_en: 'Code {pin} of {application} <b>&amp;</b>' });
  await client.createOtp({ userId: 'bob', deliveryChannel: 'email' });
  const html = await (await fetch(`${client.service.url}/local/inbox`)).text();
  expect(html).not.toContain('<b>');
  expect(html).toContain('&lt;b&gt;&amp;amp;&lt;/b&gt;');
});

// Last: afterwards nobody comes home to the demo page.
test('the demo page says in a page that Sekisho began no session, because somebody changed the application', async () => {
  await register(client, ['demo'], { returnUrls: ['https://elsewhere.example/'] });
  holdClock();
  // What is remembered of applications is old then.
  pass(31_000);
  const { status, text } = await browser()('POST', '/demo/sign-in', { userId: 'bob', password: 'bob-password' });
  vi.useRealTimers();
  expect([status, text.includes('Sekisho refused: RETURN_URL_NOT_REGISTERED.')]).toEqual([403, true]);
});
