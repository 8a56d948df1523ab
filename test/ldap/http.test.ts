import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { createGuardrails, generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { register } from '../http/applications.ts';
import { ADMIN, type OtpClient, SECRET_KEY, startClient, wrongCode } from '../http/client.ts';
import { makeCorporate } from './corporate.ts';
import { demandSlapd } from './demand-slapd.ts';
import { directoryLdif, OLD_SECRET, passwordOf } from './people.ts';
import { hasSlapd, type Slapd, startSlapd } from './slapd.ts';

const IN_LDAP = { 'x-oauth-identity-domain-name': 'Corporate' };
/** otplib refuses secrets under 16 bytes unless told otherwise; OAM's have 10. */
const SHORT_SECRETS = createGuardrails({ MIN_SECRET_BYTES: 10 });
const LONG_SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

demandSlapd('identity domains in LDAP');

describe.runIf(hasSlapd)('a domain whose users live in LDAP', () => {
  let client: OtpClient;
  let slapd: Slapd;
  let untouched: string;

  beforeAll(async () => {
    slapd = await startSlapd({ ldif: directoryLdif() });
    untouched = slapd.dump();
    client = await startClient();
    await register(client, ['demo'], { rights: ['other-domains'] });
    await makeCorporate(client, slapd);
  });
  afterAll(async () => {
    await client?.service.close();
    await slapd?.remove();
  });

  const search = (text: string) =>
    client.call('GET', `/mfa/v1/users?domain=Corporate&search=${encodeURIComponent(text)}`, { as: ADMIN });
  const createOtp = (userId: string, deliveryChannel: string) =>
    client.createOtp({ userId, deliveryChannel, idStore: 'Corporate' });
  const validate = (userId: string, correlationId: string, otpCode: string, deliveryChannel = 'totp') =>
    client.validateOtp({ userId, correlationId, otpCode, deliveryChannel, idStore: 'Corporate' });
  const code = (secret: string) =>
    generateSync({ secret, epoch: Math.floor(Date.now() / 1000), guardrails: SHORT_SECRETS });
  const credential = async (userId: string) => {
    const Key = { pk: `USER#Corporate#${userId}`, sk: 'CREDENTIAL' };
    return (await openTable('sekisho').client.send(new GetCommand({ TableName: 'sekisho', Key }))).Item;
  };
  const makeKey = (userId: string, password = passwordOf(userId)) =>
    client.call('POST', SECRET_KEY, { as: `${userId}:${password}`, headers: IN_LDAP });

  describe('sends PINs', () => {
    it('to the address in the directory, in the language that stands there', async () => {
      const made = await createOtp('hanako', 'email');
      expect(made.status, JSON.stringify(made.body)).toBe(200);
      const [mail] = client.service.aws?.inbox.list('hanako@example.com') ?? [];
      expect(mail?.text).toMatch(/[ぁ-ん]/);
      const [, pin = ''] = /(\d{6})/.exec(mail?.text ?? '') ?? [];
      expect((await validate('hanako', String(made.body.correlationId), pin, 'email')).status).toBe(200);
    });

    it('to a phone number as a person wrote it there', async () => {
      expect((await createOtp('hanako', 'sms')).status).toBe(200);
      expect(client.service.aws?.inbox.list('+819012345678')).toHaveLength(1);
    });

    it('to nobody who is not in the directory, and says so', async () => {
      const answer = await createOtp('nobody', 'email');
      expect([answer.status, answer.body.minorCode]).toEqual([404, 'USER_UNKNOWN']);
      const twin = await createOtp('twin', 'email');
      expect([twin.status, twin.body.minorCode]).toEqual([422, 'USER_AMBIGUOUS']);
    });
  });

  describe('knows its callers', () => {
    it('by the bind and the group: a client of OTPRestUserGroup may call, others may not', async () => {
      const body = { appName: 'mine', userId: 'hanako', deliveryChannel: 'email' };
      const call = (as: string) => client.createOtp({}, { as, body, headers: IN_LDAP });
      expect((await call('app:app-password')).status).toBe(200);
      expect((await call('app:wrong')).body.minorCode).toBe('CREDENTIALS_INVALID');
      expect((await call('hanako:hanako-password')).body.minorCode).toBe('CREDENTIALS_INVALID');
    });

    it('and lets a user make his key, but only with the password that the directory takes', async () => {
      expect((await makeKey('taro', 'Taro-password')).status).toBe(200);
      expect((await makeKey('taro', 'wrong')).status).toBe(401);
      expect((await makeKey('taro', '')).status).toBe(401);
    });
  });

  describe('takes over the secret of the old system', () => {
    it('at its first right code: 16 letters, sealed from then on, and its code is spent', async () => {
      const { body } = await createOtp('legacy', 'totp');
      const right = code(OLD_SECRET);
      const wrong = await validate('legacy', String(body.correlationId), wrongCode(right));
      expect([wrong.status, wrong.body.minorCode]).toEqual([422, 'OTP_INVALID']);
      expect((await credential('legacy'))?.totp).toBeUndefined();
      expect((await validate('legacy', String(body.correlationId), right)).status).toBe(200);
      const taken = await credential('legacy');
      expect(taken?.totp?.sealed).toHaveLength(12 + 10 + 16);
      expect(taken?.failures).toBe(0);
      expect((await validate('legacy', String(body.correlationId), right)).body.minorCode).toBe('OTP_REPLAYED');
    });

    it('written with blanks and in small letters too', async () => {
      const { body } = await createOtp('legacy-mover', 'totp');
      expect((await validate('legacy-mover', String(body.correlationId), code(OLD_SECRET))).status).toBe(200);
    });

    it('once, however many calls bring the right code at the same moment', async () => {
      const { body } = await createOtp('legacy-racer', 'totp');
      const right = code(LONG_SECRET);
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => validate('legacy-racer', String(body.correlationId), right)),
      );
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    });

    it('not from a text that is no secret', async () => {
      expect((await createOtp('described', 'totp')).body.minorCode).toBe('FACTOR_NOT_ENROLLED');
    });

    it('not from words that could be decoded, and the user may enrol', async () => {
      expect((await createOtp('titled', 'totp')).body.minorCode).toBe('FACTOR_NOT_ENROLLED');
      expect((await makeKey('titled')).status).toBe(200);
    });

    it('with such words beside it, while a stolen password makes no second key', async () => {
      expect((await makeKey('legacy-titled')).body.errorCode).toBe('SECRET_KEY_EXISTS');
      const { body } = await createOtp('legacy-titled', 'totp');
      expect((await validate('legacy-titled', String(body.correlationId), code(OLD_SECRET))).status).toBe(200);
    });

    it('while a stolen password can make no second key beside it', async () => {
      const answer = await makeKey('legacy-locked');
      expect([answer.status, answer.body.errorCode]).toEqual([409, 'SECRET_KEY_EXISTS']);
    });

    it('and counts every guess: of 40 parallel ones no more are compared than MaxAttempts allows', async () => {
      const { body } = await createOtp('legacy-guessed', 'totp');
      const wrong = wrongCode(code(LONG_SECRET));
      const answers = await Promise.all(
        Array.from({ length: 40 }, () => validate('legacy-guessed', String(body.correlationId), wrong)),
      );
      expect(answers.filter(({ body: { minorCode } }) => minorCode === 'OTP_INVALID').length).toBeLessThanOrEqual(10);
      const right = await validate('legacy-guessed', String(body.correlationId), code(LONG_SECRET));
      expect([right.status, right.body.minorCode]).toEqual([422, 'USER_LOCKED']);
      expect((await credential('legacy-guessed'))?.failures).toBe(10);
    });
  });

  it('is never written to', () => {
    expect(slapd.dump()).toBe(untouched);
  });

  it('is helped like any other: the key that the old system keeps counts no more once it is removed', async () => {
    const remove = () =>
      client.call('DELETE', '/mfa/v1/users/legacy-removed/factors/totp?domain=Corporate', {
        as: ADMIN,
        headers: { 'sekisho-reason': 'INC-4711' },
      });
    expect((await createOtp('legacy-removed', 'totp')).status).toBe(200);
    expect((await remove()).status).toBe(204);
    expect((await createOtp('legacy-removed', 'totp')).body.minorCode).toBe('FACTOR_NOT_ENROLLED');
    expect((await remove()).body.code, 'once').toBe('FACTOR_UNKNOWN');
    expect(slapd.dump()).toBe(untouched);
  });

  it.each([
    ['HANA', ['hanako']],
    ['hanako@example', ['hanako']],
    ['090-1234-5678', ['hanako']],
    ['+81 90 1234 5678', ['hanako']],
    ['山田', ['山田']],
    ['two-names', []],
    ['nobody', []],
  ])('is searched by the beginning of a name, a mail address and a phone number: %s', async (text, names) => {
    const { status, body } = await search(text);
    const { found } = body as unknown as { found: { userId: string }[] };
    expect([status, found.map(({ userId }) => userId)]).toEqual([200, names]);
  });

  it('shows of the addresses of who was found only what one knows them by', async () => {
    expect((await search('hanako')).body).toMatchObject({ found: [{ mail: 'h•••@example.com', phone: '••• 5678' }] });
  });

  it('is 424 within three seconds while the directory is gone, whatever is asked, and never a wrong password', async () => {
    await slapd.stop();
    const started = performance.now();
    const calls = [
      await createOtp('hanako', 'email'),
      await search('hanako'),
      await makeKey('hanako'),
      await makeKey('hanako', 'wrong'),
      await client.createOtp({ userId: 'hanako' }, { as: 'app:app-password-unknown', headers: IN_LDAP }),
    ];
    expect(performance.now() - started).toBeLessThan(calls.length * 3_000);
    for (const { status, body } of calls) {
      expect([status, body.minorCode ?? body.errorCode ?? body.code]).toEqual([424, 'DIRECTORY_UNAVAILABLE']);
    }
    await slapd.start();
    expect((await createOtp('taro', 'email')).status).toBe(200);
  });
});
