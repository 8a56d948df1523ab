import { epochOf, isOfEpoch, ownershipOf } from '../directory/epoch.ts';
import type { UserKey } from '../directory/user.ts';
import { announceBeginning } from '../notices/announce-beginning.ts';
import type { AnnounceDependencies } from '../notices/announce-change.ts';
import type { DeliveryOutcome } from '../ports/courier.ts';
import type { Credentials } from '../ports/credentials.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import type { Enrolments } from '../ports/push.ts';
import type { RandomBytes } from '../ports/random-bytes.ts';
import type { UserRecord, Users } from '../ports/users.ts';
import type { Settings } from '../settings/resolve.ts';
import type { TotpKey } from '../verify/credential.ts';
import { loadOwnRecord } from '../verify/load-own-record.ts';
import type { EnrolledBy, Enroller, Enrolment } from './enrolment.ts';
import { isBeingProven, whyNotEnrol } from './why-not-enrol.ts';

export interface BeginEnrolmentDependencies extends AnnounceDependencies {
  readonly random: RandomBytes;
  readonly keys: KeyRing;
  readonly users: Pick<Users, 'load'>;
  readonly credentials: Pick<Credentials, 'beginEnrolment' | 'replaceLeftover'>;
  readonly enrolments: Pick<Enrolments, 'add'>;
}

/**
 * What is outstanding from now on: a key, until its first right code, a code that lets a device register, or the
 * challenge of a passkey that is being made.
 */
export type Begun =
  | { readonly factor: 'totp'; readonly key: Omit<TotpKey, 'by' | 'epoch'> }
  | { readonly factor: 'push' | 'passkey'; readonly codeHash: string; readonly expiresAtMs: number };

export type BeginRefusal =
  | { readonly reason: 'USER_UNKNOWN' | 'SECRET_KEY_EXISTS' | 'FACTOR_BOUND' | 'PROOF_REQUIRED' | 'TOO_MANY_REQUESTS' }
  | { readonly reason: 'SEND_LIMIT_EXCEEDED'; readonly untilMs: number };

type BeginOutcome =
  | { readonly kind: 'begun'; readonly notices: readonly DeliveryOutcome[] }
  | ({ readonly kind: 'refused' } & BeginRefusal);

const HOUR_MS = 60 * 60 * 1000;
/**
 * Each beginning sends messages, so that only time gives back what was used up. Half of them are kept for who has proven
 * himself: a password alone must not use up what its owner needs.
 */
const PER_HOUR = { password: 10, client: 10, proof: 20, reset: 20 } as const satisfies Record<EnrolledBy, number>;
const MAX_ROUNDS = 3;

/**
 * Begins to add a factor, in the place of whatever else was being added, and tells all addresses of the person at once,
 * with a code that ends it (NIST SP 800-63B-4 4.6). It is decided by one write, which holds that nothing else was begun
 * since the look and that no key was confirmed.
 */
export async function beginEnrolment(
  deps: BeginEnrolmentDependencies,
  settings: Settings,
  user: UserKey,
  { by, epoch: shown }: Enroller,
  begun: Begun,
): Promise<BeginOutcome> {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const nowMs = deps.clock();
    const record = await loadOwnRecord(deps, user);
    const refusal = refusalOf(settings, record, by, begun, nowMs);
    const isOvertaken = record.account === undefined || (shown !== undefined && !isOfEpoch(record.account, shown));
    if (refusal !== undefined || isOvertaken) {
      return { kind: 'refused', ...(refusal ?? { reason: 'USER_UNKNOWN' }) };
    }
    const epoch = epochOf(record.account);
    const seen = record.credential?.enrolment;
    const stored = await deps.credentials.beginEnrolment(user, {
      seenVersion: seen?.version,
      enrolment: next(seen, by, begun, epoch, nowMs),
      ...(begun.factor === 'totp' ? { pendingTotp: { ...begun.key, by, epoch } } : {}),
      besideConfirmed: isTrusted(by),
      ...(by === 'reset' ? { reset: record.credential?.reset } : {}),
      owner: ownershipOf(record.account),
    });
    if (stored === 'blocked') continue;
    if (begun.factor === 'push') {
      await deps.enrolments.add(begun.codeHash, { user, epoch, expiresAtMs: begun.expiresAtMs });
    }
    // What a proven person makes in his session counts at its end there, and is announced then.
    const isTold = !isTrusted(by) || begun.factor === 'push';
    const person = { user, account: record.account, epoch };
    return { kind: 'begun', notices: isTold ? await announceBeginning(deps, settings, person, begun.factor) : [] };
  }
  return { kind: 'refused', reason: 'TOO_MANY_REQUESTS' };
}

function refusalOf(
  settings: Settings,
  record: UserRecord,
  by: EnrolledBy,
  { factor }: Begun,
  nowMs: number,
): BeginRefusal | undefined {
  const { totp, enrolment } = record.credential ?? {};
  const hasKey = totp !== undefined || record.legacyTotp !== undefined;
  if (!isTrusted(by) && factor === 'totp' && hasKey) return { reason: 'SECRET_KEY_EXISTS' };
  const reason = whyNotEnrol(settings, record, by, nowMs);
  if (reason !== undefined) return { reason };
  if (!isTrusted(by) && isBeingProven(record, nowMs)) return { reason: 'PROOF_REQUIRED' };
  const recent = recentOf(enrolment, nowMs);
  const oldest = recent.at(-PER_HOUR[by]);
  return oldest === undefined ? undefined : { reason: 'SEND_LIMIT_EXCEEDED', untilMs: oldest + HOUR_MS };
}

/** More than a password or an application's word: it may add something beside what there is. */
function isTrusted(by: EnrolledBy): boolean {
  return by === 'proof' || by === 'reset';
}

function recentOf(enrolment: Enrolment | undefined, nowMs: number): readonly number[] {
  return (enrolment?.begunAtMs ?? []).filter((atMs) => nowMs < atMs + HOUR_MS);
}

function next(
  seen: Enrolment | undefined,
  by: EnrolledBy,
  begun: Begun,
  epoch: string,
  nowMs: number,
): Omit<Enrolment, 'version'> {
  return {
    begunAtMs: [...recentOf(seen, nowMs), nowMs],
    ...(seen?.closedUntilMs === undefined ? {} : { closedUntilMs: seen.closedUntilMs }),
    ...(begun.factor !== 'totp' ? { code: { hash: begun.codeHash, by, epoch, expiresAtMs: begun.expiresAtMs } } : {}),
  };
}
