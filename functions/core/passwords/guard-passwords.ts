import type { Account, UserKey } from '../directory/user.ts';
import type { Clock } from '../ports/clock.ts';
import type { CountedTries, CountedTry, NameSource, PasswordTries, TrySource } from '../ports/password-tries.ts';
import type { Secret } from '../secrets/secret.ts';
import type { Audience, Authenticator } from './authenticate.ts';

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 15 * 60 * 1_000;
/** Whoever shares a wide network with a guesser, and is not known there, waits no longer than this. */
const LONGEST_GUESSER_DELAY_MS = 60 * 1_000;
const HOUR_MS = 60 * 60 * 1_000;
const DAY_MS = 24 * HOUR_MS;
const KNOWN_MS = 30 * DAY_MS;

interface Allowance {
  /** Tries at one name from one network in a day that cost no waiting: people mistype. */
  readonly free: number;
  /** The same where the user has signed in: a program of his may make several calls at the same moment. */
  readonly freeWhereKnown: number;
  /** Tries at any names from one wide network in a day that cost no waiting. */
  readonly freeOfGuesser: number;
  /** Tries at one name in an hour from all networks together that the user is not known to use. */
  readonly strangersPerHour: number;
}

/** A client starts many instances at the same moment, each of which asks; its password is random. */
const ALLOWANCES: Readonly<Record<Audience, Allowance>> = {
  people: { free: 5, freeWhereKnown: 20, freeOfGuesser: 30, strangersPerHour: 50 },
  clients: { free: 50, freeWhereKnown: 1_000, freeOfGuesser: 200, strangersPerHour: 200 },
};

/** Where a try comes from: the network that counts as one caller, and the wider one that counts as one guesser. */
export interface Networks {
  readonly own: string;
  readonly wide: string;
}

type Wait = {
  /** Nothing was compared. */
  readonly kind: 'wait';
  readonly untilMs: number;
};

type PasswordVerdict = { readonly kind: 'right'; readonly account: Account } | { readonly kind: 'wrong' } | Wait;

/** Judges a password that somebody sent from these networks. With the same in another spelling it is one try. */
export type GuardedAuthenticator = (
  user: UserKey,
  password: Secret<string>,
  from: Networks,
  orPassword?: Secret<string>,
) => Promise<PasswordVerdict>;

interface GuardPasswordsDependencies {
  readonly authenticate: Authenticator;
  readonly tries: PasswordTries;
  readonly clock: Clock;
}

/**
 * Slows guessing down without letting a stranger lock anybody out. Waiting grows per user and network, and per wide
 * network over all names; a right password takes back its own try and forgives no other one. The hourly cap on guesses
 * at one name from everywhere (a botnet) spares networks from which the user has signed in within 30 days, and the
 * first guess of any wide network in a day. An unknown name is counted like a known one.
 */
export function guardPasswords(
  audience: Audience,
  { authenticate, tries, clock }: GuardPasswordsDependencies,
): GuardedAuthenticator {
  const allowance = ALLOWANCES[audience];
  return async (user, password, { own, wide }, orPassword) => {
    const nowMs = clock();
    const name = { kind: 'name', audience, user, network: own } as const;
    const guesser = { kind: 'guesser', audience, network: wide, day: Math.floor(nowMs / DAY_MS) } as const;
    const counted = await countTry(tries, { allowance, nowMs, name, guesser });
    if (counted.kind === 'wait') return counted;
    const { atName, asGuesser } = counted;
    const judging = async () =>
      (await authenticate(user, password, audience)) ?? (orPassword && authenticate(user, orPassword, audience));
    const account = await judged(judging(), () => giveBack(tries, [atName, asGuesser]));
    if (account === undefined) {
      // Where the user is known the guesser is not asked before, so that nobody in the same house keeps him out.
      if (asGuesser === undefined) await tries.count(guesser, guesserLimits(allowance, nowMs));
      return { kind: 'wrong' };
    }
    await tries.giveBack(atName, { knownUntilMs: nowMs + KNOWN_MS });
    await giveBack(tries, [asGuesser]);
    return { kind: 'right', account };
  };
}

interface Try {
  readonly allowance: Allowance;
  readonly nowMs: number;
  readonly name: NameSource;
  readonly guesser: TrySource;
}

type Counting = Wait | { readonly kind: 'counted'; readonly atName: CountedTry; readonly asGuesser?: CountedTry };

/** One write where the user is known, three elsewhere; a refusal takes back what was counted before it. */
async function countTry(tries: PasswordTries, { allowance, nowMs, name, guesser }: Try): Promise<Counting> {
  const { free: freeTries, freeWhereKnown: freeTriesWhereKnown, strangersPerHour: perHour } = allowance;
  const atName = await countSource(tries, name, { nowMs, freeTries, freeTriesWhereKnown }, LONGEST_DELAY_MS);
  if ('kind' in atName) return atName;
  if (nowMs < atName.now.knownUntilMs) return { kind: 'counted', atName };
  const asGuesser = await countSource(tries, guesser, guesserLimits(allowance, nowMs), LONGEST_GUESSER_DELAY_MS);
  if ('kind' in asGuesser) {
    await giveBack(tries, [atName]);
    return asGuesser;
  }
  // A network that has guessed nothing today has one try whatever the others do: nobody can use up all of these.
  const isFresh = asGuesser.now.tries === 1;
  if ((await tries.countStranger(name, { nowMs, perHour })) === 'counted' || isFresh) {
    return { kind: 'counted', atName, asGuesser };
  }
  await giveBack(tries, [atName, asGuesser]);
  return { kind: 'wait', untilMs: (Math.floor(nowMs / HOUR_MS) + 1) * HOUR_MS };
}

function guesserLimits({ freeOfGuesser }: Allowance, nowMs: number): Limits {
  return { nowMs, freeTries: freeOfGuesser, freeTriesWhereKnown: freeOfGuesser };
}

type Limits = Parameters<PasswordTries['count']>[1];

/** The counted try, or the time before which none is taken. After a day without one all are forgotten. */
async function countSource(
  tries: PasswordTries,
  source: TrySource,
  limits: Limits,
  longestDelayMs: number,
): Promise<CountedTry | Wait> {
  const { nowMs } = limits;
  const counted = await tries.count(source, limits);
  if (counted !== 'blocked') return { source, now: counted };
  const before = await tries.find(source);
  // It ended between two calls, which a time to wait covers as well as anything.
  if (before === undefined) return { kind: 'wait', untilMs: nowMs + FIRST_DELAY_MS };
  const delay = delayMs(before, limits, longestDelayMs);
  const untilMs = before.lastTryAtMs + delay;
  if (nowMs < untilMs) return { kind: 'wait', untilMs };
  const anew = before.lastTryAtMs + DAY_MS <= nowMs;
  // Of several tries at the same moment one is taken; the others find a longer delay.
  const now = await tries.countAfter(source, before, { nowMs, anew });
  return now === 'blocked' ? { kind: 'wait', untilMs: nowMs + delay } : { source, now, before };
}

/** A second after the free tries, then twice as long for each further one. */
function delayMs({ tries, knownUntilMs }: CountedTries, limits: Limits, longestMs: number): number {
  const free = limits.nowMs < knownUntilMs ? limits.freeTriesWhereKnown : limits.freeTries;
  return Math.min(longestMs, FIRST_DELAY_MS * 2 ** Math.max(0, tries - free));
}

async function giveBack(tries: PasswordTries, counted: readonly (CountedTry | undefined)[]): Promise<void> {
  for (const each of counted) if (each !== undefined) await tries.giveBack(each);
}

async function judged<T>(judging: Promise<T>, otherwise: () => Promise<void>): Promise<T> {
  try {
    return await judging;
  } catch (error) {
    await otherwise();
    throw error;
  }
}
