import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Holdings, possessionsOf } from '../../../../functions/core/journey/possessions.ts';

const NONE: Holdings = { passkeys: [], devices: [], hasTotp: false, hasSms: false, hasMail: false };
const NO_NAME = '00000000-0000-0000-0000-000000000000';
const APPLE = 'fbfc3007-154e-4ecc-8c0b-6e020557d7bd';
const GOOGLE = 'ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4';
const CHROME = 'adce0002-35bc-c60a-648b-0b25f1f05503';
const EDGE = '771b48fd-d3d4-4f74-9232-fc157ab0507a';
const WINDOWS = '08987058-cadc-4b81-b6e1-30de50dcbe96';

type HeldPasskey = Holdings['passkeys'][number];
type HeldDevice = Holdings['devices'][number];

const key = (id: string): HeldPasskey => ({ id, aaguid: NO_NAME, transports: ['usb', 'nfc'], isBackedUp: false });
const copied = (id: string, aaguid: string): HeldPasskey => ({
  id,
  aaguid,
  transports: ['internal', 'hybrid'],
  isBackedUp: true,
});
const bound = (id: string, aaguid: string): HeldPasskey => ({
  id,
  aaguid,
  transports: ['internal'],
  isBackedUp: false,
});
const device = (id: string, platform: HeldDevice['platform'], createdAtMs = 0): HeldDevice => ({
  id,
  platform,
  createdAtMs,
});

/** `phone(totp, push)`, for reading. */
function shown(holdings: Partial<Holdings>): string[] {
  return possessionsOf({ ...NONE, ...holdings }).map(
    ({ kind, factors }) => `${kind}(${factors.map(({ method, id }) => id ?? method).join(', ')})`,
  );
}

describe('what a person loses at once', () => {
  it.each<[what: string, holdings: Partial<Holdings>, possessions: string[]]>([
    ['nothing', {}, []],
    ['an authenticator app', { hasTotp: true }, ['phone(totp)']],
    ['an app and the pushes of the same phone', { hasTotp: true, devices: [device('d1', 'ios')] }, ['phone(d1, totp)']],
    [
      'an app that its owner has elsewhere, and pushes',
      { hasTotp: true, isTotpApart: true, devices: [device('d1', 'ios')] },
      ['phone(d1)', 'other-device(totp)'],
    ],
    ['an app and text messages', { hasTotp: true, hasSms: true }, ['phone(totp, sms)']],
    ['an app and mail, which is read anywhere', { hasTotp: true, hasMail: true }, ['phone(totp)', 'mailbox(email)']],
    ['two security keys', { passkeys: [key('k1'), key('k2')] }, ['security-key(k1)', 'security-key(k2)']],
    [
      'two passkeys of one synced account',
      { passkeys: [copied('p1', APPLE), copied('p2', APPLE)] },
      ['account(p1, p2)'],
    ],
    [
      'passkeys of two accounts',
      { passkeys: [copied('p1', APPLE), copied('p2', GOOGLE)] },
      ['account(p1)', 'account(p2)'],
    ],
    [
      'synced passkeys whose maker says no name',
      { passkeys: [copied('p1', NO_NAME), copied('p2', NO_NAME)] },
      ['account(p1, p2)'],
    ],
    ['a synced passkey and an app', { passkeys: [copied('p1', APPLE)], hasTotp: true }, ['account(p1)', 'phone(totp)']],
    [
      'a passkey that could be copied and is not yet',
      { passkeys: [bound('p1', APPLE)], hasTotp: true },
      ['phone(p1, totp)'],
    ],
    [
      'passkeys of two computers',
      { passkeys: [bound('w1', WINDOWS), bound('w2', WINDOWS)] },
      ['computer(w1)', 'computer(w2)'],
    ],
    [
      'Chrome on one Mac and Edge on another one',
      { passkeys: [bound('c', CHROME), bound('e', EDGE)] },
      ['computer(c)', 'computer(e)'],
    ],
    [
      'a passkey that says nothing of its place, and a phone that takes pushes',
      { passkeys: [bound('p1', NO_NAME)], devices: [device('d1', 'ios')] },
      ['phone(p1, d1)'],
    ],
    ['a computer and an app', { passkeys: [bound('w1', WINDOWS)], hasTotp: true }, ['computer(w1)', 'phone(totp)']],
    [
      'a passkey that says nothing of its place',
      { passkeys: [bound('p1', NO_NAME)], hasTotp: true },
      ['phone(p1, totp)'],
    ],
    ['a phone that was registered twice', { devices: [device('d1', 'ios'), device('d2', 'ios')] }, ['phone(d1, d2)']],
    ['phones of two makes', { devices: [device('d1', 'ios'), device('d2', 'android')] }, ['phone(d1)', 'phone(d2)']],
    [
      'an app beside phones of two makes: it is on the older one',
      { hasTotp: true, devices: [device('d1', 'ios', 2), device('d2', 'android', 1)] },
      ['phone(d2, totp)', 'phone(d1)'],
    ],
    ['a browser that answers pushes', { devices: [device('b1', 'web'), device('b2', 'web')] }, ['browser(b1, b2)']],
    [
      'a browser and a computer',
      { devices: [device('b1', 'web')], passkeys: [bound('w1', WINDOWS)] },
      ['computer(w1, b1)'],
    ],
    ['a browser and an app', { devices: [device('b1', 'web')], hasTotp: true }, ['phone(b1, totp)']],
    [
      'a browser, a computer and an app: it is taken to be on the computer',
      { devices: [device('b1', 'web')], passkeys: [bound('w1', WINDOWS)], hasTotp: true },
      ['computer(w1, b1)', 'phone(totp)'],
    ],
    [
      'a browser and a phone that takes pushes',
      { devices: [device('b1', 'web'), device('d1', 'ios')] },
      ['phone(b1, d1)'],
    ],
  ])('with %s', (_what, holdings, possessions) => {
    expect(shown(holdings)).toEqual(possessions);
  });
});

const passkeys = fc.uniqueArray(
  fc.record({
    id: fc.string({ minLength: 1, maxLength: 3 }).map((id) => `p${id}`),
    aaguid: fc.constantFrom(NO_NAME, APPLE, GOOGLE, WINDOWS),
    transports: fc.constantFrom(['usb'], ['internal'], ['internal', 'hybrid'], []),
    isBackedUp: fc.boolean(),
  }),
  { selector: ({ id }) => id, maxLength: 5 },
);
const devices = fc.uniqueArray(
  fc.record({
    id: fc.string({ minLength: 1, maxLength: 3 }).map((id) => `d${id}`),
    platform: fc.constantFrom<HeldDevice['platform']>('ios', 'android', 'web'),
    createdAtMs: fc.nat(5),
  }),
  { selector: ({ id }) => id, maxLength: 4 },
);
const holdings: fc.Arbitrary<Holdings> = fc.record({
  passkeys,
  devices,
  hasTotp: fc.boolean(),
  hasSms: fc.boolean(),
  hasMail: fc.boolean(),
});

describe('of any holdings', () => {
  it('every factor is in one possession, and none is empty', () => {
    fc.assert(
      fc.property(holdings, (held) => {
        const found = possessionsOf(held);
        const factors = found.flatMap((possession) => possession.factors.map(({ method, id }) => `${method} ${id}`));
        const count =
          held.passkeys.length + held.devices.length + [held.hasTotp, held.hasSms, held.hasMail].filter(Boolean).length;
        expect(new Set(factors).size).toBe(count);
        expect(factors).toHaveLength(count);
        expect(found.every((possession) => possession.factors.length > 0)).toBe(true);
      }),
    );
  });

  it('one factor more never makes fewer possessions', () => {
    fc.assert(
      fc.property(holdings, holdings, (held, more) => {
        const both: Holdings = {
          passkeys: [...held.passkeys, ...more.passkeys.map((one) => ({ ...one, id: `m${one.id}` }))],
          devices: [...held.devices, ...more.devices.map((one) => ({ ...one, id: `m${one.id}` }))],
          hasTotp: held.hasTotp || more.hasTotp,
          hasSms: held.hasSms || more.hasSms,
          hasMail: held.hasMail || more.hasMail,
        };
        expect(possessionsOf(both).length).toBeGreaterThanOrEqual(possessionsOf(held).length);
      }),
    );
  });
});
