import { setTimeout as sleep } from 'node:timers/promises';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { CompactSign, type CryptoKey, exportJWK, generateKeyPair } from 'jose';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { type Case, call } from './case.ts';
import { open } from './page-cases.ts';
import { ADMIN, CLIENT, PASSWORD, type World } from './world.ts';

const CHALLENGES = '/mfa/v1/push-challenges';
const OMA = '/oam/services/rest/11.1.2.0.0/oma';

interface Device {
  readonly id: string;
  readonly key: CryptoKey;
}
interface Asked {
  readonly challengeId: string;
  readonly matchCode: string;
}

const enrolmentCode = async ({ client }: World, userId: string): Promise<string> =>
  (await client.ask('POST', `/mfa/v1/users/${userId}/device-enrolments?appName=demo`, { as: CLIENT })).body
    .enrolmentCode ?? '';

async function newKey(): Promise<{ key: CryptoKey; jwk: object }> {
  const { publicKey, privateKey: key } = await generateKeyPair('ES256', { extractable: true });
  const { kty, crv, x, y } = await exportJWK(publicKey);
  return { key, jwk: { kty, crv, x, y } };
}

async function registration(world: World, userId: string): Promise<{ key: CryptoKey; registration: string }> {
  const { key, jwk } = await newKey();
  const code = await enrolmentCode(world, userId);
  const claims = { code, name: 'Phone', platform: 'android', pushToken: `token-of-${userId}` };
  return { key, registration: await sign(key, { typ: 'sekisho-registration+jws', jwk }, claims) };
}

async function withDevice(world: World): Promise<{ userId: string; device: Device }> {
  const userId = await world.freshUser();
  const made = await registration(world, userId);
  const { body } = await world.client.ask('POST', '/mfa/v1/devices', { body: { registration: made.registration } });
  return { userId, device: { id: body.deviceId ?? '', key: made.key } };
}

async function ask({ client }: World, userId: string, appName = 'demo'): Promise<Asked> {
  const { body } = await client.ask('POST', CHALLENGES, { as: CLIENT, body: { userId, appName } });
  await machineWaits(body.challengeId ?? '');
  return { challengeId: body.challengeId ?? '', matchCode: body.matchCode ?? '' };
}

/** The machine works on after the answer; its calls belong to the one that began it. */
async function machineWaits(challengeId: string): Promise<void> {
  const { client, name } = openTable('sekisho');
  const read = new GetCommand({ TableName: name, Key: { pk: `CHALLENGE#${challengeId}`, sk: 'CHALLENGE' } });
  while ((await client.send(read)).Item?.taskToken === undefined) await sleep(20);
}

async function asked(world: World): Promise<Asked & { userId: string; device: Device }> {
  const known = await withDevice(world);
  return { ...known, ...(await ask(world, known.userId)) };
}

const answer = async (world: World, { device, challengeId, matchCode }: Asked & { device: Device }, how: string) => {
  const claims = how === 'approve' ? { matchCode } : { reason: 'not_me' };
  const header = { typ: 'sekisho-answer+jws', kid: device.id };
  const signed = await sign(device.key, header, { challengeId, answer: how, ...claims });
  return () => world.client.ask('POST', `${CHALLENGES}/${challengeId}/answer`, { body: { answer: signed } });
};

function sign(key: CryptoKey, header: object, claims: object): Promise<string> {
  const payload = { iat: Math.floor(Date.now() / 1000), jti: crypto.randomUUID(), ...claims };
  return new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'ES256', ...header })
    .sign(key);
}

async function withOmaDevice(world: World): Promise<{ userId: string; register(): Promise<string> }> {
  const userId = await world.freshUser();
  const code = await enrolmentCode(world, userId);
  const body = { deviceName: 'Phone', platform: 'android', pushToken: `token-of-${userId}`, enrolmentCode: code };
  const as = `${userId}:${PASSWORD}`;
  return {
    userId,
    register: async () => (await world.client.ask('POST', `${OMA}/Preferences`, { as, body })).body.deviceId ?? '',
  };
}

export const PUSH_CASES: readonly Case[] = [
  call('', async (world) => {
    const userId = await world.freshUser();
    return () => enrolmentCode(world, userId);
  }),
  call('', async (world) => {
    const made = await registration(world, await world.freshUser());
    return () => world.client.ask('POST', '/mfa/v1/devices', { body: { registration: made.registration } });
  }),
  call('', async (world) => {
    const code = await enrolmentCode(world, await world.freshUser());
    return () => world.client.ask('POST', '/mfa/v1/devices/preview', { body: { code } });
  }),
  call('to one device, with its state machine', async (world) => {
    const { userId } = await withDevice(world);
    return () => world.client.ask('POST', CHALLENGES, { as: CLIENT, body: { userId, appName: 'demo' } });
  }),
  call('one look', async (world) => {
    const { challengeId } = await asked(world);
    return () => world.client.ask('GET', `${CHALLENGES}/${challengeId}`, { as: CLIENT });
  }),
  call('approved', async (world) => answer(world, await asked(world), 'approve')),
  call('denied', async (world) => answer(world, await asked(world), 'deny')),
  call('', async (world) => {
    const { userId, device } = await asked(world);
    const header = { typ: 'sekisho-pull+jws', kid: device.id };
    const signed = await sign(device.key, header, { domain: 'DefaultDomain', userId });
    const headers = { authorization: `Sekisho-Device ${signed}` };
    return () => world.client.ask('GET', `/mfa/v1/devices/${device.id}/challenges`, { headers });
  }),
  call('', async (world) => {
    const { userId, device } = await withDevice(world);
    const header = { typ: 'sekisho-forget+jws', kid: device.id };
    const signed = await sign(device.key, header, { domain: 'DefaultDomain', userId });
    const headers = { authorization: `Sekisho-Device ${signed}` };
    return () => world.client.ask('DELETE', `/mfa/v1/devices/${device.id}`, { headers });
  }),
  call('', async (world) => (await withOmaDevice(world)).register),
  call('allowed with the password', async (world) => {
    const { userId, register } = await withOmaDevice(world);
    const deviceId = await register();
    const { challengeId } = await ask(world, userId, 'shop');
    const body = { deviceId, challengeId, response: 'allow' };
    return () => world.client.ask('POST', `${OMA}/ChallengeResponse`, { as: `${userId}:${PASSWORD}`, body });
  }),
  call('', async (world) => {
    const { userId } = await withDevice(world);
    return () => world.client.ask('GET', `/mfa/v1/users/${userId}/devices`, { as: ADMIN });
  }),
  call('', async (world) => {
    const { userId, device } = await withDevice(world);
    return () => world.client.ask('DELETE', `/mfa/v1/users/${userId}/devices/${device.id}`, { as: ADMIN });
  }),
  call('a phone', async (world) => {
    const { userId, device } = await withDevice(world);
    const headers = { 'sekisho-reason': 'Ticket 4711' };
    return () => world.client.ask('DELETE', `/mfa/v1/users/${userId}/factors/${device.id}`, { as: ADMIN, headers });
  }),
  call('whether the phone has answered', async (world) => {
    const { userId } = await withDevice(world);
    const browser = await open(world, userId);
    await browser.post(undefined, { act: 'begin' });
    await browser.post('push', { act: 'send' });
    return () => browser.get('push/state');
  }),
];
