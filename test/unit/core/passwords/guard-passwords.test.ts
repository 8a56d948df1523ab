import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { Account, UserKey } from '../../../../functions/core/directory/user.ts';
import { guardPasswords } from '../../../../functions/core/passwords/guard-passwords.ts';
import type { CountedTries, PasswordTries, TrySource } from '../../../../functions/core/ports/password-tries.ts';
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
  const sources = new Map<string, CountedTries>();
  const strangers = new Map<string, number>();
  const write = (source: TrySource, state: CountedTries): CountedTries => {
    sources.set(JSON.stringify(source), state);
    return state;
  };
  const read = (source: TrySource) => sources.get(JSON.stringify(source));
  return {
    async count(source, { nowMs, freeTries, freeTriesWhereKnown }) {
      const { tries, knownUntilMs } = read(source) ?? { tries: 0, knownUntilMs: 0 };
      const isFree = tries < (nowMs < knownUntilMs ? freeTriesWhereKnown : freeTries);
      return isFree ? write(source, { tries: tries + 1, lastTryAtMs: nowMs, knownUntilMs }) : 'blocked';
    },
    find: async (source) => read(source),
    async countAfter(source, seen, { nowMs, anew }) {
      const state = read(source);
      if (state?.lastTryAtMs !== seen.lastTryAtMs) return 'blocked';
      return write(source, { ...state, tries: (anew ? 0 : state.tries) + 1, lastTryAtMs: nowMs });
    },
    async countStranger({ user, audience }, { nowMs, perHour }) {
      const hour = JSON.stringify([user, audience, Math.floor(nowMs / HOUR_MS)]);
      const tries = strangers.get(hour) ?? 0;
      if (tries >= perHour) return 'blocked';
      strangers.set(hour, tries + 1);
      return 'counted';
    },
    async giveBack({ source, now, before }, right) {
      const state = read(source) ?? now;
      const lastTryAtMs =
        before !== undefined && state.lastTryAtMs === now.lastTryAtMs ? before.lastTryAtMs : undefined;
      write(source, {
        ...state,
        tries: state.tries - 1,
        ...(lastTryAtMs === undefined ? {} : { lastTryAtMs }),
        ...(right ?? {}),
      });
    },
  };
}

/** A service at a moment that a test moves; the password of alice is "right". Each network is a wide one of its own. */
function guarded(more: Partial<PasswordTries> = {}) {
  let nowMs = NOW_MS;
  const authenticate = vi.fn(
    async ({ userId }: UserKey, password: Secret<string>): Promise<Account | undefined> =>
      userId === 'alice' && password.reveal() === 'right' ? ALICE : undefined,
  );
  const deps = { authenticate, tries: { ...triesInMemory(), ...more }, clock: () => nowMs };
  const guards = { people: guardPasswords('people', deps), clients: guardPasswords('clients', deps) };
  const tryOnce = (password: string, network = HOME, user = USER) =>
    guards.people(user, new Secret(password), { own: network, wide: network });
  return {
    authenticate,
    guards,
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

describe('a password that may be meant in two spellings', () => {
  const from = { own: HOME, wide: HOME };
  const tryBoth = (guards: ReturnType<typeof guarded>['guards'], first: string, second: string) =>
    guards.people(USER, new Secret(first), from, new Secret(second));

  it('is right in either', async () => {
    const { guards, authenticate } = guarded();
    expect(await tryBoth(guards, 'right', 'ri+ght')).toEqual(right);
    expect(authenticate).toHaveBeenCalledOnce();
    expect(await tryBoth(guards, 'ri ght', 'right')).toEqual(right);
  });

  it('is one try', async () => {
    const { guards, tryWrong, tryOnce } = guarded();
    expect(await tryBoth(guards, 'wrong', 'wr%6fng')).toEqual(wrong);
    await tryWrong(4);
    expect(await tryOnce('right')).toEqual(waitFor(SECOND_MS));
  });

  it('counts for none when it is right in its second one', async () => {
    const { guards, tryWrong, tryOnce } = guarded();
    await tryWrong(4);
    for (let signIn = 0; signIn < 10; signIn++) expect(await tryBoth(guards, 'ri ght', 'right')).toEqual(right);
    expect(await tryOnce('right')).toEqual(right);
  });
});

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

  it('is not forgiven the wrong ones by a right one, which counts for none itself', async () => {
    const { tryOnce, tryWrong } = guarded();
    await tryWrong(4);
    for (let signIn = 0; signIn < 30; signIn++) expect(await tryOnce('right')).toEqual(right);
    await tryWrong(16);
    expect(await tryOnce('right')).toEqual(waitFor(SECOND_MS));
  });

  it('begins anew after a day without one', async () => {
    const { tryOnce, tryWrong, pass } = guarded();
    await tryWrong(5);
    pass(DAY_MS - 1);
    await tryWrong(1);
    expect((await tryOnce('right')).kind).toBe('wait');
    pass(DAY_MS);
    await tryWrong(5);
    expect((await tryOnce('right')).kind).toBe('wait');
  });

  it('does not wait longer because somebody was right meanwhile', async () => {
    const { tryOnce, tryWrong, pass } = guarded();
    await tryOnce('right');
    await tryWrong(20);
    pass(SECOND_MS);
    await tryWrong(1);
    pass(2 * SECOND_MS);
    for (let signIn = 0; signIn < 30; signIn++) expect(await tryOnce('right')).toEqual(right);
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
    expect(await tryOnce('wrong', 'a hotel')).toEqual(wrong);
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
    expect(await tryOnce('right', 'botnet 49')).toEqual({ kind: 'wait', untilMs });
    pass(HOUR_MS / 2);
    expect(await tryOnce('right', 'botnet 51')).toEqual(right);
  });

  it('leaves one try to each network that has guessed nothing that day, however many have', async () => {
    const { tryOnce, tryWrong, pass } = guarded();
    for (let network = 0; network < 200; network++) await tryWrong(1, `botnet ${network}`);
    for (let network = 0; network < 200; network++) {
      expect((await tryOnce('wrong', `botnet ${network}`)).kind).toBe('wait');
    }
    expect(await tryOnce('right', 'a hotel')).toEqual(right);
    // Known from now on, so that neither the others nor the hour matter there.
    await tryWrong(5, 'a hotel');
    pass(DAY_MS);
    await tryWrong(1, 'botnet 1');
  });

  it('has no more for names that nobody has, and nobody else waits for it', async () => {
    const nobody = { domain: 'D', userId: 'nobody' };
    const { tryOnce, tryWrong } = guarded();
    await tryWrong(5, HOME, nobody);
    expect(await tryOnce('right', HOME, nobody)).toEqual(waitFor(SECOND_MS));
    expect(await tryOnce('right', HOME)).toEqual(right);
  });
});

describe('guessing at many names from one network', () => {
  const userAt = (name: number) => ({ domain: 'D', userId: `user-${name}` });

  it('has thirty tries in a day, and then waits a second, at most a minute', async () => {
    const { tryOnce, tryWrong, pass } = guarded();
    for (let name = 0; name < 30; name++) await tryWrong(1, HOME, userAt(name));
    expect(await tryOnce('wrong', HOME, userAt(30))).toEqual(waitFor(SECOND_MS));
    for (let name = 30; name < 50; name++) {
      const verdict = await tryOnce('wrong', HOME, userAt(name));
      if (verdict.kind !== 'wait') return expect.fail(verdict.kind);
      expect(verdict.untilMs - pass(0)).toBeLessThanOrEqual(60 * SECOND_MS);
      pass(verdict.untilMs - pass(0));
      await tryWrong(1, HOME, userAt(name));
    }
  });

  it('costs nobody a try at his own name who is refused for it, and keeps nobody out who is known there', async () => {
    const { tryOnce, tryWrong, pass } = guarded();
    await tryOnce('right');
    for (let name = 0; name < 30; name++) await tryWrong(1, HOME, userAt(name));
    expect(await tryOnce('right')).toEqual(right);
    for (let refused = 0; refused < 40; refused++) {
      expect(await tryOnce('right', HOME, userAt(99))).toEqual(waitFor(SECOND_MS));
    }
    pass(DAY_MS);
    await tryWrong(5, HOME, userAt(99));
  });

  it('counts wrong passwords of people who are known there too', async () => {
    const { tryOnce, tryWrong } = guarded();
    await tryOnce('right');
    await tryWrong(10);
    for (let name = 0; name < 20; name++) await tryWrong(1, HOME, userAt(name));
    expect(await tryOnce('wrong', HOME, userAt(20))).toEqual(waitFor(SECOND_MS));
  });

  it('is not taken for guessing when all are right', async () => {
    const everybody = guarded();
    everybody.authenticate.mockResolvedValue(ALICE);
    for (let name = 0; name < 100; name++) {
      expect(await everybody.tryOnce('right', HOME, userAt(name))).toEqual(right);
    }
  });
});

describe('a client', () => {
  const FROM = { own: HOME, wide: HOME };

  it('has more free tries than a person, since many instances begin at once, and not without an end', async () => {
    const { guards, authenticate } = guarded();
    for (let tried = 0; tried < 50; tried++) {
      expect(await guards.clients(USER, new Secret('wrong'), FROM)).toEqual(wrong);
    }
    expect(await guards.clients(USER, new Secret('wrong'), FROM)).toEqual(waitFor(SECOND_MS));
    expect(authenticate).toHaveBeenCalledTimes(50);
    expect(authenticate.mock.lastCall?.[2 as never]).toBe('clients');
  });

  it('does not use up what people have in the same network', async () => {
    const { guards, tryOnce } = guarded();
    for (let name = 0; name < 40; name++) {
      await guards.clients({ domain: 'D', userId: `client-${name}` }, new Secret('wrong'), FROM);
    }
    expect(await tryOnce('right')).toEqual(right);
  });
});

it('a free try is counted in one write, and nothing is read for it', async () => {
  const { tryOnce } = guarded({ find: () => expect.fail('the tries were read') });
  expect(await tryOnce('wrong')).toEqual(wrong);
});

it('a network is a stranger’s again from the millisecond on in which its time ends', async () => {
  const knownUntil = (knownUntilMs: number) =>
    guarded({
      count: async () => ({ tries: 2, lastTryAtMs: NOW_MS, knownUntilMs }),
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

  it('wait a second when what was counted has just ended', async () => {
    const { tryOnce, authenticate } = guarded({ count: async () => 'blocked', find: async () => undefined });
    expect(await tryOnce('right')).toEqual(waitFor(SECOND_MS));
    expect(authenticate).not.toHaveBeenCalled();
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
