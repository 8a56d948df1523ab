/** OMA-style devices: registered and answering with the password of their user, only where no digits are asked for. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { register } from './applications.ts';
import { type Answer, CLIENT, type OtpClient } from './client.ts';
import { holdClock, pass } from './clock.ts';
import { CHALLENGE_RESPONSE, PREFERENCES, registerOmaDevice, startClientWithFcm } from './oma-client.ts';
import { CHALLENGES, enrolDevice, enrolmentCode } from './push-client.ts';

const ALICE = 'alice:alice-password';
const BOB = 'bob:bob-password';
const PHONE = { deviceName: "Alice's phone", platform: 'android', pushToken: 'token-of-alice' };

let client: OtpClient;
let deviceId: string;

beforeAll(async () => {
  client = await startClientWithFcm();
  await register(client, ['shop', 'strict']);
  holdClock();
  await settings({});
  deviceId = await registered(await call(PREFERENCES, ALICE, PHONE));
});
beforeEach(() => client.service.aws?.inbox.clear());
afterEach(() => client.unlock('alice'));
afterAll(() => client.service.close());

/** Settings are remembered for at most 30 seconds. */
async function settings(map: Record<string, unknown>): Promise<void> {
  await client.settings({ Preset: 'oam', 'strict.PushMatchCode': true, ...map });
  pass(31_000);
}

function call(path: string, as: string, body: unknown): Promise<Answer> {
  return client.call('POST', path, { as, body });
}

async function registered({ status, body }: Answer): Promise<string> {
  expect({ status, body }).toMatchObject({ status: 200, body: { resultCode: '0' } });
  return String(body.deviceId);
}

async function start(appName = 'shop'): Promise<string> {
  const { status, body } = await call(CHALLENGES, CLIENT, { userId: 'alice', appName });
  expect({ status, body }).toMatchObject({ status: 201 });
  return String(body.challengeId);
}

async function outcomeOf(challengeId: string): Promise<Record<string, string>> {
  return (await client.call('GET', `${CHALLENGES}/${challengeId}`, { as: CLIENT })).body;
}

function answer(challengeId: string, change: Record<string, unknown> = {}, as = ALICE): Promise<Answer> {
  return call(CHALLENGE_RESPONSE, as, { deviceId, challengeId, response: 'allow', ...change });
}

describe('Preferences', () => {
  it('knows the same push token as the same device', async () => {
    expect(await registered(await call(PREFERENCES, ALICE, PHONE))).toBe(deviceId);
  });

  it('tells the user by mail of a new device, and nothing of a known one', async () => {
    const mails = () => client.service.aws?.inbox.list('bob@example.com').length;
    await registerOmaDevice(client, 'bob');
    // That it was begun, with the code; and that it is there.
    expect(mails()).toBe(2);
    await registered(await call(PREFERENCES, BOB, { ...PHONE, pushToken: 'token-of-bob' }));
    expect(mails()).toBe(2);
  });

  it('lets a password alone add no second device', async () => {
    const other = { ...PHONE, pushToken: 'token-of-a-thief' };
    expect(await call(PREFERENCES, ALICE, other)).toMatchObject({ status: 403, body: { minorCode: 'FACTOR_BOUND' } });
  });

  it('adds a second device with an enrolment code of the user, once, and not with that of another user', async () => {
    const second = { ...PHONE, pushToken: 'token-of-alice-2' };
    const foreign = await call(PREFERENCES, ALICE, { ...second, enrolmentCode: await enrolmentCode(client, 'bob') });
    expect(foreign).toMatchObject({ status: 422, body: { minorCode: 'ENROLMENT_CODE_INVALID' } });
    const code = await enrolmentCode(client, 'alice');
    await registered(await call(PREFERENCES, ALICE, { ...second, enrolmentCode: code }));
    const third = { ...PHONE, pushToken: 'token-of-alice-3', enrolmentCode: code };
    expect(await call(PREFERENCES, ALICE, third)).toMatchObject({ body: { minorCode: 'ENROLMENT_CODE_INVALID' } });
  });

  it('refuses a platform that nothing can be pushed to', async () => {
    const phone = { ...PHONE, platform: 'ios' };
    expect(await call(PREFERENCES, ALICE, phone)).toMatchObject({
      status: 424,
      body: { minorCode: 'PUSH_UNAVAILABLE' },
    });
  });

  it('refuses a wrong password', async () => {
    expect(await call(PREFERENCES, 'alice:wrong', PHONE)).toMatchObject({ status: 401 });
  });
});

describe('ChallengeResponse', () => {
  it('allows the challenge that was pushed', async () => {
    const challengeId = await start();
    await expect.poll(() => JSON.stringify(client.service.aws?.inbox.list() ?? [])).toContain(challengeId);
    expect(await answer(challengeId)).toMatchObject({ status: 200, body: { resultCode: '0' } });
    expect(await outcomeOf(challengeId)).toMatchObject({ status: 'approved' });
  });

  it.each([
    [{}, 'mistake'],
    [{ reason: 'not_me' }, 'not_me'],
  ])('denies with %j as %s, for good', async (change, reason) => {
    const challengeId = await start();
    expect(await answer(challengeId, { response: 'deny', ...change })).toMatchObject({ status: 200 });
    expect(await outcomeOf(challengeId)).toMatchObject({ status: 'denied', reason });
    expect(await answer(challengeId)).toMatchObject({ status: 409, body: { minorCode: 'CHALLENGE_CLOSED' } });
  });

  it('counts once when 20 come at the same moment', async () => {
    const challengeId = await start();
    const answers = await Promise.all(Array.from({ length: 20 }, () => answer(challengeId)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
  });

  it('is refused when its time is over', async () => {
    const challengeId = await start();
    pass(61_000);
    expect(await answer(challengeId)).toMatchObject({ status: 422, body: { minorCode: 'CHALLENGE_EXPIRED' } });
  });

  it('of another user does not even learn that the challenge exists', async () => {
    const challengeId = await start();
    expect(await answer(challengeId, {}, BOB)).toMatchObject({ status: 404, body: { minorCode: 'CHALLENGE_UNKNOWN' } });
    expect(await outcomeOf(challengeId)).toMatchObject({ status: 'pending' });
  });

  it('needs a device that was registered without a key: one that has a key must sign', async () => {
    const challengeId = await start();
    const refusal = { status: 404, body: { minorCode: 'DEVICE_UNKNOWN' } };
    expect(await answer(challengeId, { deviceId: 'AAAAAAAAAAAAAAAAAAAAAA' })).toMatchObject(refusal);
    const { id } = await enrolDevice(client, 'alice');
    expect(await answer(challengeId, { deviceId: id })).toMatchObject(refusal);
    expect(await outcomeOf(challengeId)).toMatchObject({ status: 'pending' });
  });

  it('of a locked user is refused', async () => {
    await settings({ MaxAttempts: 2 });
    const challengeId = await start();
    for (let wrong = 0; wrong < 2; wrong++) {
      const { body } = await client.createOtp({ userId: 'alice' });
      await client.validateOtp({ userId: 'alice', correlationId: body.correlationId, otpCode: '000000' });
    }
    expect(await answer(challengeId)).toMatchObject({ status: 422, body: { minorCode: 'USER_LOCKED' } });
    expect(await outcomeOf(challengeId)).toMatchObject({ status: 'pending' });
    await settings({});
  });
});

describe('where digits are asked for', () => {
  it('a challenge of such an application is not even started for a device that cannot type them', async () => {
    await registerOmaDevice(client, 'bob');
    const refusal = { status: 422, body: { code: 'FACTOR_NOT_ENROLLED' } };
    expect(await call(CHALLENGES, CLIENT, { userId: 'bob', appName: 'strict' })).toMatchObject(refusal);
  });

  it('neither path works, even for a challenge that was started before', async () => {
    const challengeId = await start();
    await client.settings({ Preset: 'standard' });
    pass(31_000);
    const refusal = { status: 422, body: { minorCode: 'MATCH_CODE_REQUIRED' } };
    for (const response of ['allow', 'deny']) expect(await answer(challengeId, { response })).toMatchObject(refusal);
    expect(await call(PREFERENCES, ALICE, PHONE)).toMatchObject(refusal);
    expect(await outcomeOf(challengeId)).toMatchObject({ status: 'pending' });
    await settings({});
  });
});
