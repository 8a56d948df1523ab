/** What the device page is made of, as it is served; how it behaves stands in test/browser. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleFunctions } from '../../lib/bundling/bundle.ts';
import { type LocalService, startLocal } from '../../local/local-service.ts';

let service: LocalService;
let texts: Record<'en' | 'ja', Record<string, string>>;

beforeAll(async () => {
  service = await startLocal({ port: 0 });
  const [en, ja] = await Promise.all(['en', 'ja'].map(async (name) => (await get(`/${name}.json`)).json()));
  texts = { en, ja };
});
afterAll(() => service?.close());

function get(file: string): Promise<Response> {
  return fetch(`${service.url}/mfa/device${file}`);
}

async function source(...files: string[]): Promise<string> {
  return (await Promise.all(files.map(async (file) => (await get(file)).text()))).join('\n');
}

const SCRIPTS = [
  '/accounts.js',
  '/api.js',
  '/card.js',
  '/clock.js',
  '/device.js',
  '/jws.js',
  '/requests.js',
  '/scan.js',
  '/texts.js',
];

describe('the page', () => {
  test('allows scripts and styles of its own files alone, nothing inline, nobody to frame it', async () => {
    const { headers } = await get('');
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy.split('; ')).toEqual(
      expect.arrayContaining(["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"]),
    );
    expect(policy.replace("img-src 'self' data:", '')).not.toMatch(/unsafe|\*|https?:|data:/);
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('looks like the other pages: name and colour of the operator, and the way to the other language', async () => {
    const html = await (await get('?lang=ja')).text();
    expect(html).toContain('<html lang="ja"');
    expect(html).toContain('<h1>サインインの承認</h1>');
    expect(html).toContain('href="/mfa/device?lang=en"');
    const style = /href="(\/mfa\/assets\/page-[^"]+\.css)"/.exec(html)?.[1] ?? '';
    expect((await fetch(service.url + style)).status).toBe(200);
    const manifest = (await (await get('/manifest.webmanifest')).json()) as { name: string };
    expect(html).toMatch(new RegExp(`<bdi[^>]*>${manifest.name}</bdi>`));
  });

  test('has nothing inline and writes no markup', async () => {
    expect(await source('')).not.toMatch(/\son\w+=|\sstyle=|<style|<script(?![^>]*\ssrc=)|javascript:/i);
    expect(await source(...SCRIPTS)).not.toMatch(
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function/,
    );
  });

  test.each([
    ...SCRIPTS.map((file) => [file, 'text/javascript; charset=utf-8']),
    ['/device.css', 'text/css; charset=utf-8'],
    ['/en.json', 'application/json; charset=utf-8'],
    ['/icon.svg', 'image/svg+xml; charset=utf-8'],
    ['/manifest.webmanifest', 'application/manifest+json; charset=utf-8'],
  ])('comes with %s', async (file, mediaType) => {
    const { status, headers } = await get(file);
    expect({ status, mediaType: headers.get('content-type') }).toEqual({ status: 200, mediaType });
  });

  test.each(['/device.ts', '/constructor', '/..%2fhandler.ts', '/%2e%2e%2findex.ts', '/static', '/passwd'])(
    'comes without %s',
    async (file) => {
      const answer = await get(file);
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ code: 'ROUTE_UNKNOWN' });
    },
  );
});

describe('the texts', () => {
  test('are the same ones in both languages, with the same places to fill in', () => {
    const places = (language: Record<string, string>) =>
      Object.entries(language).map(([name, value]) => [name, (value.match(/\{\w+\}/g) ?? []).toSorted()]);
    expect(places(texts.ja)).toEqual(places(texts.en));
  });

  test('are Japanese in the Japanese file', () => {
    const foreign = Object.entries(texts.ja).filter(
      ([, value]) => !/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(value),
    );
    expect(foreign.map(([name]) => name)).toEqual([]);
  });

  test('are there for every name that the scripts ask for', async () => {
    const asked = [...(await source(...SCRIPTS)).matchAll(/\btext\('(\w+)'/g)].map(([, name = '']) => name);
    expect(asked.length).toBeGreaterThan(15);
    expect(asked.filter((name) => texts.en[name] === undefined)).toEqual([]);
  });
});

test('the bundle that is deployed serves the same page', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sekisho-page-'));
  try {
    const entry = join(bundleFunctions(['device-page'], folder)('device-page'), 'index.js');
    const { handler } = createRequire(import.meta.url)(entry) as {
      handler: (event: APIGatewayProxyEventV2, context: object) => Promise<{ body: string }>;
    };
    const http = { method: 'GET' };
    const event = { routeKey: 'ANY /mfa/device', headers: {}, requestContext: { http, requestId: '1' } };
    const { body } = await handler(event as unknown as APIGatewayProxyEventV2, {});
    expect(body).toBe(await (await get('')).text());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
