import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalService, startLocal } from '../../local/local-service.ts';
import { launchChromium } from './chromium.ts';

let service: LocalService;
let browser: Browser;

beforeAll(async () => {
  [service, browser] = await Promise.all([startLocal({ port: 0 }), launchChromium()]);
});

afterAll(async () => {
  await browser?.close();
  await service?.close();
});

test('a real browser reads the health of the local service', async () => {
  const page = await browser.newPage();
  const response = await page.goto(`${service.url}/health`);
  expect(response?.status()).toBe(200);
  expect(await page.evaluate(() => fetch('/health').then((answer) => answer.json()))).toMatchObject({ status: 'ok' });
});

test('a browser that is named but missing fails the test and says so', async () => {
  const before = process.env.CHROMIUM_PATH;
  process.env.CHROMIUM_PATH = '/nowhere/chromium';
  try {
    await expect(launchChromium()).rejects.toThrow('CHROMIUM_PATH is /nowhere/chromium');
  } finally {
    if (before === undefined) delete process.env.CHROMIUM_PATH;
    else process.env.CHROMIUM_PATH = before;
  }
});
