import { attributeOf } from '../directory/attribute.ts';
import type { Epoch } from '../directory/epoch.ts';
import type { Account } from '../directory/user.ts';
import type { UserRecord } from '../ports/users.ts';
import type { Settings } from '../settings/resolve.ts';
import { hasNoSecondFactor } from '../tokens/second-factor.ts';

/**
 * What whoever adds a factor has shown: the password alone, an application's word, or a factor or address of the person.
 */
export type EnrolledBy = 'password' | 'client' | 'proof';

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

/** Whether the directory holds an address at which the person can be told, and could prove himself. */
function hasAddress({ EmailField, PhoneField }: Settings, { attributes }: Account): boolean {
  return [EmailField, PhoneField].some((field) => attributeOf(attributes, field) !== undefined);
}

/**
 * Why a factor may not be added without a proof (NIST SP 800-63B-4 4.1.2.1). Asked when it is begun and once more, in
 * the person's lease, when it is about to count: what was true then may not be true now.
 */
export function whyNotEnrol(
  settings: Settings,
  record: UserRecord,
  by: EnrolledBy,
  nowMs: number,
): 'USER_UNKNOWN' | 'FACTOR_BOUND' | 'PROOF_REQUIRED' | undefined {
  const { account, credential } = record;
  if (account === undefined) return 'USER_UNKNOWN';
  if (by === 'proof') return undefined;
  if (!hasNoSecondFactor(record)) return 'FACTOR_BOUND';
  if (nowMs < (credential?.enrolment?.closedUntilMs ?? 0)) return 'PROOF_REQUIRED';
  if (by === 'password' && settings.EnrolmentNeedsProof && hasAddress(settings, account)) return 'PROOF_REQUIRED';
  return undefined;
}

/** Whether the person, with a proof, is adding something now: who has none may not put his own in its place. */
export function isBeingProven({ credential }: UserRecord, nowMs: number): boolean {
  const { code } = credential?.enrolment ?? {};
  const pending = credential?.pendingTotp;
  return (
    (code?.by === 'proof' && nowMs < code.expiresAtMs) ||
    (pending?.by === 'proof' && nowMs < pending.createdAtMs + ENROLMENT_LIFE_MS)
  );
}
