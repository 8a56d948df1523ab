/**
 * The user is locked, and the attacker (or the user) looks for a route that forgot to ask: three times in a row this was
 * the hole in Keycloak (CVE-2026-9798, CVE-2026-16103, CVE-2026-88770). The routes are read from the contracts, so one
 * that proves a factor and has no attack here fails this file the day it appears. Each attack holds a right proof, made
 * before the lock, and after the lock was ended the same kind of proof is accepted: so it was the lock that refused it.
 * What a lock is not for stands here too, and must be taken before, during and after it, while the lock itself stays.
 */
import { CreatePlatformApplicationCommand, SNSClient } from '@aws-sdk/client-sns';
import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FUNCTIONS } from '../../functions/deployed-functions.ts';
import type { Endpoint } from '../../functions/http/endpoint.ts';
import { register } from '../http/applications.ts';
import { type Answer, newPin, type OtpClient, SECRET_KEY, startClient } from '../http/client.ts';
import { holdClock, pass } from '../http/clock.ts';
import { openPages, type PageBrowser, passkeyOptions, postPasskey } from '../http/page-client.ts';
import {
  askPasskey,
  givePasskey,
  originOf,
  PASSKEY_CHALLENGES,
  sendAnswer,
  type TestPasskey,
} from '../http/passkey-client.ts';
import { enrolDevice, enrolmentCode, startPush, type TestDevice } from '../http/push-client.ts';
import { giveBypassCode, giveRecoveryCodes } from '../http/rescue-client.ts';
import { askToken } from '../http/token-client.ts';

let client: OtpClient;
let device: TestDevice;
let secret: string;
let bobsPasskey: TestPasskey;

const OMA = '/oam/services/rest/11.1.2.0.0/oma';
let omaDeviceId: string;

beforeAll(async () => {
  // Its ARN is known before it is made, as it is in the stack.
  process.env.FCM_APPLICATION_ARN = 'arn:aws:sns:ap-northeast-1:000000000000:app/GCM/sekisho';
  client = await startClient();
  const application = { Name: 'sekisho', Platform: 'GCM', Attributes: { PlatformCredential: '{}' } };
  await new SNSClient({}).send(new CreatePlatformApplicationCommand(application));
  await register(client, ['shop']);
  holdClock();
  // OMA-style devices answer without digits, and only where none are asked for.
  const push = { PushMatchCode: false, 'demo.PushMatchCode': true };
  await client.settings({ MaxAttempts: 3, MaxSendAttempts: 0, ...push });
  pass(31_000);
  // With the password alone there is a key only for who has no device yet; who has a key needs a code for a device.
  const { body } = await client.call('POST', SECRET_KEY, { as: 'alice:alice-password' });
  secret = String(body.secret_key);
  expect((await totp()()).status).toBe(200);
  const code = await enrolmentCode(client, 'alice');
  const registered = await client.call('POST', `${OMA}/Preferences`, {
    as: 'alice:alice-password',
    body: { deviceName: 'Old phone', platform: 'android', pushToken: 'token', enrolmentCode: code },
  });
  omaDeviceId = String(registered.body.deviceId);
  device = await enrolDevice(client, 'alice');
  bobsPasskey = await givePasskey('bob');
});
afterAll(() => client.service.close());

/** Something that is right now, to be sent later. */
type Proof = () => Promise<Answer>;

const pin = pinOf('alice');

function pinOf(userId: string): () => Promise<Proof> {
  return async function pin() {
    const { pin: otpCode, correlationId } = await newPin(client, userId);
    return () => client.validateOtp({ userId, otpCode, correlationId });
  };
}

function totp(): Proof {
  return async () => {
    pass(30_000);
    const otpCode = generateSync({ secret, epoch: Math.floor(Date.now() / 1000) });
    const { body } = await client.createOtp({ userId: 'alice', deliveryChannel: 'totp' });
    return client.validateOtp({
      userId: 'alice',
      otpCode,
      correlationId: body.correlationId ?? 'x',
      deliveryChannel: 'totp',
    });
  };
}

async function pushApproval(): Promise<Proof> {
  const { challengeId, matchCode } = await startPush(client, 'alice');
  return () => device.approve(challengeId, matchCode);
}

async function allowance(): Promise<Proof> {
  const { challengeId } = await startPush(client, 'alice', { appName: 'shop' });
  const body = { deviceId: omaDeviceId, challengeId, response: 'allow' };
  return () => client.call('POST', `${OMA}/ChallengeResponse`, { as: 'alice:alice-password', body });
}

function passwordGrant(): Proof {
  return () => {
    pass(30_000);
    const otp_code = generateSync({ secret, epoch: Math.floor(Date.now() / 1000) });
    return askToken(client, { grant_type: 'PASSWORD', username: 'alice', password: 'alice-password', otp_code });
  };
}

/** A session that was opened before the lock; what counts is what the application gets in the end. */
async function pageTotp(): Promise<Proof> {
  const browser = await openPages(client, 'alice');
  return async () => {
    pass(30_000);
    const code = generateSync({ secret, epoch: Math.floor(Date.now() / 1000) });
    await browser.post('totp', { act: 'check', code });
    return browser.result();
  };
}

async function pageMail(): Promise<Proof> {
  const browser = await openPages(client, 'alice');
  await browser.post('email', { act: 'send' });
  const code = /\d{6}/.exec(client.service.aws?.inbox.list('alice@example.com')[0]?.text ?? '')?.[0] ?? '';
  return async () => {
    await browser.post('email', { act: 'check', code });
    return browser.result();
  };
}

async function pageRecovery(): Promise<Proof> {
  const browser = await openPages(client, 'alice');
  const { codes } = await giveRecoveryCodes('alice');
  return rescue(browser, 'recovery', codes[0] ?? '');
}

async function pageBypass(): Promise<Proof> {
  const browser = await openPages(client, 'alice');
  return rescue(browser, 'bypass', await giveBypassCode('alice'));
}

function rescue(browser: PageBrowser, step: string, code: string): Proof {
  return async () => {
    await browser.post(step, { act: 'check', code });
    await browser.post(undefined, { act: 'finish' });
    return browser.result();
  };
}

async function passkey(): Promise<Proof> {
  const { challengeId, challenge } = await askPasskey(client, 'bob');
  return () => sendAnswer(client, challengeId, bobsPasskey.answer(challenge, originOf(client)));
}

/** Per route, the ways to prove a factor through it. */
const ATTACKS: Readonly<Record<string, readonly (() => Proof | Promise<Proof>)[]>> = {
  'POST /oam/services/rest/auth/api/v1/mfa/validateOTP': [pin, totp],
  'POST /mfa/v1/push-challenges/{challengeId}/answer': [pushApproval],
  'POST /oauth2/rest/token': [passwordGrant],
  'POST /mfa/s/{sessionId}/{step}': [pageTotp, pageMail, pageRecovery, pageBypass],
  [`POST ${OMA}/ChallengeResponse`]: [allowance],
};

/** In a session that was opened before the lock, and in one that was opened under it. */
async function pagePasskey(): Promise<Proof> {
  const browser = await openPages(client, 'bob');
  const asked = passkeyOptions(await (await browser.get()).text()) ?? expect.fail('the page asks for no passkey');
  return async () => {
    await postPasskey(browser, 'passkey', bobsPasskey.answer(asked.challenge, originOf(client)));
    return browser.result();
  };
}

/** A passkey cannot be guessed: a lock that stopped it would only keep its owner out, at the wish of any stranger. */
const IN_SPITE_OF_A_LOCK: Readonly<Record<string, () => Promise<Proof>>> = {
  [`POST ${PASSKEY_CHALLENGES}/{challengeId}/answer`]: passkey,
  'POST /mfa/s/{sessionId}/{step}': pagePasskey,
};

function routesThatProveAFactor(): string[] {
  const endpoints: readonly Endpoint[] = Object.values(FUNCTIONS).flat();
  return endpoints.flatMap(({ path, operations }) =>
    Object.entries(operations).flatMap(([method, { provesFactor }]) => (provesFactor ? [`${method} ${path}`] : [])),
  );
}

it('every route that proves a factor is attacked here', () => {
  const known = new Set([ATTACKS, IN_SPITE_OF_A_LOCK].flatMap(Object.keys));
  expect([...known].toSorted()).toEqual(routesThatProveAFactor().toSorted());
});

describe.each(Object.entries(ATTACKS))('%s', (_route, ways) => {
  it.each(ways.map((way) => [way.name, way] as const))(
    'refuses %s of a locked user, and takes it from the same user unlocked',
    async (_name, way) => {
      await client.unlock('alice');
      const early = await way();
      for (let attempt = 0; attempt < 3; attempt++) {
        await client.validateOtp({ userId: 'alice', correlationId: 'x', otpCode: '000000' });
      }
      const locked = await early();
      expect(locked.status, JSON.stringify(locked.body)).toBeGreaterThanOrEqual(400);
      expect(JSON.stringify(locked.body)).toMatch(/USER_LOCKED|CHALLENGE_CLOSED/);
      await client.unlock('alice');
      const later = await (await way())();
      expect(later.status, JSON.stringify(later.body)).toBeLessThan(300);
    },
  );
});

describe.each(Object.entries(IN_SPITE_OF_A_LOCK))('%s', (_route, way) => {
  it(`takes ${way.name} of a locked user, and ends no lock by it`, async () => {
    await client.unlock('bob');
    const early = await way();
    const rightPin = await pinOf('bob')();
    for (let attempt = 0; attempt < 3; attempt++) {
      await client.validateOtp({ userId: 'bob', correlationId: 'x', otpCode: '000000' });
    }
    for (const proof of [early, await way()]) {
      const { status, body } = await proof();
      expect(status, JSON.stringify(body)).toBe(200);
    }
    const code = await rightPin();
    expect([code.status, code.body.minorCode]).toEqual([422, 'USER_LOCKED']);
  });
});
