/** Devices: one enrolment code makes one device, and a person whose phone could not connect gets the next one. */
import { generateKeyPair } from 'jose';
import { expect } from 'vitest';
import { dynamodbDevices } from '../../../functions/adapters/dynamodb/devices.ts';
import { ADMIN, type Answer, CLIENT } from '../../http/client.ts';
import { PREFERENCES } from '../../http/oma-client.ts';
import { deviceOf, enrolmentCode, registration } from '../../http/push-client.ts';
import { freshUser, LONGEST_TURN_MS, later, PASSWORD, type Scenarios, scenario, service } from '../break-each-call.ts';
import { expectPush, personWithDevice } from './push.ts';

const keys = generateKeyPair('ES256', { extractable: true });

async function connect(code: string, userId: string): Promise<Answer> {
  const claims = { code, platform: 'android', pushToken: `token-of-${userId}` };
  const body = { registration: await registration(await keys, claims) };
  return service().client.call('POST', '/mfa/v1/devices', { body });
}

/** The device that was answered is one that can be asked and answers. */
async function expectDevice(userId: string, { status, body }: Answer): Promise<void> {
  expect(status, JSON.stringify(body)).toBe(201);
  const user = { domain: 'DefaultDomain', userId };
  const device = deviceOf(service().client, String(body.deviceId), (await keys).privateKey, user);
  await expectPush({ userId, device });
}

function begin(userId: string): Promise<Answer> {
  return service().client.call('POST', `/mfa/v1/users/${userId}/device-enrolments?appName=demo`, { as: CLIENT });
}

function register(userId: string): Promise<Answer> {
  const body = { deviceName: 'Phone', platform: 'android', pushToken: `token-of-${userId}` };
  return service().client.call('POST', PREFERENCES, { as: `${userId}:${PASSWORD}`, body });
}

async function devicesOf(userId: string): Promise<readonly { readonly id: string }[]> {
  return dynamodbDevices(service().table).listAll({ domain: 'DefaultDomain', userId });
}

export const DEVICES: Scenarios = {
  'POST /mfa/v1/users/{userId}/device-enrolments': [
    scenario({
      name: 'makes a code',
      prepare: () => freshUser(),
      act: begin,
      async check(userId, answer) {
        const made = answer.status === 201 ? answer : await begin(userId);
        await expectDevice(userId, await connect(String(made.body.enrolmentCode), userId));
      },
    }),
  ],

  'POST /mfa/v1/devices': [
    scenario({
      name: 'connects a device',
      async prepare() {
        const userId = await freshUser();
        return { userId, code: await enrolmentCode(service().client, userId) };
      },
      act: ({ userId, code }) => connect(code, userId),
      async check({ userId, code }, answer, isLasting) {
        // A device that was not told its name would be a factor that nobody has.
        if (answer.status !== 201 && !isLasting) expect(await devicesOf(userId)).toEqual([]);
        // What broke on its way may not have given its lease back.
        later(LONGEST_TURN_MS);
        const again = await connect(code, userId);
        const connected = [answer, again].filter(({ status }) => status === 201);
        expect(connected.length, 'devices by one code').toBeLessThanOrEqual(1);
        const fresh = () => enrolmentCode(service().client, userId).then((next) => connect(next, userId));
        await expectDevice(userId, connected[0] ?? (await fresh()));
      },
    }),
  ],

  'POST /mfa/v1/devices/preview': [
    scenario({
      name: 'says whose account a code adds',
      async prepare() {
        const userId = await freshUser();
        return { userId, code: await enrolmentCode(service().client, userId) };
      },
      act: ({ code }) => service().client.call('POST', '/mfa/v1/devices/preview', { body: { code } }),
      async check({ userId, code }, answer) {
        if (answer.status === 200) expect(answer.body.userId).toBe(userId);
        expect((await connect(code, userId)).status, 'the code is not spent').toBe(201);
      },
    }),
  ],

  'DELETE /mfa/v1/devices/{deviceId}': [
    scenario({
      name: 'a device takes itself off the account',
      prepare: personWithDevice,
      act: ({ device }) => device.forget(),
      async check({ userId, device }, answer) {
        // What broke on its way may not have given its lease back.
        later(LONGEST_TURN_MS);
        if (answer.status !== 204) expect([204, 401], 'the next try').toContain((await device.forget()).status);
        expect(await devicesOf(userId)).toEqual([]);
      },
    }),
  ],

  [`POST ${PREFERENCES}`]: [
    scenario({
      name: 'registers a device without a key',
      prepare: () => freshUser(),
      act: register,
      async check(userId, answer) {
        later(LONGEST_TURN_MS);
        const again = await register(userId);
        expect(again.status, 'the next try').toBe(200);
        if (answer.status === 200) expect(again.body.deviceId).toBe(answer.body.deviceId);
        expect((await devicesOf(userId)).map(({ id }) => id)).toEqual([again.body.deviceId]);
      },
    }),
  ],

  'GET /mfa/v1/users/{userId}/devices': [
    scenario({
      name: 'lists the devices of a user',
      prepare: personWithDevice,
      act: ({ userId }) => listed(userId),
      async check({ userId, device }, answer) {
        const devices = [expect.objectContaining({ deviceId: device.id })];
        if (answer.status === 200) expect(answer.body.devices).toEqual(devices);
        expect((await listed(userId)).body.devices, 'the next try').toEqual(devices);
      },
    }),
  ],

  'DELETE /mfa/v1/users/{userId}/devices/{deviceId}': [
    scenario({
      name: 'removes a device, which then can no longer ask',
      prepare: personWithDevice,
      act: (person) => removed(person),
      async check(person, answer) {
        // What broke on its way may not have given its lease back.
        later(LONGEST_TURN_MS);
        if (answer.status !== 204) expect([204, 404], 'the next try').toContain((await removed(person)).status);
        expect(await devicesOf(person.userId)).toEqual([]);
        expect((await person.device.pull()).status).toBe(401);
      },
    }),
  ],

  'DELETE /mfa/v1/users/{userId}/factors/{factorId}': [
    scenario({
      name: 'removes a factor, which then proves nothing',
      prepare: personWithDevice,
      act: (person) => factorRemoved(person),
      async check(person, answer) {
        later(LONGEST_TURN_MS);
        if (answer.status !== 204) expect([204, 404], 'the next try').toContain((await factorRemoved(person)).status);
        expect(await devicesOf(person.userId)).toEqual([]);
        expect((await person.device.pull()).status).toBe(401);
      },
    }),
  ],

  'GET /mfa/config/oma': [
    scenario({
      name: 'shows the link for an app',
      prepare: async () => undefined,
      act: configuration,
      async check(_nothing, answer) {
        if (answer.status === 200) expect(answer.body.page).toContain('<h1');
        expect((await configuration()).status, 'the next try').toBe(200);
      },
    }),
  ],
};

function listed(userId: string): Promise<Answer> {
  return service().client.call('GET', `/mfa/v1/users/${userId}/devices`, { as: ADMIN });
}

function removed({ userId, device }: Awaited<ReturnType<typeof personWithDevice>>): Promise<Answer> {
  return service().client.call('DELETE', `/mfa/v1/users/${userId}/devices/${device.id}`, { as: ADMIN });
}

function factorRemoved({ userId, device }: Awaited<ReturnType<typeof personWithDevice>>): Promise<Answer> {
  const headers = { 'sekisho-reason': 'INC-4711' };
  return service().client.call('DELETE', `/mfa/v1/users/${userId}/factors/${device.id}`, { as: ADMIN, headers });
}

async function configuration(): Promise<Answer> {
  const { status, headers, text } = await fetch(`${service().client.service.url}/mfa/config/oma`).then(
    async (answer) => ({ status: answer.status, headers: answer.headers, text: await answer.text() }),
  );
  const isJson = headers.get('content-type')?.includes('json') === true;
  return { status, headers, body: isJson ? JSON.parse(text) : { page: text } };
}
