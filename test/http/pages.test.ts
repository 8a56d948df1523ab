/** What the pages answer besides their text: headers, files, methods, and languages. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { register } from './applications.ts';
import { type OtpClient, startClient } from './client.ts';
import { openPages, type PageBrowser, pageBrowser } from './page-client.ts';
import { newOwner, provenEnrolment } from './passkey-owner.ts';

let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
  await register(client, ['blue']);
  await client.settings({
    'blue.PageColor': '#123456',
    'blue.PageLogo': 'data:image/png;base64,iVBORw0KGgo=',
  });
});
afterAll(() => client.service.close());

describe('a page', () => {
  it('allows nothing from elsewhere, in no frame, and is kept nowhere', async () => {
    const { headers } = await (await openPages(client, 'alice')).get();
    const policy = (headers.get('content-security-policy') ?? '').split('; ');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain(`form-action 'self' ${new URL(client.service.url).origin}`);
    expect(policy.join()).not.toMatch(/unsafe|\*/);
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'content-language': 'en',
    });
  });

  it('sets its cookies for this host alone, out of reach of scripts', async () => {
    const cookies = (await (await openPages(client, 'alice')).get()).headers.getSetCookie();
    expect(cookies).toHaveLength(1);
    expect(cookies[0]).toMatch(/^__Host-sekisho=[\w-]{43}; Path=\/; Max-Age=600; Secure; HttpOnly; SameSite=Lax$/);
  });

  it('has no inline script, no inline style and no event attribute', async () => {
    const text = await (await (await openPages(client, 'alice')).get()).text();
    expect(text).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/i);
  });

  it.each(['PUT', 'DELETE', 'PATCH'])('refuses %s and says what it takes', async (method) => {
    const { sessionId } = await openPages(client, 'alice');
    const answer = await fetch(`${client.service.url}/mfa/s/${sessionId}`, { method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
  });

  it('answers HEAD as GET, without a body', async () => {
    const { sessionId } = await openPages(client, 'alice');
    const answer = await fetch(`${client.service.url}/mfa/s/${sessionId}`, { method: 'HEAD' });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
  });

  it('of an unknown step is not there', async () => {
    const browser = await openPages(client, 'alice');
    expect((await browser.get('constructor')).status).toBe(404);
  });

  it.each([
    ['ja,en;q=0.8', 'ja'],
    ['fr-FR,ja;q=0.5', 'ja'],
    ['fr', 'en'],
    ['', 'en'],
  ])('for a browser that asks for "%s" is in %s', async (acceptLanguage, language) => {
    const { sessionId } = await openPages(client, 'alice');
    const answer = await fetch(`${client.service.url}/mfa/s/${sessionId}`, {
      headers: { 'accept-language': acceptLanguage },
    });
    expect(answer.headers.get('content-language')).toBe(language);
  });

  it.each([
    ['ja_JP', 'en', 'ja'],
    ['ja_JP.UTF-8', 'en', 'ja'],
    ['fr, ja;q=0.5', 'en', 'ja'],
    ['*', 'ja', 'ja'],
    ['Japanese', 'en', 'ja'],
    ['C', 'ja', 'ja'],
  ])('whose session has the locale %s is, for a browser that asks for %s, in %s', async (locale, asked, language) => {
    const { sessionId } = await openPages(client, 'alice', { locale });
    const headers = { 'accept-language': asked };
    const answer = await fetch(`${client.service.url}/mfa/s/${sessionId}`, { headers });
    expect(answer.headers.get('content-language')).toBe(language);
  });

  it('speaks the language of the session rather than that of the browser', async () => {
    const { sessionId } = await openPages(client, 'alice', { locale: 'ja-JP' });
    expect((await pageBrowser(client, sessionId).get()).headers.get('content-language')).toBe('ja');
  });
});

describe('the files of the pages', () => {
  it('are kept by browsers for ever, and have the colour of the operator', async () => {
    const text = await (await (await openPages(client, 'alice', { appName: 'blue' })).get()).text();
    expect(text).toContain('<img src="data:image/png;base64,iVBORw0KGgo="');
    const style = await fetch(client.service.url + (/href="(\/mfa\/assets\/[^"]+\.css)"/.exec(text)?.[1] ?? ''));
    expect(style.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(await style.text()).toContain('--accent: #123456');
  });

  it.each(['0000000000.js', 'page.css', '..%2Fhandler.ts', '0000000000-123456.css'])('are not %s', async (name) => {
    expect((await fetch(`${client.service.url}/mfa/assets/${name}`)).status).toBe(404);
  });
});

describe('a path that leads nowhere', () => {
  const PATHS = [
    '/nowhere',
    '/mfa',
    '/mfa/',
    '/mfa/divice',
    '/mfa/v1',
    '/mfa/v1/usres/alice',
    '/oam/',
    '/index.php',
    '//',
    '/a/b/c/d',
  ];
  const ask = (path: string, accept: string, method = 'GET') =>
    fetch(client.service.url + path, { method, headers: { accept, 'accept-language': 'ja' }, redirect: 'manual' });

  it.each(PATHS)('is a page for a browser: %s', async (path) => {
    const answer = await ask(path, 'text/html,application/xhtml+xml,*/*;q=0.8');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    expect(await answer.text()).toContain('ページが見つかりません');
  });

  it.each(PATHS)('is a problem document for a program, whatever the method: %s', async (path) => {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const answer = await ask(path, '*/*', method);
      expect([method, answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
        method,
        404,
        'ROUTE_UNKNOWN',
      ]);
    }
  });
});

describe('the default that a person chooses', () => {
  const firstOf = async (browser: PageBrowser) => {
    const page = await (await browser.get()).text();
    return /<ul class="ways">[\s\S]*?<b>([^<]*)<em>([^<]*)</
      .exec(page)
      ?.slice(1)
      .map((text) => text.trim());
  };

  it('comes first in every browser, until he takes it back', async () => {
    const owner = await newOwner();
    const browser = await provenEnrolment(client, owner);
    await browser.post(undefined, { act: 'prefer', method: 'sms' });
    expect(await firstOf(await openPages(client, owner.userId))).toEqual(['Text message', 'Your default']);
    await browser.post(undefined, { act: 'prefer', method: '' });
    expect(await firstOf(await openPages(client, owner.userId))).toBeUndefined();
  });

  it.each([
    ['before a proof', 'email'],
    ['of a method that he does not have', 'totp'],
    ['of no method', 'constructor'],
  ])('is not taken %s', async (what, method) => {
    const owner = await newOwner();
    const browser =
      what === 'before a proof'
        ? await openPages(client, owner.userId, { purpose: 'enrol' })
        : await provenEnrolment(client, owner);
    await browser.post(undefined, { act: 'prefer', method });
    expect(await firstOf(await openPages(client, owner.userId))).toBeUndefined();
  });
});
