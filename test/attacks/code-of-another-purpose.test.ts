/**
 * The attack: a code that was made for one thing is used for another. A client lends a page a PIN that it had sent to
 * its own address (its text field names the session, as pages once did); the code of a new address stands in for a
 * factor; the digits of a push are typed as a PIN; a token is shown where a code is taken. Every kind of code is tried at
 * every place that takes one, and only the pairs that are meant for each other are accepted.
 */
import { generateKeyPair } from 'jose';
import { generateSync } from 'otplib';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { register } from '../http/applications.ts';
import { ADMIN, CLIENT, newPin, type OtpClient, SECRET_KEY, startClient } from '../http/client.ts';
import { openPages, type PageBrowser } from '../http/page-client.ts';
import { enrolDevice, enrolmentCode, registration, startPush, type TestDevice } from '../http/push-client.ts';
import { putUser } from '../http/put-user.ts';
import { sessionClient } from '../http/session-client.ts';
import { askToken, DOMAINS, tokenInfo, tokensOf } from '../http/token-client.ts';

/** Something that opens something, with what belongs to it. */
interface Code {
  readonly code: string;
  readonly correlationId?: string;
  /** Whose page sent it, and the phone that was asked. */
  readonly browser?: PageBrowser;
  readonly challengeId?: string;
}

interface Victim {
  readonly userId: string;
  readonly mail: string;
  readonly mobile: string;
  readonly secret: string;
  readonly device: TestDevice;
}

const THIEF = 'thief@evil.example';
const PHONE_OF_THIEF = '+819077770000';

let client: OtpClient;
let victims = 0;

beforeAll(async () => {
  client = await startClient();
  // Whatever a right allows, no code counts for what it was not made for.
  await register(client, ['demo', 'demo-app'], { rights: ['address-override', 'receive-pins', 'device-enrolment'] });
  await client.settings({
    MaxSendAttempts: 0,
    MaxAttempts: 0,
    MaxPins: 10,
    EnableSecretKeyLifecycle: true,
  });
  const tokenSettings = [
    { tokenType: 'ACCESS_TOKEN', tokenExpiry: 3600, refreshTokenEnabled: true, refreshTokenExpiry: 7200 },
  ];
  const changed = await client.call('PUT', DOMAINS, { as: ADMIN, body: { name: 'DefaultDomain', tokenSettings } });
  expect(changed.status, JSON.stringify(changed.body)).toBe(200);
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => client.unlock(`victim-${victims}`));
afterAll(() => {
  vi.useRealTimers();
  return client.service.close();
});

const pass = (ms: number) => vi.setSystemTime(Date.now() + ms);
const messageTo = (to: string) => /\d{6}/.exec(client.service.aws?.inbox.list(to)[0]?.text ?? '')?.[0] ?? '';
const codeNow = (secret: string) => generateSync({ secret, epoch: Math.floor(Date.now() / 1000) });

async function newVictim(): Promise<Victim> {
  victims += 1;
  const userId = `victim-${victims}`;
  const [mail, mobile] = [`${userId}@example.com`, `+81902222${String(victims).padStart(4, '0')}`];
  await putUser({ userId, attributes: { mail, mobile } }, 'a-password');
  const made = await client.call('POST', SECRET_KEY, { as: `${userId}:a-password` });
  const secret = String(made.body.secret_key);
  const { body } = await client.createOtp({ userId, deliveryChannel: 'totp' });
  const { correlationId } = body;
  const fields = { userId, deliveryChannel: 'totp', correlationId, otpCode: codeNow(secret) };
  expect((await client.validateOtp(fields)).status).toBe(200);
  return { userId, mail, mobile, secret, device: await enrolDevice(client, userId) };
}

/** An enrolment in which the victim has proven himself. */
async function enrolling({ userId, mail }: Victim): Promise<PageBrowser> {
  const browser = await openPages(client, userId, { purpose: 'enrol' });
  await browser.post('email', { act: 'send' });
  await browser.post('email', { act: 'check', code: messageTo(mail) });
  return browser;
}

async function pinOf({ userId, mail, mobile }: Victim, fields: Record<string, string>): Promise<Code> {
  // The application of the token endpoint is the client's own name.
  const { pin, correlationId } = await newPin(client, userId, { appName: 'demo-app', ...fields });
  const to = fields.email ?? fields.phone ?? (fields.deliveryChannel === 'sms' ? mobile : mail);
  return { code: /^\d{6}$/.test(pin) ? pin : messageTo(to), correlationId };
}

async function pagePin({ userId, mail, mobile }: Victim, method: 'email' | 'sms'): Promise<Code> {
  const browser = await openPages(client, userId, { appName: 'demo-app' });
  await browser.post(method, { act: 'send' });
  return { code: messageTo(method === 'email' ? mail : mobile), browser };
}

const password = (userId: string, more: Record<string, string>) =>
  askToken(client, { grant_type: 'PASSWORD', username: userId, password: 'a-password', ...more });

async function tokens({ userId, secret }: Victim) {
  pass(30_000);
  return tokensOf(client, {
    grant_type: 'PASSWORD',
    username: userId,
    password: 'a-password',
    otp_code: codeNow(secret),
  });
}

/** Every kind of code, each made anew. */
const KINDS = {
  'mailed PIN of a client': (victim) => pinOf(victim, { deliveryChannel: 'email' }),
  'texted PIN of a client': (victim) => pinOf(victim, { deliveryChannel: 'sms' }),
  'PIN that a client had sent to an address of its own': (victim) =>
    pinOf(victim, { deliveryChannel: 'email', email: THIEF }),
  'PIN that a client had sent to a phone of its own': (victim) =>
    pinOf(victim, { deliveryChannel: 'sms', phone: PHONE_OF_THIEF }),
  'PIN that a client was shown (custom)': (victim) => pinOf(victim, { deliveryChannel: 'custom' }),
  'PIN that a client was shown (none)': (victim) => pinOf(victim, { deliveryChannel: 'none' }),
  'mailed PIN of a page': (victim) => pagePin(victim, 'email'),
  'texted PIN of a page': (victim) => pagePin(victim, 'sms'),
  async 'PIN for a new address'(victim) {
    const browser = await enrolling(victim);
    await browser.post('add-email', { act: 'send', address: `new-${victim.mail}` });
    return { code: messageTo(`new-${victim.mail}`), browser };
  },
  async 'code of an authenticator'({ userId, secret }) {
    pass(30_000);
    const { body } = await client.createOtp({ userId, appName: 'demo-app', deliveryChannel: 'totp' });
    return { code: codeNow(secret), correlationId: String(body.correlationId) };
  },
  async 'correlation id of an authenticator check'({ userId }) {
    const { body } = await client.createOtp({ userId, appName: 'demo-app', deliveryChannel: 'totp' });
    return { code: String(body.correlationId), correlationId: String(body.correlationId) };
  },
  async 'digits of a push'({ userId }) {
    const { matchCode: code, challengeId } = await startPush(client, userId);
    return { code, challengeId, correlationId: challengeId };
  },
  'enrolment code': async ({ userId }) => ({ code: await enrolmentCode(client, userId) }),
  'refresh token': async (victim) => ({ code: (await tokens(victim)).refresh }),
  'access token': async (victim) => ({ code: (await tokens(victim)).access }),
  async 'token of a result'({ userId }) {
    const sessions = sessionClient(client);
    const { body } = await sessions.result(await sessions.proven('totp', { userId }));
    return { code: String(body.token) };
  },
  async 'token of a form'({ userId }) {
    const page = await (await openPages(client, userId)).get();
    return { code: /name="token" value="([^"]+)"/.exec(await page.text())?.[1] ?? '' };
  },
} satisfies Record<string, (victim: Victim) => Promise<Code>>;

type Kind = keyof typeof KINDS;

interface Place {
  readonly takes: readonly Kind[];
  attempt(victim: Victim, code: Code): Promise<boolean>;
}

/** A page that has itself sent something, so that it is this code which is refused and not the lack of one. */
function page(step: string, first: Record<string, string>, open: (victim: Victim) => Promise<PageBrowser>) {
  return async (victim: Victim, { code, browser: own }: Code): Promise<boolean> => {
    const browser = own ?? (await open(victim));
    // A session that waits for this code already is asked for no other one.
    if (own === undefined || (await browser.get(step)).status !== 200) await browser.post(step, first);
    const form = { act: 'check', code, sent: 'x', until: '9999999999999', to: THIEF };
    const location = (await browser.post(step, form)).headers.get('location') ?? '';
    if (step.startsWith('add-')) return location.includes('added=');
    return location.includes('/demo/return') || location.endsWith(browser.sessionId);
  };
}

const signingIn = ({ userId }: Victim) => openPages(client, userId, { appName: 'demo-app' });
const validate =
  (deliveryChannel: string) =>
  async ({ userId }: Victim, { code: otpCode, correlationId = 'x' }: Code) =>
    (await client.validateOtp({ userId, appName: 'demo-app', deliveryChannel, otpCode, correlationId })).status === 200;

const CLIENT_PINS: readonly Kind[] = Object.keys(KINDS).filter((kind) => / a client /.test(`${kind} `)) as Kind[];

/** Every place that takes a code, and the kinds that it is for. */
const PLACES: Readonly<Record<string, Place>> = {
  'validateOTP for a PIN': { takes: CLIENT_PINS, attempt: validate('email') },
  'validateOTP for an authenticator': { takes: ['code of an authenticator'], attempt: validate('totp') },
  'the token endpoint with a correlation id': {
    // What the client itself can read is no factor of the user.
    takes: ['mailed PIN of a client', 'texted PIN of a client'],
    attempt: async ({ userId }, { code, correlationId = 'x' }) =>
      (await password(userId, { otp_code: code, correlation_id: correlationId })).status === 200,
  },
  'the token endpoint without one': {
    takes: ['code of an authenticator'],
    attempt: async ({ userId }, { code }) => (await password(userId, { otp_code: code })).status === 200,
  },
  'the token endpoint for a refresh': {
    takes: ['refresh token'],
    attempt: async (_victim, { code }) =>
      (await askToken(client, { grant_type: 'REFRESH_TOKEN', refresh_token: code })).status === 200,
  },
  'the page for mailed codes': { takes: ['mailed PIN of a page'], attempt: page('email', { act: 'send' }, signingIn) },
  'the page for texted codes': { takes: ['texted PIN of a page'], attempt: page('sms', { act: 'send' }, signingIn) },
  'the page for an authenticator': { takes: ['code of an authenticator'], attempt: page('totp', {}, signingIn) },
  'the page for a new address': {
    takes: ['PIN for a new address'],
    attempt: page('add-email', { act: 'send', address: 'other@example.com' }, enrolling),
  },
  'the page for a new authenticator': { takes: [], attempt: page('add-totp', { act: 'start' }, enrolling) },
  'the answer of a phone': {
    takes: ['digits of a push'],
    async attempt({ userId, device }, { code, challengeId }) {
      const id = challengeId ?? (await startPush(client, userId)).challengeId;
      return (await device.approve(id, code)).status === 200;
    },
  },
  'the registration of a device': {
    takes: ['enrolment code'],
    async attempt(_victim, { code }) {
      const keys = await generateKeyPair('ES256', { extractable: true });
      const body = { registration: await registration(keys, { code }) };
      return (await client.call('POST', '/mfa/v1/devices', { body })).status === 201;
    },
  },
  'a bearer at the token info': {
    takes: ['access token'],
    attempt: async (_victim, { code }) => (await tokenInfo(client, code)).status === 200,
  },
  'the password of a client': {
    takes: [],
    attempt: async ({ userId }, { code }) =>
      (await client.createOtp({ userId }, { as: `demo-app:${code.slice(0, 500)}` })).status === 200,
  },
  'the result of a session': {
    takes: [],
    attempt: async (_victim, { code }) =>
      (await client.call('POST', `/mfa/v1/sessions/${encodeURIComponent(code.slice(0, 500))}/result`, { as: CLIENT }))
        .status === 200,
  },
};

describe.each(Object.keys(KINDS) as Kind[])('a %s', (kind) => {
  test('counts where it was made for, and nowhere else', async () => {
    let victim = await newVictim();
    const accepted: string[] = [];
    for (const [name, place] of Object.entries(PLACES)) {
      // Only so many codes go to other addresses of one person in a day.
      if (/new address|of its own/.test(kind)) victim = await newVictim();
      const code = await KINDS[kind](victim);
      expect(code.code, 'the code that is tried').not.toBe('');
      if (await place.attempt(victim, code)) accepted.push(name);
      await client.unlock(victim.userId);
    }
    const meant = Object.entries(PLACES).flatMap(([name, { takes }]) => (takes.includes(kind) ? [name] : []));
    expect(accepted).toEqual(meant);
  }, 120_000);
});

/** As pages once wrote it, and as somebody might guess that they do now. */
const NAMES = ['ID', 'ID WAY', 'ID WAY confirms ADDRESS', 'ID","WAY","ADDRESS', '["ID","WAY","ADDRESS"]'];

describe('the text field of createOTP that names a session', () => {
  test.each(['email', 'sms'] as const)('makes no code of a page for %s, whatever it says', async (method) => {
    for (const name of NAMES) {
      const victim = await newVictim();
      const browser = await openPages(client, victim.userId);
      await browser.post(method, { act: 'send' });
      const sessionId = name
        .replace('ID', browser.sessionId)
        .replace('WAY', method)
        .replace('ADDRESS', method === 'email' ? victim.mail : victim.mobile);
      const to = method === 'email' ? { email: THIEF } : { phone: PHONE_OF_THIEF };
      const made = await client.createOtp({ userId: victim.userId, deliveryChannel: method, sessionId, ...to });
      expect(made.status, JSON.stringify(made.body)).toBe(200);
      const code = messageTo(method === 'email' ? THIEF : PHONE_OF_THIEF);
      const { correlationId = '' } = made.body;
      await browser.post(method, { act: 'check', code, sent: correlationId, until: '9999999999999' });
      expect((await browser.result()).body.code, sessionId).toBe('SESSION_UNFINISHED');
    }
  });
});
