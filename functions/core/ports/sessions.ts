import type { UserKey } from '../directory/user.ts';
import type { ChallengeStep, ProvenFactor, Session, SessionChallenge, SessionEnd } from '../sessions/session.ts';

/** Names a session and the browser that acts; both stand in the condition of every write. */
export interface SessionHolder {
  readonly id: string;
  readonly browserHash: string;
  readonly nowMs: number;
}

/** A factor, and the step whose challenge is spent by it. */
interface NewProof extends ProvenFactor {
  readonly step: ChallengeStep | undefined;
  /** The very challenge of that step which is spent; one that was replaced or spent meanwhile blocks the write. */
  readonly challenge?: string;
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
  /** Unless the user has as many open ones as he may have; then until when the first of them lasts. */
  create(session: Session): Promise<'created' | { readonly untilMs: number }>;
  find(id: string): Promise<Session | undefined>;
  /** Gives a session that no browser has to this one. */
  bind(holder: SessionHolder): Promise<'bound' | 'blocked'>;
  /** Remembers the challenge that a code of this step will be checked against; a further one replaces it. */
  putChallenge(holder: SessionHolder, step: ChallengeStep, challenge: SessionChallenge): Promise<'stored' | 'blocked'>;
  /** Takes the one wait that a session has at a time, until an instant. */
  takeWait(holder: SessionHolder, untilMs: number): Promise<'taken' | 'blocked'>;
  /** Adds a proven factor, and ends the session in the same write if an ending is given. */
  prove(holder: SessionHolder, proof: NewProof, ending?: Ending): Promise<'recorded' | 'blocked'>;
  finish(holder: SessionHolder, ending: Ending): Promise<'finished' | 'blocked'>;
  /** Spends the result: of all calls for one session exactly one gets `taken`. */
  takeResult(id: string, taken: { client: UserKey; nowMs: number }): Promise<'taken' | 'blocked'>;
}
