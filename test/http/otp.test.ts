import { generateSync } from 'otplib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { register } from './applications.ts';
import { CLIENT, newPin, type OtpClient, SECRET_KEY, startClient, wrongCode } from './client.ts';
import { holdClock, pass } from './clock.ts';
import { putUser } from './put-user.ts';

let client: OtpClient;

beforeAll(async () => {
  client = await startClient();
  await putUser({ userId: 'plain-app', groups: ['OTPRestUserGroup'] }, 'plain-app-secret');
  await register(client, ['demo'], { rights: ['address-override'] });
  await register(client, ['receiver'], { clients: ['plain-app'], rights: ['receive-pins'] });
  holdClock();
});
afterAll(() => client.service.close());
afterEach(async () => {
  await client.unlock('alice');
  await client.unlock('bob');
});

async function enrol(user: string): Promise<string> {
  const { status, body } = await client.call('POST', SECRET_KEY, { as: `${user}:${user}-password` });
  expect(status).toBe(200);
  return String(body.secret_key);
}

function codeAt(secret: string, milliseconds = Date.now()): string {
  return generateSync({ secret, epoch: Math.floor(milliseconds / 1000) });
}

async function checkTotp(userId: string, otpCode: string, more: Record<string, unknown> = {}) {
  const { body } = await client.createOtp({ userId, deliveryChannel: 'totp', ...more });
  return client.validateOtp({ userId, otpCode, correlationId: body.correlationId, deliveryChannel: 'totp', ...more });
}

describe('a PIN', () => {
  it('is accepted once and is then spent', async () => {
    const { pin, correlationId } = await newPin(client, 'alice');
    const first = await client.validateOtp({ userId: 'alice', correlationId, otpCode: pin });
    const second = await client.validateOtp({ userId: 'alice', correlationId, otpCode: pin });
    expect([first.status, first.body.resultCode]).toEqual([200, '0']);
    expect([second.status, second.body.resultCode, second.body.minorCode]).toEqual([422, '1', 'OTP_INVALID']);
  });

  it('is understood with blanks and in full-width digits, and the user in any spelling', async () => {
    const { pin, correlationId } = await newPin(client, ' ＡLICE ');
    const typed = ` ${[...pin]
      .map((digit) => String.fromCodePoint(0xff10 + Number(digit)))
      .join('')
      .slice(0, 3)} ${pin.slice(3)} `;
    const answer = await client.validateOtp({ userId: 'Alice', correlationId, otpCode: typed });
    expect(answer.status).toBe(200);
  });

  it('is refused when its time is over, and says so', async () => {
    const { pin, correlationId } = await newPin(client, 'alice');
    pass(300_000);
    const answer = await client.validateOtp({ userId: 'alice', correlationId, otpCode: pin });
    expect([answer.status, answer.body.minorCode]).toEqual([422, 'OTP_EXPIRED']);
  });

  it('is still good in the last millisecond before validTime', async () => {
    const { body } = await client.createOtp({ userId: 'alice' });
    pass(Number(body.validTime) - Date.now() - 1);
    const answer = await client.validateOtp({
      userId: 'alice',
      correlationId: body.correlationId,
      otpCode: body.minorCode,
    });
    expect(answer.status).toBe(200);
  });

  it.each([
    ['another correlation id', { correlationId: '11111111-1111-4111-8111-111111111111' }],
    ['a correlation id that is none', { correlationId: 'x' }],
    ['another application', { appName: 'other' }],
    ['another user', { userId: 'bob' }],
    ['another session', { sessionId: 'other' }],
    ['no session', { sessionId: undefined }],
  ])('is refused for %s', async (_case, changed) => {
    await newPin(client, 'bob', { sessionId: 'own' });
    const { pin, correlationId } = await newPin(client, 'alice', { sessionId: 'own' });
    const right = { userId: 'alice', correlationId, otpCode: pin, sessionId: 'own' };
    const refused = await client.validateOtp({ ...right, ...changed });
    expect([refused.status, refused.body.minorCode]).toEqual([422, 'OTP_INVALID']);
    expect((await client.validateOtp(right)).status, 'the PIN itself was good').toBe(200);
  });

  it('of any correlation id counts where ValidateAnyPin is set for the application', async () => {
    await client.settings({ 'demo.ValidateAnyPin': true });
    pass(31_000);
    const { pin } = await newPin(client, 'alice');
    const answer = await client.validateOtp({ userId: 'alice', correlationId: 'x', otpCode: pin });
    await client.settings({});
    pass(31_000);
    expect(answer.status).toBe(200);
  });

  it('is replaced by the sixth one, oldest first', async () => {
    await client.settings({ MaxSendAttempts: 0 });
    pass(31_000);
    const pins = [];
    for (let sent = 0; sent < 6; sent++) {
      pins.push(await newPin(client, 'alice'));
      pass(10);
    }
    const [first, second] = pins;
    const answers = [];
    for (const made of [first, second]) {
      answers.push(
        await client.validateOtp({ userId: 'alice', correlationId: made?.correlationId, otpCode: made?.pin }),
      );
    }
    await client.settings({});
    pass(31_000);
    expect(answers.map(({ status }) => status)).toEqual([422, 200]);
  });
});

describe('an authenticator code', () => {
  it('confirms the pending key, is spent by it, and then the key cannot be replaced', async () => {
    const secret = await enrol('bob');
    const replaced = await enrol('bob');
    expect(replaced).not.toBe(secret);
    expect(Buffer.from(replaced).length).toBe(32);
    expect((await checkTotp('bob', codeAt(secret))).status, 'the key before the last one').toBe(422);
    const code = codeAt(replaced);
    expect((await checkTotp('bob', code)).status).toBe(200);
    const replay = await checkTotp('bob', code);
    expect([replay.status, replay.body.minorCode]).toEqual([422, 'OTP_REPLAYED']);
    const again = await client.call('POST', SECRET_KEY, { as: 'bob:bob-password' });
    expect([again.status, again.body.errorCode]).toEqual([409, 'SECRET_KEY_EXISTS']);
    pass(30_000);
    expect((await checkTotp('bob', codeAt(replaced))).status, 'nothing was changed').toBe(200);
  });

  it('counts for the two steps before the current one and for no other, and steps only move forward', async () => {
    const secret = await enrol('alice');
    expect((await checkTotp('alice', codeAt(secret))).status).toBe(200);
    pass(300_000);
    const now = Date.now();
    expect((await checkTotp('alice', codeAt(secret, now - 90_000))).status, 'three steps back').toBe(422);
    expect((await checkTotp('alice', codeAt(secret, now + 30_000))).status, 'one step ahead').toBe(422);
    expect((await checkTotp('alice', codeAt(secret, now - 30_000))).status, 'one step back').toBe(200);
    const older = await checkTotp('alice', codeAt(secret, now - 60_000));
    expect(older.body.minorCode, 'two steps back after one step back').toBe('OTP_REPLAYED');
    expect((await checkTotp('alice', codeAt(secret, now))).status, 'the current step').toBe(200);
  });

  it('needs a correlation id that was made for the same user, application and session', async () => {
    const { body } = await client.createOtp({ userId: 'alice', deliveryChannel: 'totp', sessionId: 'one' });
    const answers = await Promise.all(
      [{ sessionId: 'two' }, { appName: 'other', sessionId: 'one' }, {}].map((other) =>
        client.validateOtp({
          userId: 'alice',
          otpCode: '123456',
          correlationId: body.correlationId,
          deliveryChannel: 'totp',
          ...other,
        }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422]);
  });

  it('is not asked of a user without a key', async () => {
    const created = await client.createOtp({ userId: 'demo-app', deliveryChannel: 'totp' });
    const checked = await client.validateOtp({
      userId: 'demo-app',
      otpCode: '123456',
      correlationId: 'x',
      deliveryChannel: 'totp',
    });
    for (const { status, body } of [created, checked])
      expect([status, body.minorCode]).toEqual([422, 'FACTOR_NOT_ENROLLED']);
  });
});

describe('createOTP', () => {
  it('answers in strings, with the instant of expiry in milliseconds', async () => {
    const { body } = await client.createOtp({ userId: 'alice', deliveryChannel: 'none' });
    expect(body).toEqual({
      correlationId: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      resultCode: '0',
      minorCode: expect.stringMatching(/^\d{6}$/),
      message: expect.any(String),
      validTime: String(Date.now() + 300_000),
    });
  });

  it.each([
    ['an unknown user', { userId: 'nobody' }, 404, 'USER_UNKNOWN'],
    ['an unknown domain', { userId: 'alice', idStore: 'Elsewhere' }, 404, 'DOMAIN_UNKNOWN'],
    ['a user without a phone', { userId: 'bob', deliveryChannel: 'sms' }, 422, 'FACTOR_NOT_ENROLLED'],
    ['a phone that cannot be', { userId: 'bob', deliveryChannel: 'sms', phone: '12' }, 422, 'FIELD_INVALID'],
  ])('refuses %s', async (_case, fields, status, minorCode) => {
    const answer = await client.createOtp(fields);
    expect([answer.status, answer.body.minorCode]).toEqual([status, minorCode]);
  });

  it('hands a PIN back only to members of OTPReceivePinGroup, and to clients of an application with that right', async () => {
    const asked = (deliveryChannel: string) =>
      client.createOtp(
        { userId: 'alice', deliveryChannel },
        { as: 'plain-app:plain-app-secret', body: { appName: 'plain', userId: 'alice', deliveryChannel } },
      );
    for (const channel of ['custom', 'none']) {
      const answer = await asked(channel);
      expect([answer.status, answer.body.minorCode]).toEqual([401, 'PIN_RECEIPT_NOT_ALLOWED']);
    }
    const mailed = await asked('email');
    expect(mailed.status).toBe(200);
    expect(mailed.body).not.toHaveProperty('minorCode');
    const body = { appName: 'receiver', userId: 'alice', deliveryChannel: 'none' };
    const received = await client.createOtp({}, { as: 'plain-app:plain-app-secret', body });
    expect(received.body.minorCode).toMatch(/^\d{6}$/);
  });
});

describe('an answer', () => {
  it('does not say why where VerboseOutput is false', async () => {
    await client.settings({ 'quiet.VerboseOutput': false, 'quiet.MaxAttempts': 1 });
    pass(31_000);
    const { pin, correlationId } = await newPin(client, 'alice', { appName: 'quiet' });
    const attempt = { appName: 'quiet', userId: 'alice', correlationId };
    const wrong = await client.validateOtp({ ...attempt, otpCode: wrongCode(pin) });
    const locked = await client.validateOtp({ ...attempt, otpCode: pin });
    await client.settings({});
    pass(31_000);
    expect([wrong.status, locked.status]).toEqual([422, 422]);
    expect(wrong.body).toEqual({ resultCode: '1', message: 'The request was refused.' });
    expect(locked.body).toEqual(wrong.body);
    expect(locked.headers.get('retry-after')).toBeNull();
  });

  it('carries the response time as OAM does and is never stored', async () => {
    const { headers } = await client.createOtp(
      { userId: 'alice' },
      { as: CLIENT, body: { appName: 'a', userId: 'alice', deliveryChannel: 'none' } },
    );
    expect(headers.get('x-response-time')).toMatch(/^\d+$/);
    expect(headers.get('cache-control')).toBe('no-store');
  });
});
