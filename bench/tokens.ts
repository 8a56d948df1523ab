import { generateSync } from 'otplib';
import { startLocal } from '../local/local-service.ts';
import { median, report, rounded, type Section } from './section.ts';

const RUNS = 60;
const AT_ONCE = 8;
const DOMAIN = '/oam/services/rest/ssa/api/v1/oauthpolicyadmin/oauthidentitydomain?name=DefaultDomain';
const KEY = '/oauth2/rest/resources/secretkey';
const VALIDATE = '/oam/services/rest/auth/api/v1/mfa';
const CLIENT = `Basic ${btoa('demo-app:demo-app-secret')}`;
const ADMINISTRATOR = `Basic ${btoa('admin:admin-password')}`;

type Answer = Readonly<Record<string, string>>;

await report(measure);

/** Each call with warm caches: its requests to AWS, its time alone, and how many a second eight callers get. */
async function measure(): Promise<Section> {
  const { url, aws } = await startLocal({ port: 0 });
  if (aws === undefined) throw new Error('AWS_ENDPOINT_URL is set; the requests are counted by the embedded AWS');
  const send = async (method: string, path: string, authorization: string, type = '', body = ''): Promise<Answer> => {
    const headers = { authorization, ...(type === '' ? {} : { 'content-type': type }) };
    const answer = await fetch(url + path, { method, headers, ...(body === '' ? {} : { body }) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
    return text === '' ? {} : JSON.parse(text);
  };
  const json = (method: string, path: string, authorization: string, body: object) =>
    send(method, path, authorization, 'application/json', JSON.stringify(body));
  const token = (form: Record<string, string>) =>
    send('POST', '/oauth2/rest/token', CLIENT, 'application/x-www-form-urlencoded', `${new URLSearchParams(form)}`);
  const bob = { grant_type: 'PASSWORD', username: 'bob', password: 'bob-password' };

  await json('PUT', DOMAIN, ADMINISTRATOR, {
    tokenSettings: [{ tokenType: 'ACCESS_TOKEN', refreshTokenEnabled: true }],
  });
  await json('PUT', '/mfa/v1/domains/DefaultDomain/settings', ADMINISTRATOR, { EnableSecretKeyLifecycle: true });
  const secret = await enrolAlice(send, json);
  const codeOfAlice = () => generateSync({ secret });
  let refresh = (await token(bob)).refresh_token ?? '';
  const bearer = `Bearer ${(await token(bob)).access_token}`;
  const again = async () => {
    refresh = (await token({ grant_type: 'REFRESH_TOKEN', refresh_token: refresh })).refresh_token ?? '';
  };
  await send('POST', KEY, bearer);

  const row = async (what: string, run: () => Promise<unknown>, { runs = RUNS, parallel = true } = {}) => {
    // The first call of a function loads it, and keys and settings with it.
    if (runs > 1) await run();
    aws.requests.reset();
    const first = await timed(run);
    const requests = Object.entries(aws.requests.count()).map(([action, count]) => `${count} ${action}`);
    const times = [first];
    for (let number = 1; number < runs; number++) times.push(await timed(run));
    const rate = parallel ? rounded(await perSecond(run)) : '';
    return [what, requests.join(', ') || 'none', `${rounded(median(times))} ms`, rate];
  };
  const alice = { grant_type: 'PASSWORD', username: 'alice', password: 'alice-password' };
  return {
    title: 'Access tokens',
    text: `Requests of one call with warm caches, the median of ${RUNS} calls one after the other, and calls per second of ${AT_ONCE} callers. A sign-in with a password is bound by scrypt, which is meant to be slow.`,
    head: ['call', 'requests to AWS', 'median', 'per second'],
    rows: [
      await row('a token for a client', () => token({ grant_type: 'CLIENT_CREDENTIALS' })),
      await row('sign-in with a password', () => token(bob)),
      await row('sign-in with password and TOTP', () => token({ ...alice, otp_code: codeOfAlice() }), {
        runs: 1,
        parallel: false,
      }),
      await row('a refresh token used', again, { parallel: false }),
      await row('what a token is', () => send('GET', '/oauth2/rest/token/info', bearer)),
      await row('show the secret key', () => send('GET', KEY, bearer)),
      await row('replace the secret key', () => send('PUT', KEY, bearer)),
    ],
  };

  /** Gives alice a confirmed key, by the code of two steps ago, so that the current one is still good. */
  async function enrolAlice(post: typeof send, postJson: typeof json): Promise<string> {
    const { secret_key: key = '' } = await post('POST', KEY, `Basic ${btoa('alice:alice-password')}`);
    const fields = { appName: 'demo-app', userId: 'alice', deliveryChannel: 'totp' };
    const { correlationId } = await postJson('POST', `${VALIDATE}/createOTP`, CLIENT, fields);
    const otpCode = generateSync({ secret: key, epoch: Date.now() / 1000 - 60 });
    await postJson('POST', `${VALIDATE}/validateOTP`, CLIENT, { ...fields, correlationId, otpCode });
    return key;
  }
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await run();
  return performance.now() - startedAt;
}

async function perSecond(run: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  const caller = async () => {
    for (let number = 0; number < RUNS / AT_ONCE; number++) await run();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, caller));
  return (Math.ceil(RUNS / AT_ONCE) * AT_ONCE * 1000) / (performance.now() - startedAt);
}
