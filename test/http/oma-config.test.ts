/** The configuration page of OMA-style apps, as a browser gets it. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type OtpClient, startClient } from './client.ts';
import { holdClock, pass } from './clock.ts';

let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
  holdClock();
});
afterEach(() => settings({}));
afterAll(() => client.service.close());

/** Settings are remembered for at most 30 seconds. */
async function settings(map: Record<string, unknown>): Promise<void> {
  await client.settings(map);
  pass(31_000);
}

async function page(query = '', headers: Record<string, string> = {}): Promise<{ html: string; answer: Response }> {
  const answer = await fetch(`${client.service.url}/mfa/config/oma${query}`, { headers });
  return { html: await answer.text(), answer };
}

function linkOf(html: string): string | undefined {
  return /href="(oraclemobileauthenticator:[^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&');
}

it('offers codes alone while pushes need digits, and leads to the device page for those', async () => {
  const { html } = await page();
  expect(linkOf(html)).toContain('ServiceType::=SharedSecret&');
  expect(linkOf(html)).toContain(`LoginURL::=${client.service.url}/oauth2/rest/resources/secretkey`);
  expect(html).toContain('href="/mfa/device"');
});

it('offers pushes under the preset oam, and says why they are weaker', async () => {
  await settings({ Preset: 'oam', PushSenderId: '123456789012' });
  const { html } = await page();
  expect(linkOf(html)).toContain('ServiceType::=Both&');
  expect(linkOf(html)).toContain('&SenderID::=123456789012');
  expect(html).toContain('NIST SP 800-63B-4, section 3.1.3');
});

it('offers nothing when neither is allowed', async () => {
  await settings({ Totp_Enabled: false });
  expect(linkOf((await page()).html)).toBeUndefined();
});

it.each([
  ['the browser asks for it', '', { 'accept-language': 'fr, ja;q=0.9, en;q=0.8' }],
  ['the address says so', '?lang=ja', { 'accept-language': 'en' }],
])('is Japanese when %s', async (_when, query, headers) => {
  const { html } = await page(query, headers);
  expect(html).toContain('<html lang="ja"');
  expect(html).toContain('認証アプリの設定');
});

it('writes no markup that comes from outside', async () => {
  for (const query of ['?lang=%3Cscript%3E', '?identityDomain=%3Cscript%3E']) {
    expect((await page(query)).html).not.toContain('<script');
  }
  const host = `127.0.0.1:${new URL(client.service.url).port}`;
  const { html } = await page('', { host, 'x-forwarded-host': 'evil.example"><script>' });
  expect(html).not.toMatch(/<script|evil|127\.0\.0\.1/);
});

it('is a page that runs nothing and is framed by nobody', async () => {
  const { answer } = await page();
  const policy = answer.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('script-src');
  expect(policy).toContain("frame-ancestors 'none'");
});

it('of a domain that does not exist is a page that says so, in the language of the person', async () => {
  const { answer, html } = await page('?identityDomain=Nowhere', { 'accept-language': 'ja' });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
  expect(html).toContain('ページが見つかりません');
});

it('looks like the other pages: name and colour of the operator, and the way to the other language', async () => {
  await settings({ PageName: 'Rivers & Bridges', PageColor: '#205030' });
  const { html } = await page();
  expect(html).toMatch(/<bdi[^>]*>Rivers &amp; Bridges<\/bdi>/);
  expect(html).toContain('href="/mfa/config/oma?lang=ja"');
  const style = /href="(\/mfa\/assets\/[^"]+\.css)"/.exec(html)?.[1] ?? '';
  const css = await fetch(client.service.url + style);
  expect([css.status, (await css.text()).includes('--accent: #205030')]).toEqual([200, true]);
  expect(linkOf(html)).toContain('ServiceName::=Rivers%20%26%20Bridges&');
});

it('keeps the identity domain when the language is changed', async () => {
  const { html } = await page('?identityDomain=DefaultDomain');
  expect(html).toContain('href="/mfa/config/oma?lang=ja"');
  const body = { name: 'Harbour' };
  const path = '/oam/services/rest/ssa/api/v1/oauthpolicyadmin/oauthidentitydomain';
  expect((await client.call('POST', path, { as: 'admin:admin-password', body })).status).toBe(200);
  expect((await page('?identityDomain=Harbour')).html).toContain(
    'href="/mfa/config/oma?identityDomain=Harbour&amp;lang=ja"',
  );
});
