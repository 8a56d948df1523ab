import type { UserKey } from '../directory/user.ts';

export type NameSource = Extract<TrySource, { kind: 'name' }>;

/**
 * Counted together: the tries at one user's password from one network, or all tries of one day from a wider network.
 * What is tried where clients alone are asked for is another matter, so that neither keeps the other waiting.
 */
export type TrySource = { readonly audience: 'people' | 'clients'; readonly network: string } & (
  | { readonly kind: 'name'; readonly user: UserKey }
  | { readonly kind: 'guesser'; readonly day: number }
);

/** The tries of a source that were wrong, and those that are being looked at. */
export interface CountedTries {
  readonly tries: number;
  readonly lastTryAtMs: number;
  /** Until then the network is one from which the user has signed in. */
  readonly knownUntilMs: number;
}

/** A try that was counted. */
export interface CountedTry {
  readonly source: TrySource;
  readonly now: CountedTries;
  /** What stood before; missing while tries are free. */
  readonly before?: CountedTries;
}

interface FreeTries {
  readonly nowMs: number;
  readonly freeTries: number;
  /** In a network from which the user has signed in. */
  readonly freeTriesWhereKnown: number;
}

/** Each method is one write, `giveBack` seldom two; a try is counted before its password is looked at. */
export interface PasswordTries {
  /** Counts a try, unless there were as many as are free already. */
  count(source: TrySource, limits: FreeTries): Promise<CountedTries | 'blocked'>;
  find(source: TrySource): Promise<CountedTries | undefined>;
  /** Counts one more try if none was made since `seen`; `anew` forgets those before. */
  countAfter(
    source: TrySource,
    seen: CountedTries,
    counting: { nowMs: number; anew: boolean },
  ): Promise<CountedTries | 'blocked'>;
  /** Counts a try from a network that the user is not known to use, in this hour. */
  countStranger(name: NameSource, limits: { nowMs: number; perHour: number }): Promise<'counted' | 'blocked'>;
  /** The password was right, or nobody could judge it: this try was none. A right one makes the network known. */
  giveBack(counted: CountedTry, right?: { readonly knownUntilMs: number }): Promise<void>;
}
