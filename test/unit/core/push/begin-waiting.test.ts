import { describe, expect, it } from 'vitest';
import { beginWaiting } from '../../../../functions/core/push/begin-waiting.ts';
import { NOW_MS } from '../stubs.ts';
import { CHALLENGE, memoryChallenges, USER } from './stubs.ts';

function world() {
  const challenges = memoryChallenges([CHALLENGE]);
  const deps = { clock: () => NOW_MS, challenges };
  return {
    wait: (begin: () => Promise<boolean>) => beginWaiting(deps, CHALLENGE, begin),
    answer: () => challenges.answerOf('c1'),
    shownOnThePhone: () => challenges.listOpen(USER, NOW_MS),
  };
}

describe('a new challenge', () => {
  it('stays open while somebody waits for it', async () => {
    const { wait, answer, shownOnThePhone } = world();
    expect(await wait(async () => true)).toBe(true);
    expect(answer()).toBeUndefined();
    expect(await shownOnThePhone()).toEqual([CHALLENGE]);
  });

  it('for which nobody will wait is closed at once, and leaves the phone', async () => {
    const { wait, answer, shownOnThePhone } = world();
    expect(await wait(async () => false)).toBe(false);
    expect(answer()).toEqual({ status: 'expired', answeredAtMs: NOW_MS });
    expect(await shownOnThePhone()).toEqual([]);
  });

  it('is closed too when the waiting breaks, and the error goes on', async () => {
    const { wait, answer } = world();
    await expect(wait(() => Promise.reject(new Error('no machine')))).rejects.toThrow('no machine');
    expect(answer()).toEqual({ status: 'expired', answeredAtMs: NOW_MS });
  });
});
