import type { Epoch } from '../directory/epoch.ts';

/**
 * What whoever adds a factor has shown: the password alone, an application's word, a factor or address of the person, or
 * the password over the whole cool-off of a reset.
 */
export type EnrolledBy = 'password' | 'client' | 'proof' | 'reset';

/**
 * Who begins to add a factor. `epoch` is that of the person when his password, token or session was looked at: a call
 * that is overtaken by a new password brings nothing. Missing where nothing has one: an application's word, and tokens
 * of outside issuers.
 */
export interface Enroller {
  readonly by: EnrolledBy;
  readonly epoch?: Epoch | undefined;
}

/** A one-time code that lets a device register. Only its keyed hash is kept. */
export interface EnrolmentCode {
  readonly hash: string;
  readonly by: EnrolledBy;
  /** Of the person when the code was made; after it moved the code is nobody's. */
  readonly epoch: string;
  readonly expiresAtMs: number;
}

/** What a person is adding. A code and a pending key never stand at the same time: making one ends the other. */
export interface Enrolment {
  /** Another one with every change; a write names the one that it was decided on. */
  readonly version: string;
  readonly code?: EnrolmentCode;
  /** When something was begun within the last hour, oldest first. */
  readonly begunAtMs: readonly number[];
  /** The person has said "not me": until then nothing is added without a proof. */
  readonly closedUntilMs?: number;
}

/** How long a proven beginning keeps others out: as long as an enrolment code lives. */
export const ENROLMENT_LIFE_MS = 10 * 60 * 1000;

/**
 * Whether a pending key counts no more: what was proven for it, or waited for, lasts no longer than the session in which
 * it was shown. A key of a password or an application has shown nothing that could be lost, and may wait.
 */
export function isEnrolmentOver(
  { by, createdAtMs }: { readonly by?: EnrolledBy; readonly createdAtMs: number },
  nowMs: number,
): boolean {
  return (by === 'proof' || by === 'reset') && nowMs >= createdAtMs + ENROLMENT_LIFE_MS;
}
