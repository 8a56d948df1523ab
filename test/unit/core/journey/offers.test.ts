import { describe, expect, it } from 'vitest';
import { offersOf } from '../../../../functions/core/journey/offers.ts';
import type { UserRecord } from '../../../../functions/core/ports/users.ts';
import type { Device } from '../../../../functions/core/push/device.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import type { Credential } from '../../../../functions/core/verify/credential.ts';
import { ALICE, FRESH } from '../stubs.ts';

const KEY = { sealed: new Uint8Array(), keyId: 'first', lastStep: -1, generation: undefined, createdAtMs: 0 };
const PLAIN: Device = { id: 'd1', name: 'Phone', platform: 'ios', generation: undefined, createdAtMs: 0 };
const SIGNING: Device = { ...PLAIN, publicKey: { x: 'x', y: 'y' } };

interface Case {
  readonly settings?: Record<string, boolean | string>;
  readonly account?: UserRecord['account'] | undefined;
  readonly credential?: Partial<Credential>;
  readonly legacyTotp?: UserRecord['legacyTotp'];
  readonly devices?: readonly Device[];
}

/** What a user who has everything is offered, but for what the case takes away. */
function offers(world: Case = {}) {
  const account = 'account' in world ? world.account : ALICE;
  const record: UserRecord = {
    ...(account && { account }),
    ...(world.legacyTotp && { legacyTotp: world.legacyTotp }),
    ...('credential' in world
      ? world.credential && { credential: { ...FRESH, ...world.credential } }
      : { credential: { ...FRESH, totp: KEY } }),
  };
  return offersOf(resolveSettings(world.settings ?? {}), record, world.devices ?? [SIGNING], 'localhost');
}

const methods = (world: Case = {}) => offers(world).map(({ method }) => method);

const without = (name: string) => ({ account: { ...ALICE, attributes: { ...ALICE.attributes, [name]: '' } } });

describe('a user who has everything', () => {
  it('is offered the safest way first, and addresses are masked', () => {
    expect(offers()).toEqual([
      { method: 'push' },
      { method: 'totp' },
      { method: 'sms', to: '••• 5678' },
      { method: 'email', to: 'a•••@example.com' },
    ]);
  });
});

describe('a way is closed', () => {
  it.each<[string, string, Case]>([
    ['push', 'that the settings switch off', { settings: { Push_Enabled: false } }],
    ['push', 'without a device', { devices: [] }],
    ['push', 'when the only device cannot sign the digits', { devices: [PLAIN] }],
    ['push', 'after the user said that a push was not his', { credential: { totp: KEY, pushesStopped: true } }],
    ['totp', 'that the settings switch off', { settings: { Totp_Enabled: false } }],
    ['totp', 'without a key', { credential: {} }],
    ['totp', 'with a key that was never confirmed', { credential: { pendingTotp: KEY } }],
    ['sms', 'that the settings switch off', { settings: { Sms_Enabled: false } }],
    ['sms', 'without a number that can be one', without('mobile')],
    ['sms', 'without another factor where one is needed', { settings: { SmsNeedsOtherFactor: true }, credential: {} }],
    ['email', 'that the settings switch off', { settings: { Email_Enabled: false } }],
    ['email', 'without an address', { account: { ...ALICE, attributes: { mobile: '+819012345678' } } }],
  ])('%s %s, and the others stay open', (method, _why, world) => {
    const withTotp = world.credential === undefined || world.credential.totp !== undefined;
    const all = ['push', 'totp', 'sms', 'email'].filter((other) => withTotp || other !== 'totp');
    expect(methods(world)).toEqual(all.filter((other) => other !== method));
  });

  it('every way, for who is not in the directory (any more)', () => {
    expect(methods({ account: undefined })).toEqual([]);
  });
});

describe('a way is open', () => {
  it('by push without digits, to a device that cannot sign', () => {
    expect(methods({ settings: { PushMatchCode: false }, devices: [PLAIN] })).toContain('push');
  });

  it('by push when one of several devices can sign', () => {
    expect(methods({ devices: [PLAIN, SIGNING] })).toContain('push');
  });

  it('by push, SMS and mail to a user of whom nothing is stored yet', () => {
    const record = { account: ALICE };
    const shown = offersOf(resolveSettings({}), record, [SIGNING], 'localhost');
    expect(shown.map(({ method }) => method)).toEqual(['push', 'sms', 'email']);
    const strict = offersOf(resolveSettings({ SmsNeedsOtherFactor: true }), record, [], 'localhost');
    expect(strict.map(({ method }) => method)).toEqual(['email']);
  });

  it('by the authenticator that the old system knew', () => {
    const world = { credential: {}, legacyTotp: new Secret(new Uint8Array(20)) };
    expect(methods(world)).toContain('totp');
  });

  it('by SMS and by mail where SMS needs another factor and there is one', () => {
    expect(methods({ settings: { SmsNeedsOtherFactor: true } })).toEqual(['push', 'totp', 'sms', 'email']);
  });
});
