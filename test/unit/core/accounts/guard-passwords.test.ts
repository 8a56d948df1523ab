import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { guardPasswords } from '../../../../functions/core/accounts/guard-passwords.ts';
import type { Account, UserKey } from '../../../../functions/core/identity/user.ts';
import type { NetworkTries, PasswordTries, TrySource } from '../../../../functions/core/ports/password-tries.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import { ALICE, NOW_MS } from '../stubs.ts';

const USER = { domain: 'D', userId: 'alice' };
const HOME = '192.0.2.0/24';
const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const right = { kind: 'right', account: ALICE };
const wrong = { kind: 'wrong' };

/** Tries in memory, counted as the table counts them. */
function triesInMemory(): PasswordTries {
  const networks = new Map<string, NetworkTries>();
  const strangers = new Map<string, number>();
  const nameOf = ({ user, network }: TrySource) => JSON.stringify([user, network]);
  const counted = (source: TrySource, nowMs: number): NetworkTries => {
    const { tries = 0, knownUntilMs = 0 } = networks.get(nameOf(source)) ?? {};
    const state = { tries: tries + 1, lastTryAtMs: nowMs, knownUntilMs };
    networks.set(nameOf(source), state);
    return state;
  };
  return {
    async count(source, { nowMs, freeTries, freeTriesWhereKnown }) {
      const { tries, knownUntilMs } = networks.get(nameOf(source)) ?? { tries: 0, knownUntilMs: 0 };
      return tries < (nowMs < knownUntilMs ? freeTriesWhereKnown : freeTries) ? counted(source, nowMs) : 'blocked';
    },
    find: async (source) => networks.get(nameOf(source)),
    async countAfter(source, seen, nowMs) {
      if (networks.get(nameOf(source))?.lastTryAtMs !== seen.lastTryAtMs) return 'blocked';
      counted(source, nowMs);
      return 'counted';
    },
    async countStranger(user: UserKey, { nowMs, perHour }) {
      const hour = JSON.stringify([user, Math.floor(nowMs / HOUR_MS)]);
      const tries = strangers.get(hour) ?? 0;
      if (tries >= perHour) return 'blocked';
      strangers.set(hour, tries + 1);
      return 'counted';
    },
    forget: async (source, knownUntilMs) =>
      void networks.set(nameOf(source), { tries: 0, lastTryAtMs: 0, knownUntilMs }),
    async takeBack(source) {
      const state = networks.get(nameOf(source));
      if (state !== undefined) networks.set(nameOf(source), { ...state, tries: state.tries - 1 });
    },
  };
}

/** A service at a moment that a test moves; the password of alice is "right". */
function guarded(more: Partial<PasswordTries> = {}) {
  let nowMs = NOW_MS;
  const authenticate = vi.fn(
    async ({ userId }: UserKey, password: Secret<string>): Promise<Account | undefined> =>
      userId === 'alice' && password.reveal() === 'right' ? ALICE : undefined,
  );
  const guard = guardPasswords({ authenticate, tries: { ...triesInMemory(), ...more }, clock: () => nowMs });
  const tryOnce = (password: string, network = HOME, user = USER) => guard(user, new Secret(password), network);
  return {
    authenticate,
    tryOnce,
    async tryWrong(times: number, network = HOME, user = USER) {
      for (let tried = 0; tried < times; tried++) expect(await tryOnce('wrong', network, user)).toEqual(wrong);
    },
    pass: (ms: number) => {
      nowMs += ms;
      return nowMs;
    },
  };
}

const waitFor = (ms: number) => ({ kind: 'wait', untilMs: NOW_MS + ms });

describe('a person who mistypes', () => {
  it('has five tries, and then waits a second, in which nothing is compared', async () => {
    const { tryOnce, tryWrong, authenticate, pass } = guarded();
    await tryWrong(5);
    expect(await tryOnce('right')).toEqual(waitFor(SECOND_MS));
    pass(SECOND_MS - 1);
    expect(await tryOnce('right')).toEqual(waitFor(SECOND_MS));
    expect(authenticate).toHaveBeenCalledTimes(5);
    pass(1);
    expect(await tryOnce('right')).toEqual(right);
  });

  it('begins anew after the right password', async () => {
    const { tryOnce, tryWrong } = guarded();
    await tryWrong(4);
    expect(await tryOnce('right')).toEqual(right);
    await tryWrong(20);
    expect(await tryOnce('right')).toEqual(waitFor(SECOND_MS));
  });

  it('waits twice as long after each further try, and at most a quarter of an hour', async () => {
    const { tryOnce, tryWrong, pass } = guarded();
    await tryWrong(5);
    const waits = [];
    for (let further = 0; further < 13; further++) {
      const verdict = await tryOnce('wrong');
      if (verdict.kind !== 'wait') return expect.fail(verdict.kind);
      const nowMs = pass(0);
      waits.push((verdict.untilMs - nowMs) / SECOND_MS);
      pass(verdict.untilMs - nowMs);
      await tryWrong(1);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
  });
});

describe('a network from which the user has signed in', () => {
  it('has twenty tries for thirty days', async () => {
    const { tryOnce, tryWrong, pass } = guarded();
    await tryOnce('right');
    pass(30 * DAY_MS - 1);
    await tryWrong(20);
    expect((await tryOnce('right')).kind).toBe('wait');
    // After those days twenty tries are fifteen too many: the wait is the longest.
    const nowMs = pass(1);
    expect(await tryOnce('right')).toEqual({ kind: 'wait', untilMs: nowMs - 1 + 900 * SECOND_MS });
  });

  it('is spared by the cap on tries from everywhere, which others run into', async () => {
    const { tryOnce, tryWrong } = guarded();
    await tryOnce('right');
    for (let network = 0; network < 49; network++) await tryWrong(1, `botnet ${network}`);
    expect(await tryOnce('right', 'a hotel')).toEqual({ kind: 'wait', untilMs: NOW_MS + HOUR_MS });
    expect(await tryOnce('right')).toEqual(right);
  });
});

describe('guessing from many networks', () => {
  it('has fifty tries in an hour, and again in the next one', async () => {
    const { tryOnce, tryWrong, pass } = guarded();
    const untilMs = (Math.floor(NOW_MS / HOUR_MS) + 1) * HOUR_MS;
    pass(HOUR_MS / 2);
    for (let network = 0; network < 50; network++) await tryWrong(1, `botnet ${network}`);
    expect(await tryOnce('right', 'botnet 50')).toEqual({ kind: 'wait', untilMs });
    pass(HOUR_MS / 2);
    expect(await tryOnce('right', 'botnet 51')).toEqual(right);
  });

  it('has no more for names that nobody has, and nobody else waits for it', async () => {
    const nobody = { domain: 'D', userId: 'nobody' };
    const { tryOnce, tryWrong } = guarded();
    await tryWrong(5, HOME, nobody);
    expect(await tryOnce('right', HOME, nobody)).toEqual(waitFor(SECOND_MS));
    expect(await tryOnce('right', HOME)).toEqual(right);
  });
});

it('a free try is counted in one write, and nothing is read for it', async () => {
  const { tryOnce } = guarded({ find: () => expect.fail('the tries were read') });
  expect(await tryOnce('wrong')).toEqual(wrong);
});

it('a network is a stranger’s again from the millisecond on in which its time ends', async () => {
  const knownUntil = (knownUntilMs: number) =>
    guarded({
      count: async () => ({ tries: 1, lastTryAtMs: NOW_MS, knownUntilMs }),
      countStranger: async () => 'blocked',
    }).tryOnce('right');
  expect((await knownUntil(NOW_MS)).kind).toBe('wait');
  expect(await knownUntil(NOW_MS + 1)).toEqual(right);
});

describe('tries at the same moment', () => {
  it('are taken one by one when the free ones are used up; the others find the longer wait', async () => {
    const seen = { tries: 7, lastTryAtMs: NOW_MS - 60 * SECOND_MS, knownUntilMs: 0 };
    const { tryOnce, authenticate } = guarded({
      count: async () => 'blocked',
      find: async () => seen,
      countAfter: async () => 'blocked',
    });
    expect(await tryOnce('right')).toEqual(waitFor(4 * SECOND_MS));
    expect(authenticate).not.toHaveBeenCalled();
  });

  it('count as from a stranger when another one was right and the tries are forgotten', async () => {
    const countStranger = vi.fn<PasswordTries['countStranger']>(async () => 'counted');
    const { tryOnce } = guarded({ count: async () => 'blocked', find: async () => undefined, countStranger });
    expect(await tryOnce('right')).toEqual(right);
    expect(countStranger).toHaveBeenCalledExactlyOnceWith(USER, { nowMs: NOW_MS, perHour: 50 });
  });
});

it('a try that nobody could judge is taken back, and the fault is told', async () => {
  const { authenticate, tryOnce, tryWrong } = guarded();
  await tryWrong(4);
  for (let broken = 0; broken < 3; broken++) {
    authenticate.mockRejectedValueOnce(new Error('no directory'));
    await expect(tryOnce('right')).rejects.toThrow('no directory');
  }
  await tryWrong(1);
  expect(await tryOnce('wrong')).toEqual(waitFor(SECOND_MS));
});

it('a guesser from one network never has more tries in a day than the waits leave him', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 50, maxLength: 150 }), async (pauses) => {
      const { tryOnce, pass } = guarded({ countStranger: async () => 'counted' });
      let compared = 0;
      let elapsed = 0;
      for (const pause of pauses) {
        compared += (await tryOnce('wrong')).kind === 'wrong' ? 1 : 0;
        elapsed += pause;
        pass(pause * SECOND_MS);
      }
      // Five are free; the k-th further one has waited for 2^k - 1 seconds, a quarter of an hour each in the end.
      expect(compared).toBeLessThanOrEqual(5 + Math.log2(elapsed + 1) + elapsed / 900 + 1);
    }),
    { seed: 20_261_122, numRuns: 30 },
  );
});
