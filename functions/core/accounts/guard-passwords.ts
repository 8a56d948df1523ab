import type { Account, UserKey } from '../identity/user.ts';
import type { NetworkTries, PasswordTries, TrySource } from '../ports/password-tries.ts';
import type { Clock } from '../ports.ts';
import type { Secret } from '../secrets/secret.ts';
import type { Authenticator } from './authenticate.ts';

/**
 * Tries from one network that cost no waiting: people mistype. A network of the user has more, because tries count from
 * before the password is looked at, and a program of his may make several calls at the same moment.
 */
const FREE_TRIES = 5;
const FREE_TRIES_WHERE_KNOWN = 20;
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 15 * 60 * 1_000;
/** Tries per user and hour from all networks together that the user is not known to use. */
const STRANGERS_PER_HOUR = 50;
const HOUR_MS = 60 * 60 * 1_000;
const KNOWN_MS = 30 * 24 * HOUR_MS;

type PasswordVerdict =
  | { readonly kind: 'right'; readonly account: Account }
  | { readonly kind: 'wrong' }
  /** Nothing was compared. */
  | { readonly kind: 'wait'; readonly untilMs: number };

/** Judges a password that a person sent from `network`. */
export type PersonAuthenticator = (
  user: UserKey,
  password: Secret<string>,
  network: string,
) => Promise<PasswordVerdict>;

interface GuardPasswordsDependencies {
  readonly authenticate: Authenticator;
  readonly tries: PasswordTries;
  readonly clock: Clock;
}

/**
 * Slows guessing down without letting a stranger lock anybody out. Waiting grows per user and network, so somebody
 * else's wrong passwords cost the user nothing; the hourly cap on guesses from everywhere (a botnet) spares networks
 * from which the user has signed in within 30 days. An unknown name is counted like a known one.
 */
export function guardPasswords({ authenticate, tries, clock }: GuardPasswordsDependencies): PersonAuthenticator {
  return async (user, password, network) => {
    const source = { user, network };
    const nowMs = clock();
    const waitUntilMs = await countTry(tries, source, nowMs);
    if (waitUntilMs !== undefined) return { kind: 'wait', untilMs: waitUntilMs };
    const account = await judged(authenticate(user, password), () => tries.takeBack(source));
    if (account === undefined) return { kind: 'wrong' };
    await tries.forget(source, nowMs + KNOWN_MS);
    return { kind: 'right', account };
  };
}

/** Undefined when the try was counted, else the time before which none is taken. */
async function countTry(tries: PasswordTries, source: TrySource, nowMs: number): Promise<number | undefined> {
  const counted = await tries.count(source, {
    nowMs,
    freeTries: FREE_TRIES,
    freeTriesWhereKnown: FREE_TRIES_WHERE_KNOWN,
  });
  const state = counted === 'blocked' ? await tries.find(source) : counted;
  if (counted === 'blocked' && state !== undefined) {
    const untilMs = state.lastTryAtMs + delayMs(state, nowMs);
    if (nowMs < untilMs) return untilMs;
    // Of several tries at the same moment one is taken; the others find a longer delay.
    if ((await tries.countAfter(source, state, nowMs)) === 'blocked') return nowMs + delayMs(state, nowMs);
  }
  if (state !== undefined && nowMs < state.knownUntilMs) return undefined;
  const stranger = await tries.countStranger(source.user, { nowMs, perHour: STRANGERS_PER_HOUR });
  return stranger === 'counted' ? undefined : (Math.floor(nowMs / HOUR_MS) + 1) * HOUR_MS;
}

/** A second after the free tries, then twice as long for each further one, at most a quarter of an hour. */
function delayMs({ tries, knownUntilMs }: NetworkTries, nowMs: number): number {
  const freeTries = nowMs < knownUntilMs ? FREE_TRIES_WHERE_KNOWN : FREE_TRIES;
  return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.max(0, tries - freeTries));
}

async function judged<T>(judging: Promise<T>, otherwise: () => Promise<void>): Promise<T> {
  try {
    return await judging;
  } catch (error) {
    await otherwise();
    throw error;
  }
}
