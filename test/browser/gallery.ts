import type { BrowserContext, Page } from 'playwright-core';
import { vi } from 'vitest';
import { type OtpClient, wrongCode } from '../http/client.ts';
import { enrolDevice } from '../http/push-client.ts';
import { giveBypassCode, giveRecoveryCodes } from '../http/rescue-client.ts';
import { newAuthenticator, newestCode, newPerson, openSession, startSession, typeCode } from './people.ts';

/** What is done with each page, by its name. */
export type See = (name: string, page: Page) => Promise<void>;

const first = (page: Page, method: string) => page.locator(`form[action$="/${method}"] button`).first();

/**
 * Leads a browser to every page that a person can meet, in the language of its context. It needs the applications
 * that the callers register: `shop`, and `portal` with MaxAttempts 2.
 */
export async function seeEveryPage(client: OtpClient, context: BrowserContext, see: See): Promise<void> {
  const page = await context.newPage();
  await seeSignIn(client, page, see);
  await seePush(client, page, see);
  await seeEndings(client, page, see);
  await seeRescue(client, page, see);
  await seeEnrolment(client, page, see);
  await page.close();
}

async function seeSignIn(client: OtpClient, page: Page, see: See): Promise<void> {
  const person = await newPerson();
  const codeAt = await newAuthenticator(client, person);
  await enrolDevice(client, person.userId);
  const url = await startSession(client, person.userId, { context: { action: '¥12,000 → 山田 太郎' } });
  await openSession(page, url);
  await see('choose', page);
  await page.goto(`${url}/totp`);
  await see('code-totp', page);
  await typeCode(page, codeAt(150_000));
  await see('code-drift', page);
  await page.goto(url);
  await first(page, 'email').click();
  await see('code-email', page);
  await typeCode(page, wrongCode(newestCode(client, person.mail)));
  await see('code-wrong', page);
  await page.goto(url);
  await first(page, 'sms').click();
  await see('code-sms', page);
  await typeCode(page, newestCode(client, person.mobile));
  await page.waitForURL((address) => address.pathname === '/health');
  await page.goto(url);
  await see('done', page);
}

async function seePush(client: OtpClient, page: Page, see: See): Promise<void> {
  const { userId } = await newPerson([]);
  const device = await enrolDevice(client, userId);
  await page.goto(await startSession(client, userId));
  await first(page, 'push').click();
  await page.locator('.digits').waitFor();
  await see('push', page);
  const open = (await device.pull()).body as unknown as { challenges: { challengeId: string }[] };
  await device.deny(open.challenges[0]?.challengeId ?? '', 'mistake');
  await page.locator('.digits').waitFor({ state: 'detached' });
  await see('denied', page);
}

async function seeEndings(client: OtpClient, page: Page, see: See): Promise<void> {
  const { userId, mail } = await newPerson();
  const url = await startSession(client, userId, { appName: 'portal' });
  await page.goto(url);
  await first(page, 'email').click();
  const wrong = wrongCode(newestCode(client, mail));
  for (let attempt = 0; attempt < 2; attempt++) await typeCode(page, wrong);
  await page.locator('time').waitFor();
  await see('locked', page);
  await seeTime(client, page, see);
  await page.goto(await startSession(client, (await newPerson([])).userId));
  await see('nothing', page);
  await page.goto(`${client.service.url}/mfa/s/${'A'.repeat(32)}`);
  await see('expired', page);
  await page.goto(`${client.service.url}/mfa/not-me`);
  await see('not-me', page);
  await page.locator('#code').fill('00000-00000');
  await page.locator('button').click();
  await page.locator('#error').waitFor();
  await see('not-me-wrong', page);
  const taken = await startSession(client, (await newPerson()).userId);
  const elsewhere = await page.context().browser()?.newContext();
  const other = await elsewhere?.newPage();
  if (other !== undefined) await openSession(other, taken);
  await elsewhere?.close();
  await page.goto(taken);
  await see('other-browser', page);
}

/** One way alone, what a person does who cannot take it, and what time brings about. */
async function seeTime(client: OtpClient, page: Page, see: See): Promise<void> {
  const { userId } = await newPerson(['mail']);
  const url = await startSession(client, userId);
  const visit = await page.context().newPage();
  await visit.goto(url);
  await see('choose-one', visit);
  await visit.locator('summary').click();
  await see('trouble', visit);
  await visit.getByRole('button', { name: /Cancel|中止/ }).click();
  await visit.waitForURL((address) => address.pathname === '/health');
  await visit.goto(url);
  await see('cancelled', visit);
  const late = await startSession(client, userId);
  await visit.goto(late);
  await first(visit, 'email').click();
  await visit.locator('#code').waitFor();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 11 * 60_000 });
  try {
    await visit.goto(late);
    await see('expired-own', visit);
  } finally {
    vi.useRealTimers();
  }
  await visit.close();
}

/** A code for an emergency, what follows it, and how such codes are made. */
async function seeRescue(client: OtpClient, page: Page, see: See): Promise<void> {
  const { userId } = await newPerson([]);
  const { codes } = await giveRecoveryCodes(userId);
  const url = await startSession(client, userId);
  await openSession(page, url);
  await see('nothing-but-rescue', page);
  await page.locator('a[href$="/recovery"]').click();
  await see('recovery-code', page);
  await typeCode(page, codes[0] ?? '');
  await page.locator('.mine').waitFor();
  await see('rescued', page);
  await page.goto(`${url}/add-recovery`);
  await see('recovery-needs-other', page);
  // The first ones of somebody whom the help desk has let in: what there is already such a code does not replace.
  const other = await newPerson([]);
  const helped = await startSession(client, other.userId);
  await openSession(page, helped);
  await page.goto(`${helped}/bypass`);
  await typeCode(page, await giveBypassCode(other.userId));
  await page.locator('a[href$="/add-recovery"]').first().click();
  await first(page, 'add-recovery').click();
  await page.locator('[data-codes]').waitFor();
  await see('recovery-codes', page);
  await page.goto(`${helped}/add-recovery`);
  await see('recovery-confirm', page);
}

async function seeEnrolment(client: OtpClient, page: Page, see: See): Promise<void> {
  const { userId, mail } = await newPerson([]);
  const url = await startSession(client, userId, { purpose: 'enrol' });
  await openSession(page, url);
  await see('enrol-empty', page);
  for (const method of ['totp', 'push', 'email', 'sms']) {
    await page.goto(`${url}/add-${method}`);
    await see(`add-${method}-start`, page);
  }
  await page.goto(`${url}/add-totp`);
  await first(page, 'add-totp').click();
  await page.locator('svg.qr').waitFor();
  await see('add-totp', page);
  await page.goto(`${url}/add-push`);
  await first(page, 'add-push').click();
  await page.locator('svg.qr').waitFor();
  await see('add-push', page);
  await page.goto(`${url}/add-email`);
  await page.locator('#address').fill(mail);
  await first(page, 'add-email').click();
  await see('add-email', page);
  await typeCode(page, newestCode(client, mail));
  await see('enrol-one', page);
  await page.locator('.mine a.button').first().click();
  await see('remove-last', page);
  await enrolDevice(client, userId);
  // What was added here takes nothing away from beside it: that takes a proof of what was there before.
  await openSession(page, await startSession(client, userId, { purpose: 'enrol' }));
  await first(page, 'email').click();
  await page.locator('#code').waitFor();
  await typeCode(page, newestCode(client, mail));
  await page.locator('.mine a.button').first().waitFor();
  await see('enrol-two', page);
  await page.locator('.mine a.button').first().click();
  await see('remove', page);
}
