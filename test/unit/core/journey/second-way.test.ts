import { describe, expect, it, test } from 'vitest';
import { canBeSecond, type SecondWay, secondWayOf } from '../../../../functions/core/journey/second-way.ts';
import type { Passkey } from '../../../../functions/core/passkeys/passkey.ts';
import type { UserRecord } from '../../../../functions/core/ports/users.ts';
import type { Device, Platform } from '../../../../functions/core/push/device.ts';
import { type DomainSettings, resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import type { Credential } from '../../../../functions/core/verify/credential.ts';
import { newAuthenticator, passkeyOf } from '../passkeys/software-authenticator.ts';
import { ALICE, FRESH, NOW_MS } from '../stubs.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const APPLE = 'fbfc3007-154e-4ecc-8c0b-6e020557d7bd';
const KEY = { sealed: new Uint8Array(), keyId: 'first', lastStep: -1, createdAtMs: 0, confirmedAtMs: 0 };
const LOST = { lostAtMs: 1 };

const synced = (fields: Partial<Passkey> = {}): Passkey => ({
  ...passkeyOf(newAuthenticator()),
  aaguid: APPLE,
  transports: ['internal', 'hybrid'],
  isBackedUp: true,
  ...fields,
});
const key = (fields: Partial<Passkey> = {}) => synced({ transports: ['usb'], isBackedUp: false, ...fields });
const phone = (platform: Platform, fields: Partial<Device> = {}): Device => ({
  ...{ id: platform, name: 'Phone', platform, publicKey: { x: 'x', y: 'y' }, createdAtMs: 1, generation: undefined },
  ...fields,
});

interface Has {
  readonly totp?: Partial<Credential['totp']>;
  readonly passkeys?: readonly Passkey[];
  readonly devices?: readonly Device[];
  readonly attributes?: Record<string, string>;
  readonly settings?: DomainSettings;
  readonly putOffAtMs?: number;
  readonly lostAddresses?: Credential['lostAddresses'];
}

function ask({ totp, passkeys = [], devices = [], attributes = {}, settings = {}, ...own }: Has): SecondWay {
  const credential = { ...FRESH, ...own, ...(totp === undefined ? {} : { totp: { ...KEY, ...totp } }) };
  const record: UserRecord = { account: { ...ALICE, attributes }, credential, passkeys };
  return secondWayOf(resolveSettings(settings), record, devices, NOW_MS);
}

const asked = (on: string, mayBeApart = false, isRequired = false) => ({ kind: 'asked', on, mayBeApart, isRequired });
const NOT_ASKED = { kind: 'not-asked' };
const APP = { totp: {} };
const MAIL = { attributes: { mail: 'alice@example.com' } };

describe('who has signed in is asked for a second way', () => {
  it.each<[string, Has, object]>([
    ['with an app alone', APP, asked('phone')],
    ['with mail alone', MAIL, asked('mailbox')],
    ['with one security key', { passkeys: [key()] }, asked('security-key')],
    ['with two passkeys of one synced account', { passkeys: [synced(), synced()] }, asked('account')],
    [
      'with an app and pushes, and where the app is he alone knows',
      { ...APP, devices: [phone('ios')] },
      asked('phone', true),
    ],
    ['with an app that was the second way and is lost', { ...MAIL, totp: LOST }, asked('mailbox')],
    ['with a second key that is lost', { passkeys: [key(), key(LOST)] }, asked('security-key')],
    ['with a phone that is lost, beside mail', { ...MAIL, devices: [phone('ios', LOST)] }, asked('mailbox')],
    [
      'with mail and a number of which one is lost',
      { attributes: { ...MAIL.attributes, mobile: '+819012345678' }, lostAddresses: ['sms'] },
      asked('mailbox'),
    ],
    [
      'with an app and mail that the settings do not take',
      { ...APP, ...MAIL, settings: { Email_Enabled: false } },
      asked('phone'),
    ],
  ])('%s', (_what, has, way) => {
    expect(ask(has)).toEqual(way);
  });

  it.each<[string, Has]>([
    ['with an app and mail', { ...APP, ...MAIL }],
    ['with two security keys', { passkeys: [key(), key()] }],
    ['with a synced passkey and an app', { ...APP, passkeys: [synced()] }],
    ['with an app that is on another device than the phone', { totp: { isApart: true }, devices: [phone('ios')] }],
    ['with nothing that can be used now', {}],
  ])('but not %s', (_what, has) => {
    expect(ask(has)).toEqual(NOT_ASKED);
  });
});

describe('it can be put off', () => {
  it.each<[string, Has, object]>([
    ['for seven days', { putOffAtMs: NOW_MS - 7 * DAY_MS + 1 }, NOT_ASKED],
    ['and is asked again then', { putOffAtMs: NOW_MS - 7 * DAY_MS }, asked('phone')],
    [
      'for as long as the settings say',
      { putOffAtMs: NOW_MS - 2 * DAY_MS, settings: { SecondFactorGraceDays: 2 } },
      asked('phone'),
    ],
    ['the first time also where it is required', { settings: { SecondFactorRequired: true } }, asked('phone')],
    [
      'and is required after that',
      { putOffAtMs: NOW_MS - 7 * DAY_MS, settings: { SecondFactorRequired: true } },
      asked('phone', false, true),
    ],
    [
      'not at all without days to do so',
      { settings: { SecondFactorRequired: true, SecondFactorGraceDays: 0 } },
      asked('phone', false, true),
    ],
  ])('%s', (_what, has, way) => {
    expect(ask({ ...APP, ...has })).toEqual(way);
  });

  test('where it is not required nobody is kept, however often he was asked', () => {
    expect(ask({ ...APP, putOffAtMs: 1, settings: { SecondFactorGraceDays: 0 } })).toEqual(asked('phone'));
  });
});

it.each([
  ['phone', ['passkey', 'totp', 'email']],
  ['browser', ['passkey', 'totp', 'email']],
  ['mailbox', ['passkey', 'totp', 'push', 'sms']],
  ['account', ['passkey', 'totp', 'push', 'email', 'sms']],
  ['computer', ['passkey', 'totp', 'push', 'email', 'sms']],
] as const)('who has all on his %s is kept for nothing that would hang on it too', (on, expected) => {
  const methods = ['passkey', 'totp', 'push', 'email', 'sms'] as const;
  expect(methods.filter((method) => canBeSecond(on, method))).toEqual(expected);
});
