import { describe, expect, it } from 'vitest';
import type { Credentials } from '../../../../functions/core/ports/credentials.ts';
import type { Answer, Challenge } from '../../../../functions/core/push/challenge.ts';
import { bindMatchCode } from '../../../../functions/core/push/match-code.ts';
import { pushProof } from '../../../../functions/core/push/push-proof.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import { type DomainSettings, resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import { verify } from '../../../../functions/core/verify/verify.ts';
import { credentialsStub, FRESH, keyRing, NOW_MS } from '../stubs.ts';
import { answeringWorld, CHALLENGE, USER } from './stubs.ts';

const RIGHT = '123456';
const WITH_DIGITS: Challenge = { ...CHALLENGE, matchCode: await bindMatchCode(keyRing, 'c1', new Secret(RIGHT)) };
const APPROVED: Answer = { status: 'approved', answeredAtMs: NOW_MS, deviceId: 'phone' };
const DENIED: Answer = { status: 'denied', reason: 'mistake', answeredAtMs: NOW_MS - 1 };
/** A user with some failures, some sends and a stop behind him. */
const TRIED = { ...FRESH, failures: 2, streak: 5, sends: 3, pushesStopped: true, lastAttemptAtMs: NOW_MS - 1 };
const COUNTED = { ...TRIED, failures: 3, streak: 6, lastAttemptAtMs: NOW_MS };
const LOCKED = { ...FRESH, failures: 10, streak: 10, lastAttemptAtMs: NOW_MS - 1_000 };

type World = ReturnType<typeof answeringWorld>;

function world(challenge: Challenge = WITH_DIGITS, credential: typeof FRESH | undefined = TRIED): World {
  return answeringWorld({ challenges: [challenge], waiting: ['c1'], credential });
}

interface Different {
  readonly challenge?: Challenge;
  readonly stored?: DomainSettings;
  readonly methods?: Partial<Credentials>;
}

function approve(
  { deps }: World,
  typed: string | undefined,
  { challenge = WITH_DIGITS, stored = {}, methods = {} }: Different = {},
) {
  const credentials = credentialsStub({ ...deps.credentials, ...methods });
  const matchCode = typed === undefined ? undefined : new Secret(typed);
  const proof = pushProof({ ...deps, credentials }, { challenge, matchCode, messageId: 'm1', deviceId: 'phone' });
  return verify({ ...deps, credentials }, USER, resolveSettings(stored), proof);
}

describe('approving a push', () => {
  it('with the right digits answers the challenge, wakes who waits for it and clears every counter', async () => {
    const all = world();
    expect(await approve(all, RIGHT)).toEqual({ kind: 'accepted', provenAtMs: NOW_MS });
    expect(all.challenges.answerOf('c1')).toEqual(APPROVED);
    expect(all.woken).toEqual(['machine of c1']);
    expect(all.credential.now()).toMatchObject({ failures: 0, streak: 0, sends: 0, pushesStopped: false });
  });

  it('wakes nobody where nobody waits', async () => {
    const all = answeringWorld({ challenges: [WITH_DIGITS] });
    expect(await approve(all, RIGHT)).toEqual({ kind: 'accepted', provenAtMs: NOW_MS });
    expect(all.woken).toEqual([]);
  });

  it.each(['654321', undefined])('with the digits %s is a counted failure and decides nothing', async (typed) => {
    const all = world();
    expect(await approve(all, typed)).toEqual({ kind: 'rejected', reason: 'OTP_INVALID' });
    expect(all.credential.now()).toEqual(COUNTED);
    expect(all.challenges.answerOf('c1')).toBeUndefined();
    expect(all.woken).toEqual([]);
  });

  it.each(['12345', '1234567', 'approve', ''])(
    'with %j, which cannot be the digits, costs no attempt, and the same message still may bring them',
    async (typed) => {
      const all = world();
      const before = all.credential.now();
      expect(await approve(all, typed)).toEqual({ kind: 'rejected', reason: 'OTP_INVALID' });
      expect(all.credential.now()).toEqual(before);
      expect(await approve(all, RIGHT)).toMatchObject({ kind: 'accepted' });
    },
  );

  it('with the digits as they were pasted is as good', async () => {
    const pasted = `\u2068${RIGHT.slice(0, 3)}–${RIGHT.slice(3)}\u2069`;
    expect(await approve(world(), pasted)).toMatchObject({ kind: 'accepted' });
  });

  it('counts a message once: digits cannot be tried again with the same one', async () => {
    const all = world();
    await approve(all, '654321');
    expect(await approve(all, RIGHT)).toEqual({ kind: 'rejected', reason: 'OTP_REPLAYED' });
    expect(all.credential.now()).toEqual(COUNTED);
    expect(all.challenges.answerOf('c1')).toBeUndefined();
  });

  it.each([
    ['was denied', { ...WITH_DIGITS, answer: DENIED }, 'CHALLENGE_CLOSED'],
    ['is over', { ...WITH_DIGITS, expiresAtMs: NOW_MS }, 'CHALLENGE_EXPIRED'],
    ['is not there any more', { ...WITH_DIGITS, id: 'another' }, 'CHALLENGE_EXPIRED'],
  ])('of a challenge that %s comes too late and counts nothing', async (_what, challenge, reason) => {
    const all = world(challenge);
    expect(await approve(all, RIGHT)).toEqual({ kind: 'rejected', reason });
    expect(all.credential.now()).toEqual(TRIED);
    expect(all.challenges.all()).toEqual([challenge]);
  });

  it('loses against a denial that came between: it is refused, and its attempt stays counted', async () => {
    const all = world();
    const reserveAttempt: Credentials['reserveAttempt'] = async (...attempt) => {
      await all.challenges.decide('c1', DENIED);
      return all.deps.credentials.reserveAttempt(...attempt);
    };
    const verdict = await approve(all, RIGHT, { methods: { reserveAttempt } });
    expect(verdict).toEqual({ kind: 'rejected', reason: 'CHALLENGE_CLOSED' });
    expect(all.challenges.answerOf('c1')).toEqual(DENIED);
    expect(all.credential.now()).toEqual(COUNTED);
    expect(all.woken).toEqual([]);
  });

  it('is not possible for a locked user, right digits or not', async () => {
    const all = world(WITH_DIGITS, LOCKED);
    expect(await approve(all, RIGHT)).toEqual({ kind: 'locked', untilMs: NOW_MS + 899_000 });
    expect(all.challenges.answerOf('c1')).toBeUndefined();
  });

  it('is no replay of itself when it had to open a new window first', async () => {
    const all = world(WITH_DIGITS, { ...LOCKED, lastAttemptAtMs: NOW_MS - 900_000 });
    expect(await approve(all, RIGHT)).toEqual({ kind: 'accepted', provenAtMs: NOW_MS });
  });

  it('has nothing to count in for a user to whom nothing was ever pushed', async () => {
    const all = answeringWorld({ challenges: [WITH_DIGITS], credential: undefined });
    expect(await approve(all, RIGHT)).toEqual({ kind: 'rejected', reason: 'FACTOR_NOT_ENROLLED' });
    expect(all.challenges.answerOf('c1')).toBeUndefined();
  });

  it('gives up when the item keeps changing under it, with nothing compared', async () => {
    const all = world();
    const verdict = await approve(all, RIGHT, { methods: { reserveAttempt: async () => 'blocked' } });
    expect(verdict).toEqual({ kind: 'busy' });
    expect(all.challenges.answerOf('c1')).toBeUndefined();
  });

  it.each([
    ['is enough where none are asked for', { PushMatchCode: false }, { kind: 'accepted', provenAtMs: NOW_MS }],
    ['is not enough where they are by now', { PushMatchCode: true }, { kind: 'rejected', reason: 'OTP_INVALID' }],
  ])('without digits, of a challenge that has none, %s', async (_what, stored, verdict) => {
    const all = world(CHALLENGE);
    expect(await approve(all, undefined, { challenge: CHALLENGE, stored })).toEqual(verdict);
  });

  it('ends where pushes were switched off meanwhile, and does not even use up the message', async () => {
    const all = world();
    const verdict = await approve(all, RIGHT, { stored: { Push_Enabled: false } });
    expect(verdict).toEqual({ kind: 'rejected', reason: 'FACTOR_DISABLED' });
    expect(all.credential.now()).toEqual(TRIED);
    expect(all.challenges.usedMessages()).toEqual([]);
  });
});
