/** Tokens: signed before anything is spent, a code and a refresh token work once, and a broken call ends no sign-in. */
import { generateSync } from 'otplib';
import { expect } from 'vitest';
import { ADMIN, type Answer, SECRET_KEY } from '../../http/client.ts';
import { askToken, bearer, DOMAINS, INFO } from '../../http/token-client.ts';
import { freshUser, later, PASSWORD, type Scenarios, scenario, service } from '../break-each-call.ts';

let hasRefreshTokens = false;

async function person(): Promise<string> {
  if (!hasRefreshTokens) {
    const tokenSettings = [{ tokenType: 'ACCESS_TOKEN', refreshTokenEnabled: true, refreshTokenExpiry: 86_400 }];
    const body = { tokenSettings };
    const changed = await service().client.call('PUT', `${DOMAINS}?name=DefaultDomain`, { as: ADMIN, body });
    expect(changed.status).toBe(200);
    later(31_000);
    hasRefreshTokens = true;
  }
  return freshUser();
}

function signIn(userId: string, extra: Record<string, string> = {}): Promise<Answer> {
  return askToken(service().client, { grant_type: 'PASSWORD', username: userId, password: PASSWORD, ...extra });
}

function refresh(token: string): Promise<Answer> {
  return askToken(service().client, { grant_type: 'REFRESH_TOKEN', refresh_token: token });
}

const codeNow = (secret: string): string => generateSync({ secret, epoch: Math.floor(Date.now() / 1000) });

/** A token that was answered is good, and says what was shown for it. */
async function expectGood({ body }: Answer, amr?: string[]): Promise<void> {
  const info = await service().client.call('GET', INFO, bearer(String(body.access_token)));
  expect(info.status, JSON.stringify(info.body)).toBe(200);
  expect(info.body.amr).toEqual(amr);
}

interface Enrolled {
  readonly userId: string;
  readonly secret: string;
}

async function enrolled(): Promise<Enrolled> {
  const userId = await person();
  const { client } = service();
  const made = await client.call('POST', SECRET_KEY, { as: `${userId}:${PASSWORD}` });
  const secret = String(made.body.secret_key);
  const confirmed = await signIn(userId, { otp_code: codeNow(secret) });
  expect(confirmed.status, JSON.stringify(confirmed.body)).toBe(200);
  return { userId, secret };
}

export const TOKEN: Scenarios = {
  'POST /oauth2/rest/token': [
    scenario({
      name: 'for a client',
      prepare: async () => undefined,
      act: () => askToken(service().client, { grant_type: 'CLIENT_CREDENTIALS' }),
      async check(_nothing, answer) {
        if (answer.status === 200) await expectGood(answer);
        expect((await askToken(service().client, { grant_type: 'CLIENT_CREDENTIALS' })).status).toBe(200);
      },
    }),
    scenario({
      name: 'for a password, with a refresh token',
      prepare: person,
      act: (userId) => signIn(userId),
      async check(userId, answer) {
        const next = answer.status === 200 ? answer : await signIn(userId);
        await expectGood(next, ['pwd']);
        expect((await refresh(String(next.body.refresh_token))).status, 'the refresh token').toBe(200);
        expect((await signIn(userId)).status, 'the next try').toBe(200);
      },
    }),
    scenario<Enrolled & { otpCode?: string }>({
      name: 'for a password and the code of an authenticator',
      prepare: enrolled,
      act(context) {
        context.otpCode = codeNow(context.secret);
        return signIn(context.userId, { otp_code: context.otpCode });
      },
      async check({ userId, secret, otpCode = '' }, answer) {
        if (answer.status === 200) await expectGood(answer, ['pwd', 'otp', 'mfa']);
        const again = await signIn(userId, { otp_code: otpCode });
        const accepted = [answer, again].filter(({ status }) => status === 200);
        expect(accepted.length, 'uses of one code').toBeLessThanOrEqual(1);
        later(30_000);
        expect((await signIn(userId, { otp_code: codeNow(secret) })).status, 'the next code').toBe(200);
      },
    }),
    scenario({
      name: 'for a refresh token',
      async prepare() {
        const userId = await person();
        return { userId, token: String((await signIn(userId)).body.refresh_token) };
      },
      act: ({ token }) => refresh(token),
      async check({ userId, token }, answer) {
        if (answer.status === 200) await expectGood(answer, ['pwd']);
        const again = await refresh(token);
        const accepted = [answer, again].filter(({ status }) => status === 200);
        expect(accepted.length, 'uses of one refresh token').toBeLessThanOrEqual(1);
        expect((await signIn(userId)).status, 'the next sign-in').toBe(200);
      },
    }),
  ],

  'GET /oauth2/rest/token/info': [
    scenario({
      name: 'of a good token',
      async prepare() {
        return String((await askToken(service().client, { grant_type: 'CLIENT_CREDENTIALS' })).body.access_token);
      },
      act: (token) => service().client.call('GET', INFO, bearer(token)),
      async check(token, answer) {
        if (answer.status === 200) expect(answer.body.sub).toBe('demo-app');
        expect((await service().client.call('GET', INFO, bearer(token))).status, 'the next try').toBe(200);
      },
    }),
  ],
};
