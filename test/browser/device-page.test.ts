/** The device page in a real browser against the local service: what a person does with it, in both languages. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTable, userPartition } from '../../functions/adapters/dynamodb/table.ts';
import { register } from '../http/applications.ts';
import { ADMIN, CLIENT, type OtpClient, startClient, wrongCode } from '../http/client.ts';
import { enrolmentCode } from '../http/push-client.ts';
import { putUser } from '../http/put-user.ts';
import { accessibilityFaults } from './accessibility.ts';
import { launchChromium, launchWithProfile } from './chromium.ts';

interface Started {
  readonly challengeId: string;
  readonly matchCode: string;
}

let client: OtpClient;
let browser: Browser;
let context: BrowserContext;
let page: Page;
/** Each test has its own, so that no request of another test is open. */
let user: string;
let users = 0;
/** What the page logged as an error, or refused because of its policy. */
let faults: string[];

beforeAll(async () => {
  [client, browser] = await Promise.all([startClient(), launchChromium()]);
  await register(client, ['shop', 'hasty', 'strict']);
  await client.settings({ MaxSendAttempts: 0, 'hasty.PushTimeoutSeconds': 10, 'strict.MaxAttempts': 2 });
});
afterAll(async () => {
  await browser?.close();
  await client?.service.close();
});
beforeEach(async () => {
  user = `person-${++users}`;
  await putUser({ userId: user, attributes: { mail: `${user}@example.com` } }, 'password');
  await open('en-GB');
});
afterEach(() => context.close());

async function open(locale: string): Promise<void> {
  await context?.close();
  context = await browser.newContext({ locale });
  await context.addInitScript(pullOften);
  page = await context.newPage();
  faults = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('Failed to load resource')) faults.push(message.text());
  });
}

/** The page asks every two seconds: soon enough for a person, and half a minute of these tests. */
function pullOften(): void {
  const later = window.setTimeout;
  Object.assign(window, { setTimeout: (done: () => void, ms?: number) => later(done, ms === 2_000 ? 200 : ms) });
}

async function enrolmentLink(): Promise<string> {
  return `${client.service.url}/mfa/device#code=${await enrolmentCode(client, user)}`;
}

/** By following the link, as a phone does that has scanned the code. */
async function enrol(): Promise<void> {
  // As a phone does that has scanned the code: the page is opened anew.
  await page.goto('about:blank');
  await page.goto(await enrolmentLink());
  await addAccount(page);
  await page.locator('#account-list li', { hasText: user }).waitFor();
}

/** Looks whose account the code adds, and agrees. */
async function addAccount(where: Page): Promise<void> {
  await where.locator('#enrol button[type=submit]').click();
  await where.locator('#whose-add').click();
}

async function ask(appName = 'shop'): Promise<Started> {
  const body = {
    userId: user,
    appName,
    context: { action: 'Pay 12,000 JPY', location: 'Osaka, JP', ip: '203.0.113.7' },
  };
  const answer = await client.call('POST', '/mfa/v1/push-challenges', { as: CLIENT, body });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return { challengeId: String(answer.body.challengeId), matchCode: String(answer.body.matchCode) };
}

async function outcomeOf({ challengeId }: Started): Promise<Record<string, string>> {
  return (await client.call('GET', `/mfa/v1/push-challenges/${challengeId}`, { as: CLIENT })).body;
}

/** As an administrator of the table could. */
async function forgetDevices(userId: string): Promise<void> {
  const { client: dynamodb, name: TableName } = openTable(process.env.TABLE_NAME ?? 'sekisho');
  const found = await dynamodb.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :device)',
      ExpressionAttributeValues: { ':pk': userPartition({ domain: 'DefaultDomain', userId }), ':device': 'DEVICE#' },
    }),
  );
  expect(found.Items).toHaveLength(1);
  for (const { pk, sk } of found.Items ?? []) await dynamodb.send(new DeleteCommand({ TableName, Key: { pk, sk } }));
}

function card(): Locator {
  return page.locator('.card');
}

function status(): Promise<string> {
  return page.locator('#status').innerText();
}

/** As any script in the page could. A text, because the test runner would rewrite the import. */
const READ_KEY = `(async () => {
  const { listAccounts } = await import('/mfa/device/accounts.js');
  const [{ userId, privateKey }] = await listAccounts();
  const exported = await crypto.subtle.exportKey('jwk', privateKey).catch(({ name }) => name);
  return { userId, extractable: privateKey.extractable, exported };
})()`;

describe('enrolment', () => {
  it('takes the code out of the link and out of the address, and makes a key that cannot be exported', async () => {
    await enrol();
    expect(page.url()).toBe(`${client.service.url}/mfa/device`);
    expect(await status()).toBe(`${user} is set up on this device. Go back to the screen where you started.`);
    const account = await page.evaluate(READ_KEY);
    expect(account).toEqual({ userId: user, extractable: false, exported: 'InvalidAccessError' });
    expect(faults).toEqual([]);
  });

  it('by typing works in small letters and without the hyphen, and the account is there after a reload', async () => {
    const code = new URL(await enrolmentLink()).hash.slice('#code='.length);
    await page.goto(`${client.service.url}/mfa/device`);
    await page.getByLabel('Enrolment code').fill(code.toLowerCase().replace('-', ' '));
    await page.getByLabel('Name of this device').fill('My laptop');
    await addAccount(page);
    await page.locator('#account-list li', { hasText: user }).getByText('My laptop').waitFor();
    await page.reload();
    await page.locator('#account-list li', { hasText: user }).getByText('My laptop').waitFor();
  });

  it('with a wrong code says so at the field', async () => {
    await page.goto(`${client.service.url}/mfa/device`);
    await page.getByLabel('Enrolment code').fill('AAAAA-AAAAA');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('This code is wrong, used or too old. Get a new one.').waitFor();
    expect(await page.locator('#code').getAttribute('aria-invalid')).toBe('true');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('code');
  });

  it('shows whose account the link of somebody else adds, and adds nothing by Enter alone', async () => {
    await page.goto(await enrolmentLink());
    await page.locator('#code').waitFor();
    for (let presses = 0; presses < 3; presses++) await page.keyboard.press('Enter');
    expect(await page.locator('#account-list li').count()).toBe(0);
    await page.locator('#code').press('Enter');
    await page.getByText(`This code adds ${user}`).waitFor();
    for (let presses = 0; presses < 3; presses++) await page.keyboard.press('Enter');
    expect(await page.locator('#account-list li').count()).toBe(0);
    await page.getByRole('button', { name: 'That is not me' }).click();
    expect([await page.locator('#code').inputValue(), await page.locator('#whose').isVisible()]).toEqual(['', false]);
  });

  it('takes no code of a link that is opened while it is open, unless the person says so', async () => {
    await page.goto(`${client.service.url}/mfa/device`);
    await page.locator('#code').fill('MINE');
    const link = await enrolmentLink();
    const asked: string[] = [];
    page.once('dialog', (dialog) => {
      asked.push(dialog.message());
      void dialog.dismiss();
    });
    await page.evaluate((hash) => {
      location.hash = hash;
    }, new URL(link).hash);
    await expect.poll(() => asked.length).toBe(1);
    expect(await page.locator('#code').inputValue()).toBe('MINE');
    expect(page.url()).toBe(`${client.service.url}/mfa/device`);
  });

  it('can be undone: the key is gone', async () => {
    await enrol();
    page.on('dialog', (dialog) => void dialog.accept());
    await page.getByRole('button', { name: `Remove ${user}` }).click();
    await page.getByText(`${user} was removed. This device is no longer asked.`).waitFor();
    const { body } = await client.call('GET', `/mfa/v1/users/${user}/devices`, { as: ADMIN });
    expect(body.devices).toEqual([]);
    await page.reload();
    await page.getByRole('button', { name: 'Continue' }).waitFor();
    expect(await page.locator('#account-list li').count()).toBe(0);
  });

  it('cannot be undone unasked where the device is the only way to sign in', async () => {
    await putUser({ userId: user }, 'password');
    await enrol();
    const asked: string[] = [];
    let agree = 1;
    page.on('dialog', (dialog) => {
      asked.push(dialog.message());
      void (agree-- > 0 ? dialog.accept() : dialog.dismiss());
    });
    await page.getByRole('button', { name: `Remove ${user}` }).click();
    await expect.poll(() => asked.length).toBe(2);
    expect(asked[1]).toContain(`This device is the only way to confirm sign-ins to ${user}`);
    expect(await page.locator('#account-list li').count()).toBe(1);
    agree = 2;
    await page.getByRole('button', { name: `Remove ${user}` }).click();
    await page.getByText('It was the only way to confirm a sign-in: ask your help desk').waitFor();
    expect(await page.locator('#account-list li').count()).toBe(0);
  });

  it('is removed here too when the service knows the device no more', async () => {
    await enrol();
    await forgetDevices(user);
    page.on('dialog', (dialog) => void dialog.accept());
    await page.getByRole('button', { name: `Remove ${user}` }).click();
    await page.getByText(`${user} was removed.`).waitFor();
  });

  it('stays when the service cannot be reached, and the page says so', async () => {
    await enrol();
    page.on('dialog', (dialog) => void dialog.accept());
    await context.setOffline(true);
    await page.getByRole('button', { name: `Remove ${user}` }).click();
    await page.getByText('The service cannot be reached, so nothing was removed.').waitFor();
    expect(await page.locator('#account-list li').count()).toBe(1);
    await context.setOffline(false);
  });
});

describe('a QR code', () => {
  /** This Chromium reads no QR codes and has no camera: both answer as they would on a phone. */
  async function pointCameraAt(read: string): Promise<void> {
    await page.addInitScript((rawValue) => {
      const stream = document.createElement('canvas').captureStream();
      Object.defineProperty(navigator, 'mediaDevices', { value: { getUserMedia: async () => stream } });
      HTMLMediaElement.prototype.play = async () => undefined;
      Object.assign(window, {
        BarcodeDetector: class {
          detect = async () => [{ rawValue }];
        },
        stream,
      });
    }, read);
    await page.goto(`${client.service.url}/mfa/device`);
    await page.getByRole('button', { name: 'Scan a QR code' }).click();
  }

  it('of this service puts its code into the form and turns the camera off', async () => {
    const link = await enrolmentLink();
    await pointCameraAt(link);
    await expect
      .poll(() => page.getByLabel('Enrolment code').inputValue())
      .toBe(new URL(link).hash.slice('#code='.length));
    expect(await page.locator('#scanner').isVisible()).toBe(false);
    expect(await page.evaluate('stream.getTracks().map(({ readyState }) => readyState)')).toEqual(['ended']);
    await addAccount(page);
    await page.locator('#account-list li', { hasText: user }).waitFor();
  });

  it.each([
    ['another service', 'https://evil.example/mfa/device#code=AAAAA-AAAAA'],
    ['something else', 'WIFI:S:cafe;;'],
  ])('of %s is refused', async (_what, read) => {
    await pointCameraAt(read);
    await page.getByText('That QR code is not one of this service.').waitFor();
    expect(await page.getByLabel('Enrolment code').inputValue()).toBe('');
  });

  it('cannot be scanned where the browser reads none: the button is not there', async () => {
    await page.goto(`${client.service.url}/mfa/device`);
    await page.getByRole('button', { name: 'Continue' }).waitFor();
    expect(await page.getByRole('button', { name: 'Scan a QR code' }).count()).toBe(0);
  });
});

describe('a request', () => {
  beforeEach(() => enrol());

  it('shows who asks for what, from where, and is approved with the digits', async () => {
    const challenge = await ask();
    await card().waitFor();
    const shown = await card().innerText();
    for (const part of ['Pay 12,000 JPY', 'shop', user, 'Osaka, JP, 203.0.113.7']) expect(shown).toContain(part);
    await page.getByLabel('The six digits on the screen').fill(challenge.matchCode);
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('Approved: shop.').waitFor();
    expect(await card().count()).toBe(0);
    expect(await outcomeOf(challenge)).toMatchObject({ status: 'approved' });
    expect(faults).toEqual([]);
  });

  it('takes digits as they are typed in Japanese, full width and with a blank', async () => {
    const challenge = await ask();
    const wide = challenge.matchCode.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
    await page.getByLabel('The six digits').fill(`${wide.slice(0, 3)}　${wide.slice(3)}`);
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('Approved: shop.').waitFor();
  });

  it('with wrong digits stays open, says so, and can then be approved', async () => {
    const challenge = await ask();
    const digits = page.getByLabel('The six digits');
    await digits.fill(wrongCode(challenge.matchCode));
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('These are not the digits on the screen').waitFor();
    expect(await digits.getAttribute('aria-invalid')).toBe('true');
    expect(await outcomeOf(challenge)).toMatchObject({ status: 'pending' });
    await digits.fill(challenge.matchCode);
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('Approved: shop.').waitFor();
  });

  it('is not sent without digits', async () => {
    const challenge = await ask();
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('Fill in this field.').waitFor();
    expect(await outcomeOf(challenge)).toMatchObject({ status: 'pending' });
  });

  it('is denied as a mistake, and the user can be asked again', async () => {
    const challenge = await ask();
    await page.getByRole('button', { name: 'Deny: my mistake' }).click();
    await page.getByText('Denied: shop.').waitFor();
    expect(await outcomeOf(challenge)).toMatchObject({ status: 'denied', reason: 'mistake' });
    await ask();
    await card().waitFor();
  });

  it('that was somebody else ends further pushes', async () => {
    const challenge = await ask();
    await page.getByRole('button', { name: 'It wasn’t me' }).click();
    await page.getByText('This device is not asked again').waitFor();
    expect(await outcomeOf(challenge)).toMatchObject({ status: 'denied', reason: 'not_me' });
    const body = { userId: user, appName: 'shop' };
    const again = await client.call('POST', '/mfa/v1/push-challenges', { as: CLIENT, body });
    expect(again).toMatchObject({ status: 422, body: { code: 'PUSH_STOPPED' } });
  });

  it('whose time is over goes away and says so', async () => {
    const challenge = await ask('hasty');
    await card().waitFor();
    await page.getByText('The request from hasty has timed out.').waitFor({ timeout: 15_000 });
    expect(await card().count()).toBe(0);
    await expect.poll(async () => (await outcomeOf(challenge)).status).toBe('expired');
  });

  it('that was answered elsewhere goes away and says so', async () => {
    const first = await ask();
    await card().waitFor();
    const other = await browser.newContext();
    const otherPage = await other.newPage();
    await otherPage.goto(await enrolmentLink());
    await addAccount(otherPage);
    await otherPage.getByLabel('The six digits').fill(first.matchCode);
    await otherPage.locator('.card button[type=submit]').click();
    await page.getByText('The request from shop was closed elsewhere.').waitFor();
    await other.close();
    expect(await outcomeOf(first)).toMatchObject({ status: 'approved' });
  });

  it('is shown although another account of the device was removed from the service', async () => {
    const kept = user;
    user = `person-${++users}`;
    await putUser({ userId: user }, 'password');
    await enrol();
    await forgetDevices(user);
    await page.getByText(`${user}: The service does not know this device any more.`).waitFor();
    user = kept;
    const challenge = await ask();
    await page.getByLabel('The six digits').fill(challenge.matchCode);
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('Approved: shop.').waitFor();
  });

  it('of a locked user says so and can still be denied', async () => {
    const challenge = await ask('strict');
    const digits = page.getByLabel('The six digits');
    for (const refusal of ['These are not the digits', 'These are not the digits', 'the account is locked']) {
      await digits.fill(wrongCode(challenge.matchCode));
      await page.getByRole('button', { name: 'Approve' }).click();
      await page.getByText(refusal).waitFor();
      await page.locator('.card .error').evaluate((error) => error.replaceChildren());
    }
    await page.getByRole('button', { name: 'Deny: my mistake' }).click();
    await page.getByText('Denied: strict.').waitFor();
  });
});

describe('without a mouse', () => {
  it('everything is done by keyboard, and the focus is never lost', async () => {
    await page.goto(await enrolmentLink());
    await page.locator('#name').focus();
    await page.keyboard.press('Enter');
    await page.locator('#whose-account:focus').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('#status:focus').waitFor();
    const challenge = await ask();
    await card().waitFor();
    for (let presses = 0; presses < 10; presses++) {
      await page.keyboard.press('Tab');
      if ((await page.locator('.card input:focus').count()) === 1) break;
    }
    await page.keyboard.type(challenge.matchCode);
    await page.keyboard.press('Enter');
    await page.getByText('Approved: shop.').waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('requests-title');
  });

  it('a screen reader is told of a new request and of what became of it', async () => {
    await enrol();
    await ask();
    await page.getByText('New request: Pay 12,000 JPY, shop.').waitFor();
    const announced = page.getByRole('status');
    expect(await announced.innerText()).toBe('New request: Pay 12,000 JPY, shop.');
    expect(await card().getByRole('heading').innerText()).toBe('Pay 12,000 JPY');
    await page.getByRole('button', { name: 'Deny: my mistake' }).click();
    await expect.poll(() => announced.innerText()).toBe('Denied: shop.');
  });
});

describe.each([
  ['en-US', 'Approve', 'Approved: shop.'],
  ['ja-JP', '承認する', '承認しました：shop'],
])('in the language of %s', (locale, approve, approved) => {
  beforeEach(() => open(locale));

  it('a request is approved', async () => {
    await enrol();
    const challenge = await ask();
    await page.locator('.card input').fill(challenge.matchCode);
    await page.getByRole('button', { name: approve, exact: true }).click();
    await page.getByText(approved).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe(locale.slice(0, 2));
  });

  it.each(['light', 'dark'] as const)('axe-core finds nothing wrong in %s colours', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await page.goto(await enrolmentLink());
    await page.locator('#enrol button[type=submit]').click();
    await page.locator('#whose-account:focus').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.locator('#whose-add').click();
    await page.locator('#account-list li').waitFor();
    await ask();
    await page.locator('.card button[type=submit]').click();
    await page.locator('.card .error:not(:empty)').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});

it('the language can be changed, and stays changed', async () => {
  await page.goto(`${client.service.url}/mfa/device`);
  await page.getByRole('link', { name: '日本語' }).click();
  await page.getByRole('heading', { name: 'アカウントを追加' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'アカウントを追加' }).waitFor();
});

it.each([-3_600_000, 3_600_000])('a clock that is %d ms wrong does not matter', async (wrongMs) => {
  await context.clock.install({ time: Date.now() + wrongMs });
  await enrol();
  const challenge = await ask();
  await page.getByLabel('The six digits').fill(challenge.matchCode);
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.getByText('Approved: shop.').waitFor();
});

it('can be installed', async () => {
  const profile = mkdtempSync(join(tmpdir(), 'sekisho-profile-'));
  const installing = await launchWithProfile(profile);
  try {
    const own = await installing.newPage();
    await own.goto(`${client.service.url}/mfa/device`);
    const devtools = await installing.newCDPSession(own);
    expect(await devtools.send('Page.getInstallabilityErrors')).toEqual({ installabilityErrors: [] });
  } finally {
    await installing.close();
    rmSync(profile, { recursive: true, force: true });
  }
});

it('/local/phone has a demo user enrolled in three clicks', async () => {
  await page.goto(`${client.service.url}/local/phone`);
  await page.getByRole('button', { name: 'Phone of bob' }).click();
  await addAccount(page);
  await page.getByText('bob is set up on this device.').waitFor();
});
