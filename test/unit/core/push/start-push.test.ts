import { describe, expect, it } from 'vitest';
import type { Account } from '../../../../functions/core/directory/user.ts';
import type { Device } from '../../../../functions/core/push/device.ts';
import { matchesCode } from '../../../../functions/core/push/match-code.ts';
import { pushMessage } from '../../../../functions/core/push/push-message.ts';
import { type StartPushRequest, startPush } from '../../../../functions/core/push/start-push.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import { type DomainSettings, resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import type { Credential } from '../../../../functions/core/verify/credential.ts';
import { ALICE, countingBytes, FRESH, keyRing, NOW_MS, usersStub } from '../stubs.ts';
import { memoryChallenges, memoryCredential, memoryDevices, PHONE, USER } from './stubs.ts';

const REQUEST: StartPushRequest = {
  user: USER,
  application: 'app',
  context: { action: 'Pay', ip: '192.0.2.1' },
  startedBy: 'client',
  matchCode: undefined,
};
const { publicKey: _none, ...KEYLESS } = { ...PHONE, id: 'keyless' };
const PUSHED = { ...PHONE, id: 'pushed', endpointArn: 'arn:pushed' };

interface Start {
  readonly account?: Account | undefined;
  readonly credential?: Credential | undefined;
  readonly devices?: readonly Device[];
  readonly stored?: DomainSettings;
  readonly request?: Partial<StartPushRequest>;
}

async function start(from: Start = {}) {
  const { devices = [PHONE], stored = {}, request = {} } = from;
  const challenges = memoryChallenges([]);
  const credential = memoryCredential('credential' in from ? from.credential : FRESH);
  const deps = {
    clock: () => NOW_MS,
    random: countingBytes(),
    keys: keyRing,
    users: usersStub('account' in from ? from.account : ALICE, credential.now),
    devices: memoryDevices(...devices.map((device) => [USER, device] as const)),
    challenges,
    credentials: credential.port,
  };
  const outcome = await startPush(deps, resolveSettings(stored), { ...REQUEST, ...request });
  return { outcome, challenges: challenges.all(), credential: credential.now() };
}

async function started(from: Start = {}) {
  const { outcome, challenges, credential } = await start(from);
  if (outcome.kind !== 'started') throw new Error(outcome.kind);
  expect(challenges).toEqual([outcome.challenge]);
  return { ...outcome, credential };
}

describe('starting a push', () => {
  it('makes a challenge that says who asks for what, and until when', async () => {
    const { challenge, execution, credential } = await started({ stored: { PushTimeoutSeconds: 45 } });
    expect(challenge).toMatchObject({
      ...{ user: USER, application: 'app', context: REQUEST.context, startedBy: 'client' },
      id: expect.stringMatching(/^[\w-]{22}$/),
      startedAtMs: NOW_MS,
      expiresAtMs: NOW_MS + 45_000,
    });
    expect(execution).toEqual({ challengeId: challenge.id, timeoutSeconds: 45, targets: [] });
    expect(credential?.sends).toBe(1);
  });

  it('makes six digits for the application to show', async () => {
    const { challenge, matchCode } = await started();
    expect(matchCode?.reveal()).toMatch(/^\d{6}$/);
    expect(await matchesCode(keyRing, challenge, matchCode)).toBe(true);
    expect(await matchesCode(keyRing, challenge, undefined)).toBe(false);
  });

  it('takes the digits that the application shows already', async () => {
    const { challenge, matchCode } = await started({ request: { matchCode: new Secret('654321') } });
    expect(matchCode?.reveal()).toBe('654321');
    expect(await matchesCode(keyRing, challenge, new Secret('654321'))).toBe(true);
  });

  it('has no digits where the settings ask for none, even if the application brings some', async () => {
    const request = { matchCode: new Secret('654321') };
    const { challenge, matchCode } = await started({ request, stored: { PushMatchCode: false } });
    expect(matchCode).toBeUndefined();
    expect(challenge).not.toHaveProperty('matchCode');
  });

  it('pushes to each device with an address that can answer, in the language of the user', async () => {
    const message = (id: string) => pushMessage(id, 'ja');
    const devices = [PHONE, PUSHED, { ...KEYLESS, endpointArn: 'arn:keyless' }];
    const { execution } = await started({ devices });
    expect(execution.targets).toEqual([{ endpointArn: 'arn:pushed', message: message(execution.challengeId) }]);
    const withoutDigits = await started({ devices, stored: { PushMatchCode: false } });
    expect(withoutDigits.execution.targets.map(({ endpointArn }) => endpointArn)).toEqual([
      'arn:pushed',
      'arn:keyless',
    ]);
  });

  it('makes the item of a user to whom nothing was sent before', async () => {
    expect((await started({ credential: undefined })).credential?.sends).toBe(1);
  });

  it('opens a new window when a lock is over', async () => {
    const over = { ...FRESH, failures: 10, streak: 10, lastAttemptAtMs: NOW_MS - 900_000 };
    expect((await started({ credential: over })).credential).toMatchObject({ failures: 0, streak: 10, sends: 1 });
  });

  it.each<[string, Start, unknown]>([
    ['pushes are switched off', { stored: { Push_Enabled: false } }, { kind: 'refused', reason: 'FACTOR_DISABLED' }],
    ['nobody has that name', { account: undefined }, { kind: 'unknown-user' }],
    ['there is no device', { devices: [] }, { kind: 'refused', reason: 'FACTOR_NOT_ENROLLED' }],
    ['no device can type the digits', { devices: [KEYLESS] }, { kind: 'refused', reason: 'FACTOR_NOT_ENROLLED' }],
    [
      'the user said that a push was not his',
      { credential: { ...FRESH, pushesStopped: true } },
      { kind: 'refused', reason: 'PUSH_STOPPED' },
    ],
    [
      'the sends are spent',
      { credential: { ...FRESH, sends: 5, lastSendAtMs: NOW_MS - 1 } },
      { kind: 'refused', reason: 'SEND_LIMIT_EXCEEDED' },
    ],
    [
      'the user is locked',
      { credential: { ...FRESH, failures: 10, streak: 10, lastAttemptAtMs: NOW_MS - 1_000 } },
      { kind: 'locked', untilMs: NOW_MS + 899_000 },
    ],
  ])('makes no challenge and counts nothing where %s', async (_where, from, outcome) => {
    const untouched = 'credential' in from ? from.credential : FRESH;
    expect(await start(from)).toEqual({ outcome, challenges: [], credential: untouched });
  });
});
