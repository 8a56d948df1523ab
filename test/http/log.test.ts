/** What the functions write to CloudWatch: one line per call, metrics in it, and nothing that anyone sent. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { METRICS } from '../../functions/http/metric-names.ts';
import type { EmbeddedAws } from '../../local/aws/index.ts';
import type { Twist } from '../unit/core/passkeys/software-authenticator.ts';
import { register } from './applications.ts';
import { newPin, type OtpClient, startClient } from './client.ts';
import { givePasskey, provePasskeyOf } from './passkey-client.ts';
import { enrolDevice, startPush } from './push-client.ts';
import { putUser } from './put-user.ts';

type Line = Readonly<Record<string, unknown>>;

let client: OtpClient;
let aws: EmbeddedAws;
let lines: string[] = [];

beforeAll(async () => {
  process.env.LOG_LEVEL = 'info';
  client = await startClient();
  await register(client, ['demo'], { rights: ['address-override', 'device-enrolment'] });
  if (client.service.aws === undefined) throw new Error('these tests break calls of the embedded AWS');
  aws = client.service.aws;
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    lines.push(String(chunk));
    return true;
  });
});
afterAll(async () => {
  vi.restoreAllMocks();
  await client.service.close();
});
beforeEach(() => {
  lines = [];
});

async function lastLine(act: () => Promise<unknown>): Promise<Line> {
  await act();
  return JSON.parse(lines.at(-1) ?? '{}') as Line;
}

/** The metrics that CloudWatch makes of a line: those that it names and that have a value beside them. */
function metricsIn(line: Line): Record<string, unknown> {
  const { CloudWatchMetrics = [] } = (line._aws ?? {}) as {
    CloudWatchMetrics?: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }[];
  };
  for (const directive of CloudWatchMetrics)
    expect(directive).toMatchObject({ Namespace: 'Sekisho', Dimensions: [[]] });
  const names = CloudWatchMetrics.flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name));
  for (const name of names) expect(Object.keys(METRICS)).toContain(name);
  return Object.fromEntries(names.map((name) => [name, line[name]]));
}

describe('the line of a call', () => {
  it('says route, status, time and why not, and no more', async () => {
    // The function remembers the password of the client from then on.
    await client.validateOtp({ userId: 'nobody', correlationId: 'x', otpCode: '123456' });
    const line = await lastLine(() => client.validateOtp({ userId: 'nobody', correlationId: 'x', otpCode: '123456' }));
    expect(line).toMatchObject({ code: 'REQUEST_COMPLETED', method: 'POST', status: 404, refusal: 'USER_UNKNOWN' });
    const known = ['level', 'code', 'requestId', 'method', 'route', 'status', 'durationMs', 'user', 'refusal'];
    const metrics = ['VerifyMilliseconds', '_aws'];
    expect(Object.keys(line).toSorted()).toEqual([...known, ...metrics].toSorted());
  });

  it('names a user by a pseudonym: one person the same, another one another, in every domain and on every route', async () => {
    const nameIn = async (act: () => Promise<unknown>) => (await lastLine(act)).user;
    const alice = await nameIn(() => client.createOtp({ userId: 'alice' }));
    expect(alice).toMatch(/^[\w-]{22}$/);
    const wrong = { correlationId: 'x', otpCode: '000000' };
    expect(await nameIn(() => client.validateOtp({ userId: 'ALICE', ...wrong }))).toBe(alice);
    expect(await nameIn(() => client.validateOtp({ userId: 'bob', ...wrong }))).not.toBe(alice);
    expect(await nameIn(() => client.call('GET', '/health'))).toBeUndefined();
    await client.unlock('alice');
  });

  it('holds neither user nor address, neither password nor code nor session, whatever the answer was', async () => {
    const { pin, correlationId } = await newPin(client, 'bob');
    await client.createOtp({ userId: 'bob', deliveryChannel: 'email', email: 'sent.to@example.org' });
    await client.createOtp({ userId: 'bob', deliveryChannel: 'sms', phone: '+819011112222', sessionId: 'the-session' });
    await client.validateOtp({ userId: 'bob', correlationId, otpCode: '000111222' });
    await client.validateOtp({ userId: 'bob', correlationId, otpCode: pin });
    await client.unlock('bob');
    await client.unlock('no-such-user');
    const mailed = /\d{6}/.exec(aws.inbox.list()[0]?.text ?? '')?.[0] ?? 'none';
    const all = lines.join('');
    expect(lines.length).toBeGreaterThanOrEqual(7);
    for (const secret of [pin, mailed, correlationId, '000111222', 'bob', 'no-such-user', 'demo-app', 'admin']) {
      expect(all.replaceAll(/"requestId":"[^"]*"/g, ''), secret).not.toContain(secret);
    }
    expect(all).not.toMatch(/sent\.to|example|819011112222|the-session/);
  });
});

describe('the metrics', () => {
  it('tell a right code from a wrong one and time both', async () => {
    const { pin, correlationId } = await newPin(client, 'alice');
    const wrong = await lastLine(() => client.validateOtp({ userId: 'alice', correlationId, otpCode: '000000' }));
    const right = await lastLine(() => client.validateOtp({ userId: 'alice', correlationId, otpCode: pin }));
    expect(metricsIn(wrong)).toEqual({ Rejected: 1, VerifyMilliseconds: expect.any(Number) });
    expect(metricsIn(right)).toEqual({ Accepted: 1, VerifyMilliseconds: expect.any(Number) });
  });

  it('tell the time of a password apart from the time of a code, and only where one was checked', async () => {
    const line = await lastLine(() => client.call('GET', '/mfa/v1/users/bob', { as: 'admin:admin-password' }));
    expect(metricsIn(line)).toEqual({ PasswordMilliseconds: expect.any(Number) });
    expect(line.PasswordMilliseconds).toBeGreaterThan(1);
    // A client's password is remembered.
    const wrong = await lastLine(() => client.validateOtp({ userId: 'bob', correlationId: 'x', otpCode: 'no' }));
    expect(metricsIn(wrong)).not.toHaveProperty('PasswordMilliseconds');
  });

  it('count a lock once, when it begins, and apart from it every call that it refuses, however many come at once', async () => {
    await client.settings({ MaxAttempts: 3 });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 31_000 });
    await putUser({ userId: 'guessed' }, 'a-password');
    await newPin(client, 'guessed');
    lines = [];
    const guess = { userId: 'guessed', correlationId: 'x', otpCode: '000000' };
    await Promise.all(Array.from({ length: 20 }, () => client.validateOtp(guess)));
    const metrics = lines.map((line) => metricsIn(JSON.parse(line) as Line));
    expect(metrics.filter((line) => 'Locked' in line)).toEqual([{ Locked: 1 }]);
    expect(metrics.filter((line) => 'LockRefused' in line)).toHaveLength(17);
  });

  it('count what a lock refuses, also where the client is not told why', async () => {
    await client.settings({ MaxAttempts: 1, VerboseOutput: false });
    vi.setSystemTime(Date.now() + 31_000);
    await client.validateOtp({ userId: 'alice', correlationId: 'x', otpCode: '000000' });
    const line = await lastLine(() => client.validateOtp({ userId: 'alice', correlationId: 'x', otpCode: '000000' }));
    expect(metricsIn(line)).toMatchObject({ LockRefused: 1 });
    await client.unlock('alice');
    await client.settings({});
    vi.setSystemTime(Date.now() + 31_000);
  });

  it('count a denied push, and no right factor by it', async () => {
    const device = await enrolDevice(client, 'bob');
    const { challengeId } = await startPush(client, 'bob');
    const line = await lastLine(() => device.deny(challengeId, 'mistake'));
    expect(metricsIn(line)).toEqual({ PushDenied: 1, VerifyMilliseconds: expect.any(Number) });
  });

  it('count a delivery that failed', async () => {
    const line = await lastLine(() =>
      client.createOtp({ userId: 'alice', deliveryChannel: 'email', email: 'x@bounce.invalid' }),
    );
    expect(metricsIn(line)).toEqual({ DeliveryFailed: 1 });
    vi.useRealTimers();
  });

  it('count a call that broke, once', async () => {
    aws.faults.inject({ service: 'dynamodb', kind: 'error500', times: 20 });
    const line = await lastLine(() => client.validateOtp({ userId: 'alice', correlationId: 'x', otpCode: '000000' }));
    aws.faults.clear();
    expect(line).toMatchObject({ status: 503, refusal: 'TEMPORARILY_UNAVAILABLE' });
    expect(metricsIn(line)).toMatchObject({ Broken: 1 });
    expect(lines.filter((text) => text.includes('"Broken":1'))).toHaveLength(1);
  });

  it('are not made of calls that prove and send nothing', async () => {
    expect(metricsIn(await lastLine(() => client.call('GET', '/health')))).toEqual({});
    expect(metricsIn(await lastLine(() => client.call('GET', '/mfa/v1/domains/DefaultDomain/settings')))).toEqual({});
  });
});

describe('an answer of a passkey that was refused', () => {
  it('leaves a line that says which check failed, and nothing of the answer', async () => {
    const mine = await givePasskey('bob');
    await provePasskeyOf(client, 'bob', mine, { clientData: { origin: 'https://evil.test' } });
    const line = lines.map((text) => JSON.parse(text) as Line).find(({ code }) => code === 'PASSKEY_REFUSED');
    expect(line).toEqual({ level: 'warn', code: 'PASSKEY_REFUSED', reason: 'PASSKEY_INVALID', fault: 'origin' });
    const { credentialId, userHandle } = mine.passkey;
    for (const secret of ['evil.test', credentialId, userHandle]) expect(lines.join('')).not.toContain(secret);
  });

  it('counts among what was rejected, and one that was accepted among that', async () => {
    const mine = await givePasskey('bob');
    const metricsOf = async (twist: Twist) =>
      metricsIn(await lastLine(() => provePasskeyOf(client, 'bob', mine, twist)));
    expect(await metricsOf({ signature: Buffer.alloc(70, 1) })).toMatchObject({ Rejected: 1 });
    expect(await metricsOf({})).toMatchObject({ Accepted: 1, VerifyMilliseconds: expect.any(Number) });
  });
});
