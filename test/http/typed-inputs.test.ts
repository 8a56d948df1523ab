/** Codes, numbers and addresses as people type and paste them, on every door that takes them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { register } from './applications.ts';
import { ADMIN, newPin, type OtpClient, startClient } from './client.ts';
import { holdClock, pass } from './clock.ts';
import { openPages } from './page-client.ts';

let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
  holdClock();
  await register(client, ['demo'], { rights: ['address-override', 'receive-pins'] });
  await client.settings({ MaxSendAttempts: 0, NewAddressSendsPerDay: 0, MaxAttempts: 5 });
  pass(31_000);
});
afterAll(() => client.service.close());

const attributesOf = async (attributes: Record<string, string>) => {
  const answer = await client.call('PATCH', '/mfa/v1/users/bob', { as: ADMIN, body: { attributes } });
  return answer.status === 200 ? (answer.body.attributes as unknown as Record<string, string>) : answer.body.code;
};

describe('a code', () => {
  it.each<[string, (pin: string) => string]>([
    ['with a zero-width blank inside', (pin) => `${pin.slice(0, 3)}\u200b${pin.slice(3)}`],
    ['between direction marks', (pin) => `\u202a${pin}\u202c`],
    ['in Arabic digits', (pin) => pin.replace(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit)))],
    ['in two groups', (pin) => `${pin.slice(0, 3)}–${pin.slice(3)}`],
    ['with a full stop', (pin) => `${pin}.`],
  ])('%s counts, by the API and on a page', async (_how, typed) => {
    const { pin, correlationId } = await newPin(client, 'alice');
    const { status } = await client.validateOtp({ userId: 'alice', correlationId, otpCode: typed(pin) });
    expect(status).toBe(200);
    const browser = await openPages(client, 'bob');
    await browser.post('email', { act: 'send' });
    const mailed = /\d{6}/.exec(client.service.aws?.inbox.list()[0]?.text ?? '')?.[0] ?? '';
    const answer = await browser.post('email', { act: 'check', code: typed(mailed) });
    expect(answer.headers.get('location'), 'on, to the question for a second way').toBe(`/mfa/s/${browser.sessionId}`);
  });

  it('that cannot be one costs no attempt, and the right one still counts', async () => {
    const { pin, correlationId } = await newPin(client, 'alice');
    for (const otpCode of ['correct horse', '12345', '1234567', 'x', 'alice@example.com', '—']) {
      for (let time = 0; time < 2; time++) {
        const { body } = await client.validateOtp({ userId: 'alice', correlationId, otpCode });
        expect(body.minorCode, otpCode).toBe('OTP_INVALID');
      }
    }
    expect((await client.validateOtp({ userId: 'alice', correlationId, otpCode: pin })).status).toBe(200);
  });

  it('that cannot be one is answered by the lock while the user is locked', async () => {
    const { correlationId } = await newPin(client, 'alice');
    const codes = [];
    for (const otpCode of [...Array<string>(5).fill('000000'), 'no code', '000000']) {
      codes.push((await client.validateOtp({ userId: 'alice', correlationId, otpCode })).body.minorCode);
    }
    expect(codes).toEqual([...Array(5).fill('OTP_INVALID'), 'USER_LOCKED', 'USER_LOCKED']);
    await client.unlock('alice');
  });
});

describe('a phone number', () => {
  it.each([
    ['0081 90-1234-5678', '+819012345678'],
    ['\u202a+81 90-1234-5678\u202c', '+819012345678'],
    ['090-1234-5678\ufe0f', '+819012345678'],
    ['tel:+81-90-1234-5678', '+819012345678'],
    ['001 415 555 2671', '+14155552671'],
  ])('%j is the same by administration, by createOTP and on a page', async (typed, number) => {
    expect(await attributesOf({ mobile: typed })).toMatchObject({ mobile: number });
    const sent = await client.createOtp({ userId: 'alice', deliveryChannel: 'sms', phone: typed });
    expect([sent.status, client.service.aws?.inbox.list()[0]?.to]).toEqual([200, number]);
    await attributesOf({ mobile: null as unknown as string });
    const browser = await openPages(client, 'bob', { purpose: 'enrol' });
    await browser.post('add-sms', { act: 'send', address: typed });
    expect(client.service.aws?.inbox.list()[0]?.to).toBe(number);
  });

  it.each(['03-1234-5678', '0120-123-456', '+1 900 555 1234', '+979 123456789', '00777 012345'])(
    '%s, which gets no text message, is refused',
    async (typed) => {
      expect(await attributesOf({ mobile: typed })).toBe('FIELD_INVALID');
      const { body } = await client.createOtp({ userId: 'alice', deliveryChannel: 'sms', phone: typed });
      expect(body.minorCode).toBe('FIELD_INVALID');
    },
  );
});

describe('a mail address', () => {
  it.each(['user@xn--80a1acny.xn--p1ai', 'a&b@example.com', 'foo..bar@docomo.ne.jp'])(
    '%s is one by administration and by createOTP',
    async (mail) => {
      expect(await attributesOf({ mail })).toMatchObject({ mail });
      const { status } = await client.createOtp({ userId: 'alice', deliveryChannel: 'email', email: mail });
      expect([status, client.service.aws?.inbox.list()[0]?.to]).toEqual([200, mail]);
    },
  );

  it.each(['たろう@example.com', 'user\u200b@example.com', 'a@example..com', 'a@localhost'])(
    '%j, which no mail reaches, is none on any door',
    async (mail) => {
      expect(await attributesOf({ mail })).toBe('FIELD_INVALID');
      const { body } = await client.createOtp({ userId: 'alice', deliveryChannel: 'email', email: mail });
      expect(body.minorCode).toBe('FIELD_INVALID');
    },
  );
});
