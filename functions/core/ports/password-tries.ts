import type { UserKey } from '../identity/user.ts';

/** The tries of one user from one network since the last right password. */
export interface NetworkTries {
  readonly tries: number;
  readonly lastTryAtMs: number;
  /** Until then the network is one from which the user has signed in. */
  readonly knownUntilMs: number;
}

/** Whose password is tried, and from where. */
export interface TrySource {
  readonly user: UserKey;
  readonly network: string;
}

interface FreeTries {
  readonly nowMs: number;
  readonly freeTries: number;
  /** In a network from which the user has signed in. */
  readonly freeTriesWhereKnown: number;
}

/** Each method is one write; a try is counted before its password is looked at. */
export interface PasswordTries {
  /** Counts a try, unless there were as many as are free already. */
  count(source: TrySource, limits: FreeTries): Promise<NetworkTries | 'blocked'>;
  find(source: TrySource): Promise<NetworkTries | undefined>;
  /** Counts one more try if none was made since `seen`. */
  countAfter(source: TrySource, seen: NetworkTries, nowMs: number): Promise<'counted' | 'blocked'>;
  /** Counts a try from a network that the user is not known to use, in this hour. */
  countStranger(user: UserKey, limits: { nowMs: number; perHour: number }): Promise<'counted' | 'blocked'>;
  /** The password was right: the tries are forgotten and the network is known. */
  forget(source: TrySource, knownUntilMs: number): Promise<void>;
  /** Nobody could judge the password: the try is taken back. */
  takeBack(source: TrySource): Promise<void>;
}
