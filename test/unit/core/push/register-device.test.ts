import { describe, expect, it } from 'vitest';
import type { RegistrationClaims } from '../../../../functions/core/ports/push.ts';
import { hashEnrolmentCode } from '../../../../functions/core/push/enrolment-code.ts';
import { registerDevice } from '../../../../functions/core/push/register-device.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import { ALICE, countingBytes, KEYS, keyRing, NOW_MS, usersStub } from '../stubs.ts';
import { iosEndpoints, KEY, memoryDevices, memoryEnrolments, OTHER_KEY, signed, USER } from './stubs.ts';

const CLAIMS: RegistrationClaims = { code: '01234-56789', name: 'Phone', platform: 'ios', pushToken: 'token' };

function message(
  claims: Partial<RegistrationClaims> = {},
  different: Parameters<typeof signed<RegistrationClaims>>[1] = {},
) {
  return { ...signed({ ...CLAIMS, ...claims }, different), key: KEY };
}

async function world(expiresAtMs = NOW_MS + 1) {
  const enrolments = memoryEnrolments();
  await enrolments.add(hashEnrolmentCode(KEYS, new Secret('0123456789')), { user: USER, expiresAtMs });
  const devices = memoryDevices();
  const ports = {
    clock: () => NOW_MS,
    random: countingBytes(),
    keys: keyRing,
    endpoints: iosEndpoints,
    users: usersStub(ALICE),
  };
  const register = (signedMessage: ReturnType<typeof message> | undefined) =>
    registerDevice({ ...ports, devices, enrolments, messages: { registration: () => signedMessage } }, 'a jws');
  return { register, enrolments, registered: () => devices.of(USER) };
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
    const { register, registered, enrolments } = await world();
    expect(await register(wrong)).toEqual({ kind: 'refused', reason });
    expect(registered()).toEqual([]);
    expect(enrolments.count()).toBe(1);
  });

  it('takes a code once', async () => {
    const { register, registered } = await world();
    await register(message());
    expect(await register(message())).toEqual({ kind: 'refused', reason: 'ENROLMENT_CODE_INVALID' });
    expect(registered()).toHaveLength(1);
  });

  it('takes no code whose time is over', async () => {
    const { register, registered } = await world(NOW_MS);
    expect(await register(message())).toEqual({ kind: 'refused', reason: 'ENROLMENT_CODE_INVALID' });
    expect(registered()).toEqual([]);
  });
});
