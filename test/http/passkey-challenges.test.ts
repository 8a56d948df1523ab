/** Passkeys on pages of an application: what its client is handed for the browser, and what becomes of the answer. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FLAGS } from '../unit/core/passkeys/software-authenticator.ts';
import { register } from './applications.ts';
import { ADMIN, type OtpClient, startClient } from './client.ts';
import {
  askPasskey,
  givePasskey,
  originOf,
  PASSKEY_CHALLENGES,
  provePasskeyOf,
  sendAnswer,
  tryPasskey,
} from './passkey-client.ts';
import { putUser } from './put-user.ts';

const NAMED = { id: 'AAAA', rawId: 'AAAA', type: 'public-key' };

let client: OtpClient;
let users = 0;

beforeAll(async () => {
  client = await startClient();
  await register(client, ['off', 'bound', 'touch']);
  await register(client, ['nowhere'], { returnUrls: [] });
  await client.settings({
    'off.Passkey_Enabled': false,
    'bound.PasskeyDeviceBoundOnly': true,
    'touch.PasskeyUserVerification': 'preferred',
  });
});
afterAll(() => client.service.close());

async function newUser(): Promise<string> {
  users += 1;
  const userId = `owner-${users}`;
  await putUser({ userId, attributes: { mail: `${userId}@example.com` } }, 'a-password');
  return userId;
}

describe('a challenge', () => {
  test('is not made for an application without an address, of which no page could answer', async () => {
    const userId = await newUser();
    await givePasskey(userId);
    const { status, body } = await tryPasskey(client, userId, { appName: 'nowhere' });
    expect([status, body.code]).toEqual([422, 'RETURN_URL_NOT_REGISTERED']);
  });

  test('is made for five minutes and for the passkeys of the user, as the browser takes it', async () => {
    const userId = await newUser();
    const { passkey } = await givePasskey(userId, { transports: ['usb', 'nfc'] });
    const { status, body } = await tryPasskey(client, userId);
    expect(status).toBe(201);
    expect(body).toEqual({
      challengeId: expect.stringMatching(/^[\w-]{22}$/),
      expiresAt: expect.stringMatching(/Z$/),
      publicKey: {
        challenge: expect.stringMatching(/^[\w-]{43}$/),
        rpId: 'localhost',
        timeout: 300_000,
        userVerification: 'required',
        allowCredentials: [{ type: 'public-key', id: passkey.credentialId, transports: ['usb', 'nfc'] }],
        hints: ['security-key'],
      },
    });
    const lifeMs = Date.parse(String(body.expiresAt)) - Date.now();
    expect(lifeMs).toBeGreaterThan(290_000);
    expect(lifeMs).toBeLessThanOrEqual(300_000);
  });

  test('leaves out passkeys of another domain name, and those that the settings do not let count', async () => {
    const userId = await newUser();
    await givePasskey(userId, { rpId: 'old.example' });
    expect((await tryPasskey(client, userId)).body.code).toBe('FACTOR_NOT_ENROLLED');
    const synced = await givePasskey(userId);
    const bound = await givePasskey(userId, { isBackupEligible: false, isBackedUp: false });
    const idsOf = async (appName: string) => {
      const { body } = await tryPasskey(client, userId, { appName });
      const { allowCredentials } = body.publicKey as unknown as { allowCredentials: readonly { id: string }[] };
      return allowCredentials.map(({ id }) => id).toSorted();
    };
    const [one, other] = [synced.passkey.credentialId, bound.passkey.credentialId];
    expect(await idsOf('demo')).toEqual([one, other].toSorted());
    expect(await idsOf('bound')).toEqual([other]);
  });

  test.each<[name: string, fields: Record<string, unknown>, status: number, code: string]>([
    ['an unknown user', { userId: 'nobody' }, 404, 'USER_UNKNOWN'],
    ['an unknown domain', { idStore: 'Nowhere' }, 404, 'DOMAIN_UNKNOWN'],
    ['a name that nobody registered', { appName: 'other' }, 422, 'APPLICATION_NOT_REGISTERED'],
    ['an application whose settings switch passkeys off', { appName: 'off' }, 422, 'FACTOR_DISABLED'],
    ['a user without a passkey', { userId: 'alice' }, 422, 'FACTOR_NOT_ENROLLED'],
    ['an unknown field', { origin: 'https://example.com' }, 422, 'FIELD_UNKNOWN'],
  ])('is refused for %s', async (_name, fields, status, code) => {
    const userId = await newUser();
    await givePasskey(userId);
    const answer = await tryPasskey(client, userId, fields);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });
});

describe('an answer', () => {
  test('that is right says what was proven, and what the browser may be told', async () => {
    const userId = await newUser();
    const mine = await givePasskey(userId);
    const other = await givePasskey(userId);
    await givePasskey(userId, { rpId: 'old.example' });
    const { status, body } = await provePasskeyOf(client, userId, mine);
    expect(status, JSON.stringify(body)).toBe(200);
    const { allAcceptedCredentialIds, ...said } = body;
    expect(said).toEqual({
      resultCode: '0',
      passkeyId: mine.passkey.id,
      userVerified: true,
      synced: true,
      amr: ['swk', 'user'],
      userHandle: mine.passkey.userHandle,
    });
    const ids = [mine, other].map(({ passkey }) => passkey.credentialId).toSorted();
    expect([...(allAcceptedCredentialIds ?? [])].toSorted()).toEqual(ids);
  });

  test('of a passkey that is bound to its device, whose owner only touched it, says so', async () => {
    const userId = await newUser();
    const key = await givePasskey(userId, { isBackupEligible: false, isBackedUp: false });
    const { challengeId, challenge } = await askPasskey(client, userId, { appName: 'touch' });
    const { body } = await sendAnswer(
      client,
      challengeId,
      key.answer(challenge, originOf(client), { flags: FLAGS.UP }),
    );
    expect(body).toMatchObject({ userVerified: false, synced: false, amr: ['hwk'] });
  });

  test('that is wrong is a refusal and spends the challenge', async () => {
    const userId = await newUser();
    const mine = await givePasskey(userId);
    const { challengeId, challenge } = await askPasskey(client, userId);
    const right = mine.answer(challenge, originOf(client));
    const wrong = mine.answer(challenge, originOf(client), { signature: Buffer.from('no') });
    const first = await sendAnswer(client, challengeId, wrong);
    expect([first.status, first.body.code]).toEqual([422, 'PASSKEY_INVALID']);
    const second = await sendAnswer(client, challengeId, right);
    expect([second.status, second.body.code]).toEqual([409, 'CHALLENGE_CLOSED']);
    expect((await provePasskeyOf(client, userId, mine)).status).toBe(200);
  });

  test('of a passkey that was removed meanwhile is unknown, so that the browser can be told', async () => {
    const userId = await newUser();
    const mine = await givePasskey(userId);
    const { challengeId, challenge } = await askPasskey(client, userId);
    const path = `/mfa/v1/users/${userId}/passkeys/${mine.passkey.id}`;
    expect((await client.call('DELETE', path, { as: ADMIN })).status).toBe(204);
    const { status, body } = await sendAnswer(client, challengeId, mine.answer(challenge, originOf(client)));
    expect([status, body.code]).toEqual([404, 'PASSKEY_UNKNOWN']);
  });

  test.each<[name: string, code: string, credential: unknown]>([
    ['nothing', 'FIELD_MISSING', undefined],
    ['a text', 'FIELD_INVALID', 'credential'],
    ['what has no signature', 'FIELD_MISSING', { ...NAMED, response: {} }],
    [
      'bytes in another alphabet',
      'FIELD_INVALID',
      { ...NAMED, response: { clientDataJSON: 'e30=', authenticatorData: 'AAAA', signature: 'AAAA' } },
    ],
  ])('that is %s is not read, and spends nothing', async (_name, code, credential) => {
    const userId = await newUser();
    const mine = await givePasskey(userId);
    const { challengeId, challenge } = await askPasskey(client, userId);
    const { status, body } = await sendAnswer(client, challengeId, credential);
    expect([status, body.code]).toEqual([422, code]);
    expect((await sendAnswer(client, challengeId, mine.answer(challenge, originOf(client)))).status).toBe(200);
  });

  test.each(['x', 'PKCHALLENGE%23x', 'a'.repeat(22), 'a'.repeat(3000)])(
    'to a challenge that never was is unknown (%#)',
    async (id) => {
      const userId = await newUser();
      const { answer } = await givePasskey(userId);
      const { status, body } = await sendAnswer(client, id, answer('AAAA', originOf(client)));
      expect([status, body.code]).toEqual([404, 'CHALLENGE_UNKNOWN']);
    },
  );

  test('is asked for by POST alone', async () => {
    expect((await client.call('GET', `${PASSKEY_CHALLENGES}/x/answer`)).status).toBe(405);
  });
});
