import { CompactSign } from 'jose';
import { generateSync } from 'otplib';
import { PASSWORD, type Person, type World } from './soak-world.ts';

/** What one journey came to. `accepted` was also tried a second time. */
export type Outcome =
  | { readonly kind: 'accepted' }
  /** There is nothing to do for this person now: his code of this half minute is used. */
  | { readonly kind: 'not-now' }
  /** A right call was not answered as it should be. */
  | { readonly kind: 'failed'; readonly at: string; readonly status: number; readonly code: string }
  /** Something that counts once was taken twice, or something wrong was taken. */
  | { readonly kind: 'taken-twice'; readonly what: string };

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, string>>;
}

/** `retried`: after a failure, with no faults; it must then work. */
export type Journey = (world: World, person: Person, http: Http, retried: boolean) => Promise<Outcome>;

export type Http = (method: string, path: string, options?: HttpOptions) => Promise<Answer>;

interface HttpOptions {
  readonly as?: string;
  readonly json?: object;
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

const CLIENT = 'demo-app:demo-app-secret';
const MFA = '/oam/services/rest/auth/api/v1/mfa';
const STEP_SECONDS = 30;

/** A client of the service that follows no redirect and tells every status to `count`. */
export function httpClient(url: string, count: (status: number) => void): Http {
  return async (method, path, { as, json, form, headers = {} } = {}) => {
    const type = json !== undefined ? 'application/json' : 'application/x-www-form-urlencoded';
    const body = json !== undefined ? JSON.stringify(json) : form && String(new URLSearchParams(form));
    const answer = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(as === undefined ? {} : { authorization: `Basic ${btoa(as)}` }),
        ...(body === undefined ? {} : { 'content-type': type }),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    });
    const text = await answer.text();
    count(answer.status);
    const isJson = answer.headers.get('content-type')?.includes('json') === true && text !== '';
    return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : { page: text } };
  };
}

const ACCEPTED = { kind: 'accepted' } as const;

function failed(at: string, { status, body }: Answer): Outcome {
  return { kind: 'failed', at, status, code: body.minorCode ?? body.code ?? body.errorCode ?? '' };
}

function create(http: Http, userId: string, deliveryChannel: string): Promise<Answer> {
  const headers = { 'idempotency-key': crypto.randomUUID() };
  return http('POST', `${MFA}/createOTP`, { as: CLIENT, json: { appName: 'demo', userId, deliveryChannel }, headers });
}

const validate: (http: Http, fields: object) => Promise<Answer> = (http, fields) =>
  http('POST', `${MFA}/validateOTP`, { as: CLIENT, json: { appName: 'demo', ...fields } });

/** A mailed PIN: a wrong one first, then the right one, then the same again. */
export const mailedPin: Journey = async ({ ask }, { userId, mail }, http) => {
  const made = await create(http, userId, 'email');
  if (made.status !== 200) return failed('createOTP', made);
  const otpCode = await ask<string>({ ask: 'mailed', to: mail });
  const { correlationId } = made.body;
  const wrong = await validate(http, { userId, correlationId, otpCode: otpCode === '000000' ? '000001' : '000000' });
  if (wrong.status === 200) return { kind: 'taken-twice', what: 'a wrong PIN' };
  const right = await validate(http, { userId, correlationId, otpCode });
  if (right.status !== 200) return failed('validateOTP', right);
  const again = await validate(http, { userId, correlationId, otpCode });
  return again.status === 200 ? { kind: 'taken-twice', what: 'a PIN' } : ACCEPTED;
};

/**
 * The code of an authenticator, then the same again. Ordinary journeys take the code of the half minute before, so that
 * after a failure that of now is left to try.
 */
export const totpCode: Journey = async (_world, person, http, retried) => {
  const { userId, secret } = person;
  const step = Math.floor(Date.now() / 1000 / STEP_SECONDS) - (retried ? 0 : 1);
  if (step <= person.lastStep) return { kind: 'not-now' };
  person.lastStep = step;
  const otpCode = generateSync({ secret, epoch: step * STEP_SECONDS });
  const begun = await create(http, userId, 'totp');
  if (begun.status !== 200) return failed('createOTP for a code', begun);
  const fields = { userId, deliveryChannel: 'totp', correlationId: begun.body.correlationId, otpCode };
  const right = await validate(http, fields);
  if (right.status !== 200) return failed('validateOTP of a code', right);
  return (await validate(http, fields)).status === 200 ? { kind: 'taken-twice', what: 'a code' } : ACCEPTED;
};

/** A push: begun, approved with its digits, read by the application, and approved again. */
export const push: Journey = async ({ deviceKey }, { userId, deviceId }, http) => {
  const begun = await http('POST', '/mfa/v1/push-challenges', { as: CLIENT, json: { userId, appName: 'demo' } });
  if (begun.status !== 201) return failed('begin a push', begun);
  const { challengeId, matchCode } = begun.body;
  const path = `/mfa/v1/push-challenges/${challengeId}`;
  const approve = async () => {
    const claims = { challengeId, answer: 'approve', matchCode };
    const payload = { iat: Math.floor(Date.now() / 1000), jti: crypto.randomUUID(), ...claims };
    const header = { alg: 'ES256', typ: 'sekisho-answer+jws', kid: deviceId };
    const signing = new CompactSign(new TextEncoder().encode(JSON.stringify(payload)));
    const answer = await signing.setProtectedHeader(header).sign(deviceKey);
    return http('POST', `${path}/answer`, { json: { answer } });
  };
  const right = await approve();
  if (right.status !== 200) return failed('approve a push', right);
  const read = await http('GET', path, { as: CLIENT });
  if (read.status !== 200 || read.body.status !== 'approved') return failed('read an approved push', read);
  return (await approve()).status === 200 ? { kind: 'taken-twice', what: 'an approval' } : ACCEPTED;
};

/** A session on the hosted pages by a mailed code, its result, and the result again. */
export const session: Journey = async ({ url, ask }, { userId, mail }, http) => {
  const json = { userId, appName: 'demo', returnUrl: `${url}/demo/return` };
  const begun = await http('POST', '/mfa/v1/sessions', { as: CLIENT, json });
  if (begun.status !== 201) return failed('begin a session', begun);
  const path = `/mfa/s/${begun.body.sessionId}`;
  const page = await http('GET', path);
  if (page.status !== 200) return failed('look at the pages', page);
  const cookie = page.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const token = /name="token" value="([^"]+)"/.exec(page.body.page ?? '')?.[1] ?? '';
  const headers = { cookie, 'sec-fetch-site': 'same-origin' };
  const sent = await http('POST', `${path}/email`, { form: { token, act: 'send' }, headers });
  if (sent.headers.get('location') !== `${path}/email`) return failed('send a code', sent);
  const code = await ask<string>({ ask: 'mailed', to: mail });
  // The token of the page that bound the session, so its first cookie is enough.
  const form = { token, act: 'check', code };
  const typed = await http('POST', `${path}/email`, { form, headers });
  const result = await http('POST', `/mfa/v1/sessions/${begun.body.sessionId}/result`, { as: CLIENT });
  if (result.status !== 200) return failed(`take the result after ${typed.status}`, result);
  const again = await http('POST', `/mfa/v1/sessions/${begun.body.sessionId}/result`, { as: CLIENT });
  return again.status === 200 ? { kind: 'taken-twice', what: 'a result' } : ACCEPTED;
};

/** A refresh token; now and then the old one again, which ends all of its family. */
export const refresh: Journey = async (_world, person, http) => {
  const { userId, refreshToken } = person;
  const ask = (form: Record<string, string>) => http('POST', '/oauth2/rest/token', { as: CLIENT, form });
  if (refreshToken === undefined) {
    const signedIn = await signIn(ask, person);
    if (signedIn === 'not-now') return { kind: 'not-now' };
    if (signedIn.status !== 200) return failed(`sign in as ${userId}`, signedIn);
    person.refreshToken = signedIn.body.refresh_token;
    return ACCEPTED;
  }
  person.refreshToken = undefined;
  const form = { grant_type: 'REFRESH_TOKEN', refresh_token: refreshToken };
  const next = await ask(form);
  if (next.status !== 200) return failed('use a refresh token', next);
  if (Math.random() < 0.9) {
    person.refreshToken = next.body.refresh_token;
    return ACCEPTED;
  }
  return (await ask(form)).status === 200 ? { kind: 'taken-twice', what: 'a refresh token' } : ACCEPTED;
};

/** With the password and the code of now: the half minute before belongs to the other journeys. */
async function signIn(
  ask: (form: Record<string, string>) => Promise<Answer>,
  person: Person,
): Promise<Answer | 'not-now'> {
  const step = Math.floor(Date.now() / 1000 / STEP_SECONDS);
  if (step <= person.lastStep) return 'not-now';
  person.lastStep = step;
  const otp_code = generateSync({ secret: person.secret, epoch: step * STEP_SECONDS });
  return ask({ grant_type: 'PASSWORD', username: person.userId, password: PASSWORD, otp_code });
}
