import type { Part } from '../parts.ts';
import type { Answer, Task } from './load.ts';

/** A service that is measured, and how to bring its users to where a code can be checked. */
export interface Subject {
  readonly name: string;
  readonly service: Part;
  /** Where its data live, if that is another process. */
  readonly storage: Part | undefined;
  /** So many checks of right TOTP codes, each of another user. */
  prepareTotp(count: number): Promise<Task[]>;
  /** So many sendings of a PIN, each to another user; `verify` has their checks once all were sent. */
  preparePins(count: number): Promise<{ readonly send: Task[]; verify(): Promise<Task[]> }>;
  /** So many calls at the same instant for one user. */
  prepareParallel(kind: ParallelKind, count: number): Promise<(() => Promise<Answer>)[]>;
  /** What an answer to one of them says. */
  readonly outcome: (answer: Answer) => 'accepted' | 'wrong' | 'refused';
}

/**
 * `one-sign-in`: one right TOTP code in one sign-in. `many-sign-ins`: the same code in a sign-in for each call.
 * `pin`: one right PIN. `guesses`: wrong TOTP codes, each in a sign-in of its own.
 */
export type ParallelKind = 'one-sign-in' | 'many-sign-ins' | 'pin' | 'guesses';
