import { describe, expect, it, vi } from 'vitest';
import { hashPin } from '../../../../functions/core/otp/pin.ts';
import type { Credentials } from '../../../../functions/core/ports/credentials.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import type { Credential } from '../../../../functions/core/verify/credential.ts';
import { pinProof } from '../../../../functions/core/verify/pin-proof.ts';
import { type Proof, retryAfterSeconds, verify } from '../../../../functions/core/verify/verify.ts';
import { ALICE, credentialsStub, FRESH, KEYS, keyRing, NOW_MS, usersStub } from '../stubs.ts';

const USER = { domain: 'D', userId: 'alice' };
const settings = resolveSettings({ MaxAttempts: 3 });

function proofOf(...outcomes: Awaited<ReturnType<Proof['attempt']>>[]) {
  const attempt = vi.fn(async () => outcomes.shift() ?? { kind: 'blocked' as const });
  const explain = vi.fn(async () => ({ kind: 'blocked' as const }));
  return { attempt, explain };
}

function check(proof: Proof, credential: Credential | undefined, methods: Partial<Credentials> = {}, account = true) {
  const deps = {
    clock: () => NOW_MS,
    users: usersStub(account ? ALICE : undefined, () => credential),
    credentials: credentialsStub(methods),
  };
  return verify(deps, USER, settings, proof);
}

describe('verify', () => {
  it.each([
    [{ kind: 'accepted' }, { kind: 'accepted', provenAtMs: NOW_MS }],
    [
      { kind: 'rejected', reason: 'OTP_INVALID' },
      { kind: 'rejected', reason: 'OTP_INVALID' },
    ],
  ] as const)(
    'of a first try that is %j gives the verdict %j, with the moment of a proof, and reads nothing',
    async (outcome, verdict) => {
      const proof = proofOf(outcome);
      expect(await check(proof, undefined)).toEqual(verdict);
      expect(proof.attempt).toHaveBeenCalledWith({
        user: USER,
        settings,
        nowMs: NOW_MS,
        limits: { maxFailures: 3, hardStop: 100 },
      });
      expect(proof.explain).not.toHaveBeenCalled();
    },
  );

  it.each<[string, Credential | undefined, boolean, object]>([
    ['a wrong code', FRESH, true, { kind: 'rejected', reason: 'OTP_INVALID' }],
    ['a wrong code, for whom nothing was ever written', undefined, true, { kind: 'rejected', reason: 'OTP_INVALID' }],
    ['a lock that stands', { ...FRESH, streak: 100 }, true, { kind: 'locked' }],
    ['an unknown user', FRESH, false, { kind: 'unknown-user' }],
  ])('counts nothing for what cannot be a code, and answers %s', async (_what, credential, account, verdict) => {
    const proof = proofOf({ kind: 'unreadable' });
    // No method of the credential may be called: the stub has none.
    expect(await check(proof, credential, {}, account)).toEqual(verdict);
    expect(proof.explain).not.toHaveBeenCalled();
  });

  it('says of a blocked try that the user is locked, and until when', async () => {
    const locked = { ...FRESH, failures: 3, streak: 3, lastAttemptAtMs: NOW_MS - 60_000 };
    const proof = proofOf({ kind: 'blocked' });
    expect(await check(proof, locked)).toEqual({ kind: 'locked', untilMs: NOW_MS + 14 * 60_000 });
    expect(proof.attempt).toHaveBeenCalledTimes(1);
  });

  it('names no end where only an administrator can end the lock', async () => {
    expect(await check(proofOf({ kind: 'blocked' }), { ...FRESH, streak: 100 })).toEqual({ kind: 'locked' });
  });

  it('opens a new window when the lock is over, and tries again', async () => {
    const over = { ...FRESH, failures: 3, streak: 3, lastAttemptAtMs: NOW_MS - 15 * 60_000 };
    const openWindow = vi.fn(async () => undefined);
    const proof = proofOf({ kind: 'blocked' }, { kind: 'accepted' });
    expect(await check(proof, over, { openWindow })).toEqual({ kind: 'accepted', provenAtMs: NOW_MS });
    expect(openWindow).toHaveBeenCalledExactlyOnceWith(USER, over);
  });

  it('lets the proof explain what else than a lock blocked it', async () => {
    const proof = proofOf({ kind: 'blocked' });
    const explained = { kind: 'rejected', reason: 'FACTOR_NOT_ENROLLED' } as const;
    expect(await check({ ...proof, explain: async () => explained }, FRESH)).toEqual(explained);
  });

  it('leaves it to the proof to explain a try by a user for whom nothing was ever written', async () => {
    const proof = proofOf({ kind: 'blocked' });
    const explained = { kind: 'rejected', reason: 'FACTOR_NOT_ENROLLED' } as const;
    expect(await check({ ...proof, explain: async () => explained }, undefined)).toEqual(explained);
  });

  it('gives up after three rounds, in which nothing was compared', async () => {
    const proof = proofOf();
    expect(await check(proof, FRESH)).toEqual({ kind: 'busy' });
    expect(proof.attempt).toHaveBeenCalledTimes(3);
  });

  it('asks before a try whether the user has left, and tries nothing then', async () => {
    const proof = proofOf({ kind: 'accepted' });
    const users = { ...usersStub(ALICE), presence: vi.fn(async () => ({ kind: 'left' }) as const) };
    const deps = { clock: () => NOW_MS, users, credentials: credentialsStub({}) };
    expect(await verify(deps, USER, settings, proof)).toEqual({ kind: 'unknown-user' });
    expect(users.presence).toHaveBeenCalledExactlyOnceWith(USER);
    expect(proof.attempt).not.toHaveBeenCalled();
  });

  it('holds every try of a user of an outside directory to the person who has the name now', async () => {
    const proof = proofOf({ kind: 'accepted' });
    const owner = { generation: 'second', alsoUnmarked: true };
    const users = { ...usersStub(ALICE), presence: async () => ({ kind: 'here', owner }) as const };
    await verify({ clock: () => NOW_MS, users, credentials: credentialsStub({}) }, USER, settings, proof);
    expect(proof.attempt).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ limits: { maxFailures: settings.MaxAttempts, hardStop: 100, owner } }),
    );
  });

  it('knows of no user without an account, even if a credential is left', async () => {
    expect(await check(proofOf({ kind: 'blocked' }), FRESH, {}, false)).toEqual({ kind: 'unknown-user' });
  });
});

describe('the proof of a PIN', () => {
  const scope = { purpose: 'pin', ...USER, application: 'demo', sessionId: undefined } as const;
  const code = new Secret('123456');
  const pinHash = hashPin(KEYS, scope, code);
  const context = { user: USER, settings, limits: { maxFailures: 3, hardStop: 100 }, nowMs: NOW_MS };
  const proof = (methods: Partial<Credentials>) =>
    pinProof({ keys: keyRing, credentials: credentialsStub(methods) }, { scope, correlationId: 'cid', code });

  it('asks for the hash and the correlation id, and translates the outcome', async () => {
    const consumePin = vi.fn(async () => 'rejected' as const);
    expect(await proof({ consumePin }).attempt(context)).toEqual({ kind: 'rejected', reason: 'OTP_INVALID' });
    expect(consumePin).toHaveBeenCalledExactlyOnceWith(USER, {
      pinHash,
      correlationId: 'cid',
      mustProveFactor: false,
      nowMs: NOW_MS,
      limits: context.limits,
    });
    expect(await proof({ consumePin: async () => 'accepted' }).attempt(context)).toEqual({ kind: 'accepted' });
    expect(await proof({ consumePin: async () => 'blocked' }).attempt(context)).toEqual({ kind: 'blocked' });
  });

  it('reads the PIN by the alphabet and the length of the settings, and tries nothing that is none', async () => {
    const consumePin = vi.fn(async () => 'accepted' as const);
    const pasted = (text: string, stored = {}) =>
      pinProof(
        { keys: keyRing, credentials: credentialsStub({ consumePin }) },
        { scope, correlationId: 'cid', code: new Secret(text) },
      ).attempt({ ...context, settings: resolveSettings(stored) });
    expect(await pasted('123–456')).toEqual({ kind: 'accepted' });
    expect(consumePin).toHaveBeenCalledExactlyOnceWith(USER, expect.objectContaining({ pinHash }));
    expect(await pasted('12345')).toEqual({ kind: 'unreadable' });
    expect(await pasted('123456', { PinLength: 8 })).toEqual({ kind: 'unreadable' });
    expect(await pasted('123456', { PinChars: 'ABCDEFGHJK' })).toEqual({ kind: 'unreadable' });
    expect(consumePin).toHaveBeenCalledOnce();
  });

  it('asks for no correlation id where any PIN counts', async () => {
    const consumePin = vi.fn(async () => 'accepted' as const);
    await proof({ consumePin }).attempt({ ...context, settings: resolveSettings({ ValidateAnyPin: true }) });
    expect(consumePin).toHaveBeenCalledExactlyOnceWith(USER, {
      pinHash,
      mustProveFactor: false,
      nowMs: NOW_MS,
      limits: context.limits,
    });
  });

  const withPin = (expiresAtMs: number): Credential => ({
    ...FRESH,
    pins: { [pinHash]: { correlationId: 'other', expiresAtMs } },
  });

  it.each([
    ['that has just run out is dropped and counted', NOW_MS, 'OTP_EXPIRED', { expiredPin: pinHash }],
    ['of another correlation id is counted and stays', NOW_MS + 1, 'OTP_INVALID', {}],
  ] as const)('%s', async (_what, expiresAtMs, reason, dropped) => {
    const countFailure = vi.fn(async () => 'counted' as const);
    expect(await proof({ countFailure }).explain(context, withPin(expiresAtMs))).toEqual({ kind: 'rejected', reason });
    expect(countFailure).toHaveBeenCalledExactlyOnceWith(USER, { nowMs: NOW_MS, limits: context.limits, ...dropped });
  });

  it('is tried again when the PIN is gone meanwhile or the failure could not be counted', async () => {
    expect(await proof({}).explain(context, FRESH)).toEqual({ kind: 'blocked' });
    expect(await proof({ countFailure: async () => 'blocked' }).explain(context, withPin(NOW_MS))).toEqual({
      kind: 'blocked',
    });
  });

  it('of a user to whom nothing was ever sent is wrong, and there is nothing to count', async () => {
    expect(await proof({}).explain(context, undefined)).toEqual({ kind: 'rejected', reason: 'OTP_INVALID' });
  });
});

it.each([
  [NOW_MS + 1, 1],
  [NOW_MS + 1_000, 1],
  [NOW_MS + 1_001, 2],
  [NOW_MS, 1],
  [NOW_MS - 5_000, 1],
  [undefined, undefined],
])('until %s are %s seconds to wait', (untilMs, seconds) => {
  expect(retryAfterSeconds(untilMs, NOW_MS)).toBe(seconds);
});
