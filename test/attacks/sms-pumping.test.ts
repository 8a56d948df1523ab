/**
 * The attack: SMS pumping. Somebody with one account and many numbers of his own lets a code be sent to one after the
 * other, for each of which a telephone company pays him. He reads the codes, so each right one used to set the count of
 * sends back to nothing: twenty-five messages under a limit of five. What goes to an address that is new for a user has a
 * budget which time alone gives back, on the pages and for clients that name addresses; a whole domain can have one too.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { register } from '../http/applications.ts';
import { newPin, type OtpClient, startClient } from '../http/client.ts';
import { holdClock, pass } from '../http/clock.ts';
import { openPages, type PageBrowser } from '../http/page-client.ts';
import { putUser } from '../http/put-user.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const STARTING = { 'demo.ReturnUrls': '' };

let client: OtpClient;
let people = 0;
let userId: string;

beforeAll(async () => {
  client = await startClient();
  STARTING['demo.ReturnUrls'] = `${client.service.url}/demo/return`;
  await register(client, ['demo'], { rights: ['address-override', 'receive-pins'] });
  holdClock();
});
afterAll(() => client.service.close());

beforeEach(async () => {
  people += 1;
  userId = `pump-${people}`;
  await putUser({ userId, attributes: {} }, 'pump-password');
});

const texts = () => client.service.aws?.inbox.list().filter(({ channel }) => channel === 'sms') ?? [];
const numberOf = (at: number) => `+8190${String(10_000_000 + 100 * people + at)}`;

/** Has a code sent to the number, and types it in. */
async function addNumber(browser: PageBrowser, number: string): Promise<void> {
  const before = texts().length;
  await browser.get('add-sms');
  const sent = await browser.post('add-sms', { act: 'send', address: number });
  if (texts().length === before) return;
  const code = /\d{6}/.exec(texts()[0]?.text ?? '')?.[0] ?? '';
  const query = Object.fromEntries(new URL(sent.headers.get('location') ?? '/', client.service.url).searchParams);
  await browser.get('add-sms');
  await browser.post('add-sms', { ...query, act: 'check', code });
}

async function pump(numbers: number): Promise<number> {
  client.service.aws?.inbox.clear();
  const browser = await openPages(client, userId, { purpose: 'enrol' });
  for (let at = 0; at < numbers; at++) await addNumber(browser, numberOf(at));
  return texts().length;
}

describe('a user with many numbers and the right code of each', () => {
  it('gets five codes in a day from the pages, and a word to each number that another one replaces', async () => {
    expect(await pump(8)).toBe(5 + 4);
    const codes = texts().filter(({ text }) => /\d{6}/.test(text));
    expect(codes).toHaveLength(5);
  });

  it('gets no more from forms that are sent at once', async () => {
    client.service.aws?.inbox.clear();
    const browser = await openPages(client, userId, { purpose: 'enrol' });
    await browser.get('add-sms');
    const sends = Array.from({ length: 12 }, (_, at) =>
      browser.post('add-sms', { act: 'send', address: numberOf(at), once: `form-${at}` }),
    );
    await Promise.all(sends);
    expect(texts().length).toBeLessThanOrEqual(5);
  });
});

describe('a client that names addresses', () => {
  const send = (phone: string) => client.createOtp({ userId, deliveryChannel: 'sms', phone });

  it('has the same budget, which a right code does not fill again, and the next day does', async () => {
    for (let day = 0; day < 2; day++) {
      const codes = [];
      for (let at = 0; at < 8; at++) {
        const { body } = await send(numberOf(at));
        codes.push(body.minorCode);
        const otpCode = /\d{6}/.exec(texts()[0]?.text ?? '')?.[0] ?? '';
        await client.validateOtp({ userId, otpCode, correlationId: body.correlationId ?? 'x', deliveryChannel: 'sms' });
      }
      expect(codes.filter((code) => code === 'SEND_LIMIT_EXCEEDED')).toHaveLength(3);
      pass(DAY_MS);
    }
  });

  it('may name the number that the directory has, as often as any other sending is allowed', async () => {
    await putUser({ userId, attributes: { mobile: numberOf(0) } }, 'pump-password');
    for (let at = 0; at < 8; at++) {
      const { status, body } = await send(numberOf(0));
      expect(status, JSON.stringify(body)).toBe(200);
      const otpCode = /\d{6}/.exec(texts()[0]?.text ?? '')?.[0] ?? '';
      const used = await client.validateOtp({
        userId,
        otpCode,
        correlationId: body.correlationId,
        deliveryChannel: 'sms',
      });
      expect(used.status).toBe(200);
    }
  });
});

describe('the budget of a domain', () => {
  it('ends the messages of all its users at the same number, counted in parallel, and costs nothing else', async () => {
    await client.settings({ ...STARTING, DomainSendsPerDay: 4 });
    pass(DAY_MS);
    client.service.aws?.inbox.clear();
    const crowd = Array.from({ length: 12 }, (_, at) => `crowd-${people}-${at}`);
    for (const each of crowd) await putUser({ userId: each, attributes: { mail: `${each}@example.com` } }, 'x');
    const answers = await Promise.all(
      crowd.map((each) => client.createOtp({ userId: each, deliveryChannel: 'email' })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(4);
    expect(client.service.aws?.inbox.list()).toHaveLength(4);
    // What is not sent is not counted: the caller delivers this one.
    expect((await newPin(client, userId)).pin).toMatch(/^\d{6}$/);
  });

  it('is no setting that an application could have of its own', async () => {
    const map = { 'demo.DomainSendsPerDay': 0, 'demo.ClientRequestsPerMinute': 0 };
    const { status, body } = await client.call('PUT', '/mfa/v1/domains/DefaultDomain/settings', {
      as: 'admin:admin-password',
      body: map,
    });
    expect([status, body.code]).toEqual([422, 'FIELD_UNKNOWN']);
  });
});
