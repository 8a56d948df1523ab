import { generateSync } from 'otplib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FUNCTIONS } from '../../functions/deployed-functions.ts';
import { startEmbeddedAws } from '../../local/aws/index.ts';
import { projectFiles, read } from '../architecture/source-files.ts';
import { type Answer, CLIENT, CREATE, request, SECRET_KEY, VALIDATE } from '../http/client.ts';
import { type NpmStart, npmStart } from './npm-start.ts';

/** As docs/ci.md prints it. */
const KEY = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

let service: NpmStart;
beforeAll(async () => {
  service = await npmStart();
});
afterAll(() => service.interrupt());

const call = (method: string, path: string, body?: unknown, as = CLIENT): Promise<Answer> =>
  request(service.url, method, path, { as, ...(body === undefined ? {} : { body }) });
const control = (method: string, path: string, body?: unknown): Promise<Answer> =>
  request(service.url, method, `/local/${path}`, body === undefined ? {} : { body });
const clock = async () => (await control('GET', 'clock')).body as unknown as { now: string; aheadSeconds: number };

async function createFor(userId: string, deliveryChannel: string): Promise<string> {
  const { body } = await call('POST', CREATE, { appName: 'demo', userId, deliveryChannel });
  return body.correlationId ?? JSON.stringify(body);
}

async function totp(userId: string, atMs: number): Promise<Answer> {
  const otpCode = generateSync({ secret: KEY, epoch: Math.floor(atMs / 1000) });
  const correlationId = await createFor(userId, 'totp');
  return call('POST', VALIDATE, { appName: 'demo', userId, deliveryChannel: 'totp', correlationId, otpCode });
}

async function pinOf(address: string): Promise<string> {
  const answer = await fetch(`${service.url}/local/inbox?to=${address}`, { headers: { accept: 'application/json' } });
  const [newest] = (await answer.json()) as { text: string }[];
  return /\d{6}/.exec(newest?.text ?? '')?.[0] ?? '';
}

beforeEach(async () => {
  expect((await control('POST', 'reset')).status).toBe(204);
});

describe('the people of a run', () => {
  it('have fumiko, whose authenticator has the key that the documents print', async () => {
    expect(await totp('fumiko', Date.now())).toMatchObject({ status: 200, body: { resultCode: '0' } });
  });

  it('have goro, who can prove nothing', async () => {
    for (const deliveryChannel of ['totp', 'email', 'sms', 'push']) {
      const { status } = await call('POST', CREATE, { appName: 'demo', userId: 'goro', deliveryChannel });
      expect(status, deliveryChannel).toBe(422);
    }
  });
});

describe('/local/clock', () => {
  it('moves the time of handlers and inbox forward, as often as it is asked to', async () => {
    const before = Date.now();
    for (const expected of [90, 180]) {
      const { status, body } = await control('POST', 'clock', { advanceSeconds: 90 });
      expect([status, body.aheadSeconds]).toEqual([200, expected]);
    }
    const now = Date.parse((await clock()).now);
    expect(now).toBeGreaterThanOrEqual(before + 180_000);
    expect(await totp('fumiko', now)).toMatchObject({ status: 200 });
    await createFor('bob', 'email');
    const inbox = await fetch(`${service.url}/local/inbox`, { headers: { accept: 'application/json' } });
    expect(Date.parse(((await inbox.json()) as { at: string }[])[0]?.at ?? '')).toBeGreaterThan(before + 180_000);
  });

  it('ends the life of a PIN', async () => {
    const correlationId = await createFor('bob', 'email');
    const otpCode = await pinOf('bob@example.com');
    await control('POST', 'clock', { advanceSeconds: 301 });
    const { body } = await call('POST', VALIDATE, { appName: 'demo', userId: 'bob', correlationId, otpCode });
    expect(body.minorCode).toBe('OTP_EXPIRED');
  });

  it('ends a lock', async () => {
    const correlationId = await createFor('bob', 'email');
    const otpCode = String((Number(await pinOf('bob@example.com')) + 1) % 1_000_000).padStart(6, '0');
    const wrong = { appName: 'demo', userId: 'bob', correlationId, otpCode };
    for (let tries = 0; tries < 10; tries++) await call('POST', VALIDATE, wrong);
    const blocked = await call('POST', CREATE, { appName: 'demo', userId: 'bob', deliveryChannel: 'email' });
    expect(blocked.body.minorCode).toBe('USER_LOCKED');
    await control('POST', 'clock', { advanceSeconds: 901 });
    expect((await createFor('bob', 'email')).length).toBe(36);
  });

  it.each([
    ['no body', undefined],
    ['a step back', { advanceSeconds: -1 }],
    ['no step', { advanceSeconds: 0 }],
    ['half a second', { advanceSeconds: 0.5 }],
    ['a text', { advanceSeconds: '30' }],
    ['more than ten years', { advanceSeconds: 315_360_001 }],
    ['a time', { now: '2030-01-01T00:00:00Z' }],
    ['something beside it', { advanceSeconds: 1, userId: 'bob' }],
    ['no JSON', 'soon'],
    ['more than it reads', { advanceSeconds: 1, more: 'x'.repeat(2_000) }],
  ])('refuses %s and stays where it was', async (_what, body) => {
    expect((await control('POST', 'clock', body)).status).toBe(422);
    expect((await clock()).aheadSeconds).toBe(0);
  });
});

describe('/local/reset', () => {
  it('brings back the people, the time, an empty inbox and the settings, whatever was done', async () => {
    const key = await call('POST', SECRET_KEY, undefined, 'alice:alice-password');
    expect(key.status).toBe(200);
    await totp('fumiko', Date.now());
    await createFor('bob', 'email');
    await call('PUT', '/mfa/v1/domains/DefaultDomain/settings', { Email_Enabled: false }, 'admin:admin-password');
    await call('PUT', '/mfa/v1/applications/shop', { clients: ['demo-app'] }, 'admin:admin-password');
    await call('DELETE', '/mfa/v1/users/bob', undefined, 'admin:admin-password');
    await control('POST', 'clock', { advanceSeconds: 86_400 });

    expect((await control('POST', 'reset')).status).toBe(204);
    expect((await clock()).aheadSeconds).toBe(0);
    expect(await pinOf('bob@example.com')).toBe('');
    expect((await createFor('bob', 'email')).length).toBe(36);
    expect(await totp('fumiko', Date.now())).toMatchObject({ body: { resultCode: '0' } });
    expect(JSON.parse(await createFor('alice', 'totp'))).toMatchObject({ minorCode: 'FACTOR_NOT_ENROLLED' });
    expect((await call('GET', '/mfa/v1/applications/shop', undefined, 'admin:admin-password')).status).toBe(404);
  });

  it('lets calls wait that come while it runs, and takes several at a time', async () => {
    const answers = [control('POST', 'reset'), control('POST', 'reset'), createFor('bob', 'email')];
    const [first, second, id] = await Promise.all(answers);
    expect([(first as Answer).status, (second as Answer).status]).toEqual([204, 204]);
    expect(String(id)).toHaveLength(36);
  });
});

it.each([
  ['GET', 'reset', 405],
  ['DELETE', 'reset', 405],
  ['PUT', 'clock', 405],
])('%s /local/%s is answered with %i', async (method, path, status) => {
  const answer = await control(method, path);
  expect([answer.status, answer.headers.get('allow')?.includes('POST')]).toEqual([status, true]);
});

it('is not there where the AWS is another one, whose data are not ours to remove', async () => {
  const other = await startEmbeddedAws();
  const run = await npmStart([], { AWS_ENDPOINT_URL: other.url });
  try {
    for (const path of ['/local/reset', '/local/clock']) {
      expect((await request(run.url, 'POST', path, { body: { advanceSeconds: 1 } })).status, path).toBe(404);
    }
  } finally {
    await run.interrupt();
    await other.close();
  }
}, 60_000);

describe('what is deployed', () => {
  it('serves no path below /local', () => {
    const endpoints: readonly { path: string }[] = Object.values(FUNCTIONS).flat();
    expect(endpoints.filter(({ path }) => path.startsWith('/local'))).toEqual([]);
  });

  it('has no way to change the time', () => {
    const files = projectFiles().filter((file) => file.startsWith('functions/') && file.endsWith('.ts'));
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter((file) => /globalThis|\bDate(\.now)?\s*=[^=>]/.test(read(file)))).toEqual([]);
  });
});
