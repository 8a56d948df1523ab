import { attributeOf } from '../directory/attribute.ts';
import type { Account } from '../directory/user.ts';
import type { UserRecord } from '../ports/users.ts';
import { resetState } from '../recovery/reset.ts';
import { hasUnprovenAddress } from '../send/destination.ts';
import type { Settings } from '../settings/resolve.ts';
import { hasNoSecondFactor } from '../tokens/second-factor.ts';
import { ENROLMENT_LIFE_MS, type EnrolledBy } from './enrolment.ts';

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
  if (by === 'reset') return isResetOpen(settings, record, nowMs) ? undefined : 'PROOF_REQUIRED';
  if (!hasNoSecondFactor(record)) return 'FACTOR_BOUND';
  if (nowMs < (credential?.enrolment?.closedUntilMs ?? 0)) return 'PROOF_REQUIRED';
  if (by === 'password' && settings.EnrolmentNeedsProof && hasAddress(settings, account)) return 'PROOF_REQUIRED';
  return undefined;
}

/** Where there is no such way any more, one that was begun before leads nowhere. A linked account is a way of its own. */
function isResetOpen({ ResetCoolOffHours }: Settings, record: UserRecord, nowMs: number): boolean {
  const state = resetState(record, nowMs);
  return state.kind === 'ready' && (ResetCoolOffHours > 0 || state.reset.by === 'linked-account');
}

/**
 * Whether nothing of a person guards his account besides his password. An address that he has reported lost was one that he
 * proved, and one that somebody else has put in its place may stand where such a one stood: neither leaves him more open.
 */
export function isOpenToPassword(settings: Settings, record: UserRecord, nowMs: number): boolean {
  const { account, credential } = record;
  const isGuarded =
    (credential?.lostAddresses ?? []).length > 0 || (account !== undefined && hasUnprovenAddress(settings, account));
  return !isGuarded && nowMs >= (credential?.enrolment?.closedUntilMs ?? 0) && hasNoSecondFactor(record);
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
