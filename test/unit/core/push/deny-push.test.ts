import { describe, expect, it } from 'vitest';
import type { Answer } from '../../../../functions/core/push/challenge.ts';
import { denyPush } from '../../../../functions/core/push/deny-push.ts';
import { FRESH, NOW_MS } from '../stubs.ts';
import { answeringWorld, CHALLENGE } from './stubs.ts';

const SECOND = { ...CHALLENGE, id: 'c2' };
const OF_BOB = { ...CHALLENGE, id: 'of bob', user: { domain: 'D', userId: 'bob' } };
const APPROVED: Answer = { status: 'approved', answeredAtMs: NOW_MS - 1 };

describe('denying a push', () => {
  it.each(['mistake', 'not_me'] as const)(
    'as %s ends it for good, and with it what else is open for that user',
    async (reason) => {
      const { deps, challenges, woken } = answeringWorld({
        challenges: [CHALLENGE, SECOND, OF_BOB],
        waiting: ['c1', 'c2', 'of bob'],
      });
      expect(await denyPush(deps, CHALLENGE, reason)).toBe('denied');
      expect(challenges.answerOf('c1')).toEqual({ status: 'denied', reason, answeredAtMs: NOW_MS });
      expect(challenges.answerOf('c2')).toEqual({ status: 'denied', reason: 'other_denied', answeredAtMs: NOW_MS });
      expect(challenges.answerOf('of bob')).toBeUndefined();
      expect(woken).toEqual(['machine of c1', 'machine of c2']);
    },
  );

  it('wakes no machine where none waits', async () => {
    const { deps, woken, noted } = answeringWorld({});
    expect(await denyPush(deps, CHALLENGE, 'mistake')).toBe('denied');
    expect(noted).toEqual([
      {
        ...CHALLENGE.user,
        kind: 'push-denied',
        changed: { reason: 'mistake', challengeId: CHALLENGE.id },
      },
    ]);
    expect(woken).toEqual([]);
  });

  it.each([
    ['mistake', false],
    ['not_me', true],
  ] as const)('as %s stops further pushes: %s', async (reason, pushesStopped) => {
    const { deps, credential } = answeringWorld({});
    await denyPush(deps, CHALLENGE, reason);
    expect(credential.now()?.pushesStopped).toBe(pushesStopped);
  });

  it('proves nothing: it works for a locked user, and counts no attempt', async () => {
    const locked = { ...FRESH, failures: 10, streak: 10, lastAttemptAtMs: NOW_MS - 1 };
    const { deps, credential } = answeringWorld({ credential: locked });
    expect(await denyPush(deps, CHALLENGE, 'not_me')).toBe('denied');
    expect(credential.now()).toEqual({ ...locked, pushesStopped: true });
  });

  it('that breaks half-way has stopped the pushes already', async () => {
    const { deps, credential } = answeringWorld({});
    const broken = async () => {
      throw new Error('out of order');
    };
    await expect(
      denyPush({ ...deps, challenges: { ...deps.challenges, decide: broken } }, CHALLENGE, 'not_me'),
    ).rejects.toThrow();
    expect(credential.now()?.pushesStopped).toBe(true);
  });

  it.each([
    ['approved', { ...CHALLENGE, answer: APPROVED }, 'CHALLENGE_CLOSED'],
    ['over', { ...CHALLENGE, expiresAtMs: NOW_MS }, 'CHALLENGE_EXPIRED'],
    [
      'ended by its machine',
      { ...CHALLENGE, answer: { ...APPROVED, status: 'expired' } as const },
      'CHALLENGE_EXPIRED',
    ],
  ])('that is %s comes too late and changes nothing', async (_what, challenge, refusal) => {
    const { deps, challenges, credential } = answeringWorld({ challenges: [challenge, SECOND] });
    expect(await denyPush(deps, challenge, 'not_me')).toBe(refusal);
    expect(credential.now()).toEqual(FRESH);
    expect(challenges.all()).toEqual([challenge, SECOND]);
  });

  it.each([
    ['approved', [{ ...CHALLENGE, answer: APPROVED }, SECOND], 'CHALLENGE_CLOSED'],
    ['over', [{ ...CHALLENGE, expiresAtMs: NOW_MS }, SECOND], 'CHALLENGE_EXPIRED'],
    ['gone', [SECOND], 'CHALLENGE_EXPIRED'],
  ])(
    'that is %s just before the write says so, and leaves the other challenges alone',
    async (_what, then, refusal) => {
      const { deps, challenges } = answeringWorld({ challenges: then });
      expect(await denyPush(deps, CHALLENGE, 'mistake')).toBe(refusal);
      expect(challenges.all()).toEqual(then);
    },
  );
});
