import { expect, it } from 'vitest';
import type { Account } from '../../../../functions/core/directory/user.ts';
import type { Device } from '../../../../functions/core/push/device.ts';
import { type ForgetDeviceDependencies, forgetDevice } from '../../../../functions/core/push/forget-device.ts';
import type { DomainSettings } from '../../../../functions/core/settings/resolve.ts';
import { ALICE, factorLeasesStub, NOW_MS, usersStub } from '../stubs.ts';
import { memoryDevices, OTHER_KEY, PHONE, signed, USER } from './stubs.ts';

const TABLET: Device = { ...PHONE, id: 'tablet', publicKey: OTHER_KEY };
const WITHOUT_ADDRESSES = { ...ALICE, attributes: {} };

interface Start {
  readonly account?: Account | undefined;
  readonly devices?: readonly Device[];
  readonly settings?: DomainSettings | undefined;
  readonly lease?: 'lease' | 'busy';
}

function world(start: Start = {}) {
  const removed: string[] = [];
  const { devices = [PHONE], lease } = start;
  const deps = (message: ReturnType<ForgetDeviceDependencies['messages']['forget']>): ForgetDeviceDependencies => ({
    clock: () => NOW_MS,
    rpId: 'localhost',
    factorLeases: factorLeasesStub(lease),
    users: usersStub('account' in start ? start.account : ALICE),
    devices: {
      list: memoryDevices(...devices.map((device) => [USER, device] as const)).list,
      remove: async (_user, id) => void removed.push(id),
    },
    settings: { forDomain: async () => ('settings' in start ? start.settings : {}) },
    messages: { forget: () => message },
  });
  const send = (message: Parameters<typeof deps>[0]) => forgetDevice(deps(message), PHONE.id, 'a jws');
  return { send, forget: () => send(signed({ user: USER })), removed };
}

it('a device takes itself off, where the user has another way', async () => {
  const { forget, removed } = world();
  expect(await forget()).toEqual({ kind: 'forgotten', user: USER });
  expect(removed).toEqual([PHONE.id]);
});

it.each<[string, Start]>([
  ['has no other way', { account: WITHOUT_ADDRESSES }],
  ['has other ways that are all turned off', { settings: { Email_Enabled: false, Sms_Enabled: false } }],
  ['has another device, which cannot answer', { account: WITHOUT_ADDRESSES, devices: [PHONE, withoutKey(TABLET)] }],
])('the device of a user who %s stays', async (_who, start) => {
  const { forget, removed } = world(start);
  expect([await forget(), removed]).toEqual(['LAST_FACTOR', []]);
});

it('another device of the user is another way', async () => {
  const { forget, removed } = world({ account: WITHOUT_ADDRESSES, devices: [PHONE, TABLET] });
  expect(await forget()).toMatchObject({ kind: 'forgotten' });
  expect(removed).toEqual([PHONE.id]);
});

it.each([
  ['what is no message', undefined, 'SIGNATURE_INVALID'],
  ['what another key signed', signed({ user: USER }, { signer: OTHER_KEY }), 'SIGNATURE_INVALID'],
  ['what names another device', signed({ user: USER }, { deviceId: 'tablet' }), 'SIGNATURE_INVALID'],
  ['what names another user', signed({ user: { ...USER, userId: 'bob' } }), 'SIGNATURE_INVALID'],
  ['what was signed yesterday', signed({ user: USER }, { issuedAtSeconds: NOW_MS / 1000 - 86_400 }), 'SIGNATURE_STALE'],
])('by %s nothing is removed', async (_what, message, fault) => {
  const { send, removed } = world({ devices: [PHONE, TABLET] });
  expect([await send(message), removed]).toEqual([fault, []]);
});

it.each<[string, Start, string]>([
  ['whose user is gone', { account: undefined }, 'SIGNATURE_INVALID'],
  ['whose user is another person now', { account: { ...ALICE, generation: 'second' } }, 'SIGNATURE_INVALID'],
  ['whose domain is gone', { settings: undefined }, 'SIGNATURE_INVALID'],
  ['whose factors are being changed at this moment', { lease: 'busy' }, 'busy'],
])('a device %s removes nothing', async (_whose, start, outcome) => {
  const { forget, removed } = world(start);
  expect([await forget(), removed]).toEqual([outcome, []]);
});

function withoutKey({ publicKey: _key, ...device }: Device): Device {
  return device;
}
