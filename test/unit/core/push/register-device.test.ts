import { describe, expect, it } from 'vitest';
import type { EnrolmentCode } from '../../../../functions/core/enrol/enrolment.ts';
import type { RegistrationClaims } from '../../../../functions/core/ports/push.ts';
import type { UserRecord } from '../../../../functions/core/ports/users.ts';
import { registerDevice } from '../../../../functions/core/push/register-device.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import type { DomainSettings } from '../../../../functions/core/settings/resolve.ts';
import { ALICE, countingBytes, FRESH, factorLeasesStub, keyRing, NOW_MS } from '../stubs.ts';
import { iosEndpoints, KEY, memoryDevices, OTHER_KEY, outstandingCode, signed, USER } from './stubs.ts';

const CLAIMS: RegistrationClaims = { code: '01234-56789', name: 'Phone', platform: 'ios', pushToken: 'token' };
const TOTP = { sealed: new Uint8Array(), keyId: 'first', lastStep: 0, createdAtMs: 0 };

function message(
  claims: Partial<RegistrationClaims> = {},
  different: Parameters<typeof signed<RegistrationClaims>>[1] = {},
) {
  return { ...signed({ ...CLAIMS, ...claims }, different), key: KEY };
}

interface Start {
  readonly code?: Partial<EnrolmentCode>;
  readonly record?: UserRecord;
  readonly closedUntilMs?: number;
  readonly stored?: DomainSettings;
  readonly lease?: 'lease' | 'busy';
}

async function world({ code, record = { account: ALICE }, closedUntilMs = 0, stored = {}, lease }: Start = {}) {
  const { enrolments, credentials, enrolment } = await outstandingCode('0123456789', code);
  const devices = memoryDevices();
  const load = async (): Promise<UserRecord> => {
    const standing = enrolment();
    const credential = {
      ...FRESH,
      ...record.credential,
      ...(standing && { enrolment: { ...standing, closedUntilMs } }),
    };
    return { hasDevice: devices.of(USER).length > 0, ...record, credential };
  };
  const ports = {
    clock: () => NOW_MS,
    random: countingBytes(),
    keys: keyRing,
    endpoints: iosEndpoints,
    users: { load },
    settings: { forDomain: async () => stored },
    factorLeases: factorLeasesStub(lease),
  };
  const register = (signedMessage: ReturnType<typeof message> | undefined) =>
    registerDevice(
      { ...ports, credentials, devices, enrolments, messages: { registration: () => signedMessage } },
      'a jws',
    );
  return { register, isUnspent: () => enrolment() !== undefined, registered: () => devices.of(USER) };
}

describe('registering a device', () => {
  it('adds it with its key and its address for pushes to the user whose code it brings, however that is typed', async () => {
    const { register, registered } = await world();
    const outcome = await register(message({ code: 'o1234 56789' }));
    const [device] = registered();
    expect(outcome).toEqual({ kind: 'registered', user: USER, device });
    expect(device).toEqual({
      id: expect.stringMatching(/^[\w-]{22}$/),
      name: 'Phone',
      platform: 'ios',
      publicKey: KEY,
      endpointArn: 'arn:of:token',
      createdAtMs: NOW_MS,
      generation: ALICE.generation,
    });
  });

  it.each<[string, Partial<RegistrationClaims>]>([
    ['brings no token', { pushToken: undefined }],
    ['is of a platform that nothing is pushed to', { platform: 'web' }],
  ])('adds one that %s as one that asks for its challenges', async (_what, claims) => {
    const { register, registered } = await world();
    expect(await register(message(claims))).toMatchObject({ kind: 'registered' });
    expect(registered()).toHaveLength(1);
    expect(registered()[0]).not.toHaveProperty('endpointArn');
  });

  it.each([
    ['that is no message', undefined, 'SIGNATURE_INVALID'],
    ['that is signed by another key than it brings', message({}, { signer: OTHER_KEY }), 'SIGNATURE_INVALID'],
    ['that is old', message({}, { issuedAtSeconds: NOW_MS / 1000 - 61 }), 'SIGNATURE_STALE'],
    ['with a wrong code', message({ code: '01234-56788' }), 'ENROLMENT_CODE_INVALID'],
  ])('%s adds nothing and does not spend the code', async (_what, wrong, reason) => {
    const { register, registered, isUnspent } = await world();
    expect(await register(wrong)).toEqual({ kind: 'refused', reason });
    expect(registered()).toEqual([]);
    expect(isUnspent()).toBe(true);
  });

  it('takes a code once, also one of who has proven himself and may have several', async () => {
    for (const by of ['password', 'proof'] as const) {
      const { register, registered } = await world({ code: { by } });
      await register(message());
      expect(await register(message())).toEqual({ kind: 'refused', reason: 'ENROLMENT_CODE_INVALID' });
      expect(registered()).toHaveLength(1);
    }
  });

  it('waits while another change of the factors is under way, and spends nothing', async () => {
    const { register, registered, isUnspent } = await world({ lease: 'busy' });
    expect(await register(message())).toEqual({ kind: 'refused', reason: 'TOO_MANY_REQUESTS' });
    expect([registered(), isUnspent()]).toEqual([[], true]);
  });
});

describe('a code that was good when it was made', () => {
  const bound: [string, UserRecord][] = [
    ['a device', { account: ALICE, hasDevice: true }],
    ['an authenticator app', { account: ALICE, credential: { ...FRESH, totp: TOTP } }],
    ['an authenticator app in the old system', { account: ALICE, legacyTotp: new Secret(new Uint8Array()) }],
  ];

  it.each<[string, Start]>([
    ...bound.map(([what, record]): [string, Start] => [`the user has ${what} since`, { record }]),
    ['the user is gone', { record: {} }],
    ['the password was set anew', { record: { account: { ...ALICE, passwordSetAtMs: NOW_MS } } }],
    ['another one was made', { code: { hash: 'of another one' } }],
    ['its time is over', { code: { expiresAtMs: NOW_MS } }],
    ['the user said that it was not he', { closedUntilMs: NOW_MS + 1 }],
    ['pushes were switched off', { stored: { Push_Enabled: false } }],
    ['a proof is asked for now', { stored: { EnrolmentNeedsProof: true } }],
  ])('adds nothing when %s', async (_when, start) => {
    const { register, registered } = await world(start);
    expect(await register(message())).toEqual({ kind: 'refused', reason: 'ENROLMENT_CODE_INVALID' });
    expect(registered()).toEqual([]);
  });

  it.each(bound)('still adds one for who has proven himself and has %s', async (_what, record) => {
    const { register, registered } = await world({ record, code: { by: 'proof' } });
    expect(await register(message())).toMatchObject({ kind: 'registered' });
    expect(registered()).toHaveLength(1);
  });

  it('of an application needs no proof of an address, as that of a password may', async () => {
    const { register } = await world({ code: { by: 'client' }, stored: { EnrolmentNeedsProof: true } });
    expect(await register(message())).toMatchObject({ kind: 'registered' });
  });
});
