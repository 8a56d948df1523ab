import { expect, it } from 'vitest';
import { epochOf } from '../../../../functions/core/directory/epoch.ts';
import type { Account } from '../../../../functions/core/directory/user.ts';
import { type PullChallengesDependencies, pullChallenges } from '../../../../functions/core/push/pull-challenges.ts';
import { ALICE, NOW_MS, usersStub } from '../stubs.ts';
import { CHALLENGE, memoryChallenges, memoryDevices, OTHER_KEY, PHONE, signed, USER } from './stubs.ts';

const BOB = { domain: 'D', userId: 'bob' };

function depsOf(message: ReturnType<PullChallengesDependencies['messages']['pull']>): PullChallengesDependencies {
  const challenges = memoryChallenges([
    CHALLENGE,
    { ...CHALLENGE, id: 'of bob', user: BOB },
    { ...CHALLENGE, id: 'of before', epoch: epochOf({ ...ALICE, notBefore: '1' }) },
    { ...CHALLENGE, id: 'too late', expiresAtMs: NOW_MS },
    { ...CHALLENGE, id: 'answered', answer: { status: 'approved', answeredAtMs: NOW_MS - 1 } },
  ]);
  return {
    clock: () => NOW_MS,
    users: usersStub(ALICE),
    devices: memoryDevices([USER, PHONE]),
    challenges,
    messages: { pull: () => message },
  };
}

function pull(message: Parameters<typeof depsOf>[0], deviceId = PHONE.id) {
  return pullChallenges(depsOf(message), deviceId, 'a jws');
}

it('a device sees what is open for its user, and nothing else', async () => {
  expect(await pull(signed({ user: USER }))).toEqual([CHALLENGE]);
});

it.each([
  ['what is no message', undefined, 'SIGNATURE_INVALID'],
  ['what another device signed', signed({ user: USER }, { signer: OTHER_KEY }), 'SIGNATURE_INVALID'],
  ['a device that asks in the name of another user', signed({ user: BOB }), 'SIGNATURE_INVALID'],
  ['a message of yesterday', signed({ user: USER }, { issuedAtSeconds: NOW_MS / 1000 - 86_400 }), 'SIGNATURE_STALE'],
])('%s is told nothing', async (_who, message, fault) => {
  expect(await pull(message)).toBe(fault);
});

it('a device that was reported lost is told nothing', async () => {
  const deps = { ...depsOf(signed({ user: USER })), devices: memoryDevices([USER, { ...PHONE, lostAtMs: 1 }]) };
  expect(await pullChallenges(deps, PHONE.id, 'a jws')).toBe('SIGNATURE_INVALID');
});

it('a message is good for the address of its own device alone', async () => {
  expect(await pull(signed({ user: USER }), 'tablet')).toBe('SIGNATURE_INVALID');
});

it.each<[string, Account | undefined]>([
  ['whose user is gone', undefined],
  ['whose user is another person now', { ...ALICE, generation: 'second' }],
])('a device %s is told nothing', async (_whose, account) => {
  const deps = { ...depsOf(signed({ user: USER })), users: usersStub(account) };
  expect(await pullChallenges(deps, PHONE.id, 'a jws')).toBe('SIGNATURE_INVALID');
});
