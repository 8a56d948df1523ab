/**
 * What somebody without the device, without the digits or with an old message can try. Each answer must be refused and
 * the challenge must stay as it was: an approval is the whole second factor.
 */
import { CompactSign, type CryptoKey, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, CLIENT, type OtpClient, startClient, wrongCode } from '../http/client.ts';
import {
  deviceOf,
  enrolDevice,
  enrolmentCode,
  newId,
  nowSeconds,
  read,
  registration,
  type Started,
  startPush,
  type TestDevice,
} from '../http/push-client.ts';
import { putUser } from '../http/put-user.ts';

let client: OtpClient;
let stranger: TestDevice;
beforeAll(async () => {
  client = await startClient();
  await putUser({ userId: 'stranger' }, 'a-password');
  stranger = await enrolDevice(client, 'stranger');
});
afterAll(() => client.service.close());

let users = 0;
let userId: string;
let device: TestDevice;
let challenge: Started;
beforeEach(async () => {
  users += 1;
  userId = `victim-${users}`;
  await putUser({ userId }, 'a-password');
  device = await enrolDevice(client, userId);
  challenge = await startPush(client, userId);
});

async function expectRefused(answer: Answer, status: number, code: string): Promise<void> {
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  expect((await read(client, challenge.challengeId)).body.status).toBe('pending');
}

const approval = () => ({
  challengeId: challenge.challengeId,
  answer: 'approve',
  matchCode: challenge.matchCode,
  iat: nowSeconds(),
  jti: newId(),
});
const encode = (payload: object) => new TextEncoder().encode(JSON.stringify(payload));

describe('an answer is refused', () => {
  it('without a signature (alg none)', async () => {
    const unsigned = new UnsecuredJWT(approval()).encode();
    await expectRefused(await device.send(challenge.challengeId, unsigned), 401, 'SIGNATURE_INVALID');
  });

  it('with an empty or a cut signature', async () => {
    const jws = await device.sign('answer', approval());
    const [head = '', body = '', signature = ''] = jws.split('.');
    for (const cut of [`${head}.${body}.`, `${head}.${body}`, `${head}.${body}.${signature.slice(0, 40)}`]) {
      await expectRefused(await device.send(challenge.challengeId, cut), 401, 'SIGNATURE_INVALID');
    }
  });

  it('with a changed payload under a right signature', async () => {
    const jws = await device.sign('answer', { ...approval(), answer: 'deny', reason: 'mistake' });
    const [head, , signature] = jws.split('.');
    const forged = `${head}.${Buffer.from(JSON.stringify(approval())).toString('base64url')}.${signature}`;
    await expectRefused(await device.send(challenge.challengeId, forged), 401, 'SIGNATURE_INVALID');
  });

  it('by the device of another user, under its own name', async () => {
    const jws = await stranger.sign('answer', approval());
    await expectRefused(await device.send(challenge.challengeId, jws), 401, 'SIGNATURE_INVALID');
  });

  it('by another key under the name of the device', async () => {
    const jws = await deviceOf(client, device.id, stranger.key, { domain: 'x', userId }).sign('answer', approval());
    await expectRefused(await device.send(challenge.challengeId, jws), 401, 'SIGNATURE_INVALID');
  });

  it('with HMAC under the public key as the secret', async () => {
    const jws = await new SignJWT(approval())
      .setProtectedHeader({ alg: 'HS256', typ: 'sekisho-answer+jws', kid: device.id })
      .sign(new TextEncoder().encode(JSON.stringify(device.id).padEnd(32)));
    await expectRefused(await device.send(challenge.challengeId, jws), 401, 'SIGNATURE_INVALID');
  });

  it.each([-61, 62])('when it was signed %i seconds from now', async (seconds) => {
    const jws = await device.sign('answer', { ...approval(), iat: nowSeconds() + seconds });
    await expectRefused(await device.send(challenge.challengeId, jws), 401, 'SIGNATURE_STALE');
  });

  it('when it was signed for another challenge', async () => {
    const other = await startPush(client, userId);
    const jws = await device.sign('answer', { ...approval(), challengeId: other.challengeId });
    await expectRefused(await device.send(challenge.challengeId, jws), 401, 'SIGNATURE_INVALID');
  });

  it('when it is a message for another purpose', async () => {
    const jws = await device.sign('pull', { ...approval(), domain: 'DefaultDomain', userId });
    await expectRefused(await device.send(challenge.challengeId, jws), 401, 'SIGNATURE_INVALID');
  });

  it('when it brings its own key', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
    const jws = await registration({ publicKey, privateKey }, approval(), {
      typ: 'sekisho-answer+jws',
      kid: device.id,
    });
    await expectRefused(await device.send(challenge.challengeId, jws), 401, 'SIGNATURE_INVALID');
  });

  it('when the very same message comes again, and it does not count again', async () => {
    const jws = await device.sign('answer', { ...approval(), matchCode: wrongCode(challenge.matchCode) });
    await expectRefused(await device.send(challenge.challengeId, jws), 422, 'OTP_INVALID');
    for (let again = 0; again < 20; again++) {
      await expectRefused(await device.send(challenge.challengeId, jws), 422, 'OTP_REPLAYED');
    }
    expect((await device.approve(challenge.challengeId, challenge.matchCode)).status).toBe(200);
  });

  it('when the digits are those of another challenge of the user', async () => {
    const other = await startPush(client, userId);
    await expectRefused(await device.approve(challenge.challengeId, other.matchCode), 422, 'OTP_INVALID');
  });

  it('when there is no such challenge', async () => {
    const jws = await device.sign('answer', approval());
    const answer = await device.send('AAAAAAAAAAAAAAAAAAAAAA', jws);
    expect([answer.status, answer.body.code]).toEqual([404, 'CHALLENGE_UNKNOWN']);
  });
});

describe('guessing digits', () => {
  it('compares ten of a hundred parallel tries and then none, not even the right one', async () => {
    const guesses = Array.from({ length: 100 }, (_, guess) =>
      String(Number(challenge.matchCode) + guess + 1).slice(-6),
    );
    const answers = await Promise.all(
      guesses.map((guess) => device.approve(challenge.challengeId, guess.padStart(6, '0'))),
    );
    const compared = answers.filter(({ body }) => body.code === 'OTP_INVALID');
    expect(compared.length).toBe(10);
    await expectRefused(await device.approve(challenge.challengeId, challenge.matchCode), 422, 'USER_LOCKED');
  });
});

describe('of answers at the same moment', () => {
  it('exactly one wins, whether they approve or deny', async () => {
    const second = await enrolDevice(client, userId);
    const { challengeId, matchCode } = challenge;
    const answers = await Promise.all([
      device.approve(challengeId, matchCode),
      second.approve(challengeId, matchCode),
      device.deny(challengeId, 'mistake'),
      second.deny(challengeId, 'mistake'),
      device.approve(challengeId, matchCode),
    ]);
    const winners = answers.filter(({ status }) => status === 200);
    expect(winners).toHaveLength(1);
    expect((await read(client, challengeId)).body.status).toBe(winners[0]?.body.status);
    const losers = answers.filter(({ status }) => status !== 200).map(({ body }) => body.code);
    expect(losers).toEqual(Array(4).fill('CHALLENGE_CLOSED'));
  });
});

describe('a pull is refused', () => {
  const pull = (jws: string, id = device.id) =>
    client.call('GET', `/mfa/v1/devices/${id}/challenges`, { headers: { authorization: `Sekisho-Device ${jws}` } });
  const claims = () => ({ domain: 'DefaultDomain', userId });

  it('for the user of another device', async () => {
    const answer = await pull(await stranger.sign('pull', claims()), stranger.id);
    expect([answer.status, answer.body.code]).toEqual([401, 'SIGNATURE_INVALID']);
  });

  it('under the name of another device', async () => {
    const answer = await pull(await stranger.sign('pull', claims(), { kid: device.id }));
    expect([answer.status, answer.body.code]).toEqual([401, 'SIGNATURE_INVALID']);
  });

  it('when it is old, and without a signature at all', async () => {
    const old = await pull(await device.sign('pull', { ...claims(), iat: nowSeconds() - 61 }));
    expect([old.status, old.body.code]).toEqual([401, 'SIGNATURE_STALE']);
    const none = await client.call('GET', `/mfa/v1/devices/${device.id}/challenges`);
    expect([none.status, none.body.code]).toEqual([401, 'SIGNATURE_INVALID']);
  });
});

describe('a registration', () => {
  let keys: { publicKey: CryptoKey; privateKey: CryptoKey };
  beforeEach(async () => {
    keys = await generateKeyPair('ES256', { extractable: true });
  });
  const register = (jws: string) => client.call('POST', '/mfa/v1/devices', { body: { registration: jws } });

  it('spends its code: of many at the same moment one succeeds', async () => {
    const code = await enrolmentCode(client, userId);
    const answers = await Promise.all(
      Array.from({ length: 8 }, async () => register(await registration(keys, { code }))),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const refused = answers.filter(({ status }) => status !== 201).map(({ body }) => body.code);
    expect(refused).toHaveLength(7);
    for (const reason of refused) expect(['ENROLMENT_CODE_INVALID', 'TOO_MANY_REQUESTS']).toContain(reason);
    const late = await register(await registration(keys, { code }));
    expect([late.status, late.body.code]).toEqual([422, 'ENROLMENT_CODE_INVALID']);
  });

  it('needs the private half of the key that it brings, and a try without does not spend the code', async () => {
    const code = await enrolmentCode(client, userId);
    const other = await generateKeyPair('ES256', { extractable: true });
    const forged = await registration({ publicKey: keys.publicKey, privateKey: other.privateKey }, { code });
    expect((await register(forged)).body.code).toBe('SIGNATURE_INVALID');
    expect((await register(await registration(keys, { code }))).status).toBe(201);
  });

  it('is refused when it is old, has a wrong code, another curve or no name', async () => {
    const code = await enrolmentCode(client, userId);
    const tries: [string, string][] = [
      [await registration(keys, { code, iat: nowSeconds() - 61 }), 'SIGNATURE_STALE'],
      [await registration(keys, { code: '00000-00000' }), 'ENROLMENT_CODE_INVALID'],
      [await registration(keys, { code, name: '' }), 'SIGNATURE_INVALID'],
      [await registration(keys, { code, platform: 'toaster' }), 'SIGNATURE_INVALID'],
    ];
    for (const [jws, expected] of tries) expect((await register(jws)).body.code).toBe(expected);
    const { privateKey } = await generateKeyPair('ES384');
    const curve = await new CompactSign(encode({ code }))
      .setProtectedHeader({ alg: 'ES384', typ: 'sekisho-registration+jws' })
      .sign(privateKey);
    expect((await register(curve)).body.code).toBe('SIGNATURE_INVALID');
  });

  it('understands a code in small letters and without its hyphen', async () => {
    const code = (await enrolmentCode(client, userId)).toLowerCase().replace('-', ' ');
    expect((await register(await registration(keys, { code }))).status).toBe(201);
  });
});

describe('an enrolment code', () => {
  const ask = (who: string, forWhom: string) =>
    client.call('POST', `/mfa/v1/users/${forWhom}/device-enrolments?appName=demo`, { as: who });

  it('is given for a password, or to an application, only while the user has no factor', async () => {
    await putUser({ userId: 'fresh' }, 'fresh-password');
    const first = await ask('fresh:fresh-password', 'fresh');
    expect(first.status).toBe(201);
    expect(first.body.enrolmentCode).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
    await enrolDevice(client, 'fresh');
    const second = await ask('fresh:fresh-password', 'fresh');
    expect([second.status, second.body.code]).toEqual([403, 'FACTOR_BOUND']);
    const byClient = await ask(CLIENT, 'fresh');
    expect([byClient.status, byClient.body.code]).toEqual([403, 'FACTOR_BOUND']);
  });

  it('is the only way to a second factor beside a device: the password alone makes no TOTP key', async () => {
    await putUser({ userId: 'device-only' }, 'stolen-password');
    await enrolDevice(client, 'device-only');
    const answer = await client.call('POST', '/oauth2/rest/resources/secretkey', { as: 'device-only:stolen-password' });
    expect([answer.status, answer.body.errorCode]).toEqual([403, 'FACTOR_BOUND']);
  });

  it('is never given for somebody else, without a password, or for nobody', async () => {
    await putUser({ userId: 'nosy' }, 'nosy-password');
    const other = await ask('nosy:nosy-password', userId);
    expect([other.status, other.body.code]).toEqual([401, 'CALLER_NOT_ALLOWED']);
    expect((await ask('nosy:wrong', 'nosy')).body.code).toBe('CREDENTIALS_INVALID');
    expect((await ask(CLIENT, 'nobody-at-all')).body.code).toBe('USER_UNKNOWN');
  });
});
