import type { UserKey } from '../identity/user.ts';
import type { ProvenFactor, Session, SessionChallenge, SessionEnd } from './session.ts';

/** Names a session and the browser that acts; both stand in the condition of every write. */
export interface SessionHolder {
  readonly id: string;
  readonly browserHash: string;
  readonly nowMs: number;
}

export interface Ending {
  readonly end: SessionEnd;
  readonly resultUntilMs: number;
}

/**
 * Where sessions are kept. Each method but `find` is one conditional write on one item; `blocked` means that the
 * session was over, expired or another browser's, and that nothing was changed.
 */
export interface Sessions {
  create(session: Session): Promise<void>;
  find(id: string): Promise<Session | undefined>;
  /** Gives a session that no browser has to this one. */
  bind(holder: SessionHolder): Promise<'bound' | 'blocked'>;
  /** Remembers the challenge that a code will be checked against; a further one replaces it. */
  putChallenge(holder: SessionHolder, challenge: SessionChallenge): Promise<'stored' | 'blocked'>;
  /** Adds a proven factor, and ends the session in the same write if an ending is given. */
  prove(holder: SessionHolder, proven: ProvenFactor, ending?: Ending): Promise<'recorded' | 'blocked'>;
  finish(holder: SessionHolder, ending: Ending): Promise<'finished' | 'blocked'>;
  /** Spends the result: of all calls for one session exactly one gets `taken`. */
  takeResult(id: string, taken: { client: UserKey; nowMs: number }): Promise<'taken' | 'blocked'>;
}
