import { describe, expect, it } from 'vitest';
import { epochOf } from '../../../../functions/core/directory/epoch.ts';
import type { UserKey } from '../../../../functions/core/directory/user.ts';
import type { UserRecord } from '../../../../functions/core/ports/users.ts';
import type { Device } from '../../../../functions/core/push/device.ts';
import { type OmaRegistration, registerOmaDevice } from '../../../../functions/core/push/register-oma-device.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import { type DomainSettings, resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import { ALICE, countingBytes, FRESH, keyRing, NOW_MS } from '../stubs.ts';
import { iosEndpoints, memoryDevices, outstandingCode, PHONE, USER } from './stubs.ts';

const TOTP = { sealed: new Uint8Array(), keyId: 'first', lastStep: 0, createdAtMs: 0 };
const WITHOUT_DIGITS = { PushMatchCode: false };
const CODE = '01234-56789';
const CLOSED = { ...FRESH, enrolment: { version: 'v', begunAtMs: [], closedUntilMs: NOW_MS + 1 } };

interface Start {
  readonly devices?: readonly Device[];
  readonly record?: UserRecord;
  readonly stored?: DomainSettings;
  readonly codeOf?: UserKey;
  /** A code of who has proven himself is outstanding. */
  readonly withCode?: boolean;
}

async function world({
  devices = [],
  record = {},
  stored = WITHOUT_DIGITS,
  codeOf = USER,
  withCode = false,
}: Start = {}) {
  const memory = memoryDevices(...devices.map((device) => [USER, device] as const));
  const code = await outstandingCode('0123456789', { by: 'proof' }, codeOf);
  const isOwn = codeOf === USER;
  const deps = {
    clock: () => NOW_MS,
    random: countingBytes(),
    keys: keyRing,
    users: {
      async load(): Promise<UserRecord> {
        const enrolment = isOwn ? code.enrolment() : undefined;
        const credential = { ...FRESH, ...record.credential, ...(enrolment && withCode && { enrolment }) };
        return { account: ALICE, hasDevice: memory.of(USER).length > 0, ...record, credential };
      },
    },
    settings: { forDomain: async () => stored },
    devices: memory,
    credentials: code.credentials,
    endpoints: iosEndpoints,
  };
  const register = (registration: Partial<OmaRegistration> = {}) =>
    registerOmaDevice(
      deps,
      resolveSettings(stored),
      { user: USER, epoch: epochOf(ALICE) },
      {
        name: 'Phone',
        platform: 'ios',
        pushToken: 'token',
        ...registration,
      },
    );
  return { register, registered: () => memory.of(USER), isUnspent: () => code.enrolment() !== undefined };
}

const BOUND: [string, Start][] = [
  ['an authenticator app', { record: { credential: { ...FRESH, totp: TOTP } } }],
  ['an authenticator app in the old system', { record: { legacyTotp: new Secret(new Uint8Array()) } }],
  ['another device', { devices: [PHONE] }],
];

describe('registering a device without a key', () => {
  it('adds it for a password while no factor is bound', async () => {
    const { register, registered } = await world();
    const outcome = await register();
    expect(registered()).toEqual([
      {
        id: expect.stringMatching(/^[\w-]{22}$/),
        name: 'Phone',
        platform: 'ios',
        endpointArn: 'arn:of:token',
        createdAtMs: NOW_MS,
        generation: ALICE.generation,
      },
    ]);
    expect(outcome).toEqual({ kind: 'registered', deviceId: registered()[0]?.id, isNew: true });
  });

  it('knows the same push token as the same device', async () => {
    const { register, registered } = await world();
    const first = await register();
    expect(await register({ name: 'Renamed' })).toEqual({ ...first, isNew: false });
    expect(registered()).toHaveLength(1);
  });

  it('does not make a keyless device out of one that signs, though pushes reach both at one address', async () => {
    const { register } = await world({ devices: [{ ...PHONE, endpointArn: 'arn:of:token' }] });
    expect(await register()).toEqual({ kind: 'refused', reason: 'FACTOR_BOUND' });
  });

  it.each(BOUND)('needs more than a password of a user who has %s: a code, once', async (_what, start) => {
    const { register, registered } = await world({ ...start, withCode: true });
    const before = registered().length;
    expect(await register()).toEqual({ kind: 'refused', reason: 'FACTOR_BOUND' });
    expect(registered()).toHaveLength(before);
    expect(await register({ enrolmentCode: CODE })).toMatchObject({ kind: 'registered', isNew: true });
    const again = await register({ enrolmentCode: CODE, pushToken: 'another' });
    expect(again).toEqual({ kind: 'refused', reason: 'ENROLMENT_CODE_INVALID' });
    expect(registered()).toHaveLength(before + 1);
  });

  it.each<[string, Start]>([
    ['a proof is asked for', { stored: { ...WITHOUT_DIGITS, EnrolmentNeedsProof: true } }],
    ['the user said of the last one that it was not his', { record: { credential: CLOSED } }],
    ['the user, with a proof, is adding one himself', { withCode: true }],
  ])('adds none for a password where %s', async (_where, start) => {
    const { register, registered } = await world(start);
    expect(await register()).toEqual({ kind: 'refused', reason: 'PROOF_REQUIRED' });
    expect(registered()).toEqual([]);
  });

  it.each<[string, Start]>([
    ['another user', { codeOf: { ...USER, userId: 'bob' } }],
    ['a user of the same name in another domain', { codeOf: { ...USER, domain: 'E' } }],
  ])('takes no code of %s', async (_whose, start) => {
    const { register, registered } = await world({ ...start, withCode: true });
    expect(await register({ enrolmentCode: CODE })).toEqual({ kind: 'refused', reason: 'ENROLMENT_CODE_INVALID' });
    expect(registered()).toEqual([]);
  });

  it.each<[string, DomainSettings, Partial<OmaRegistration>, string]>([
    ['where pushes are switched off', { ...WITHOUT_DIGITS, Push_Enabled: false }, {}, 'FACTOR_DISABLED'],
    ['where digits are asked for', {}, {}, 'MATCH_CODE_REQUIRED'],
    ['of a platform that nothing is pushed to', WITHOUT_DIGITS, { platform: 'android' }, 'PUSH_UNAVAILABLE'],
  ])('%s is refused and does not spend the code', async (_where, stored, registration, reason) => {
    const { register, registered, isUnspent } = await world({ stored, withCode: true });
    expect(await register({ ...registration, enrolmentCode: CODE })).toEqual({ kind: 'refused', reason });
    expect(registered()).toEqual([]);
    expect(isUnspent()).toBe(true);
  });
});
