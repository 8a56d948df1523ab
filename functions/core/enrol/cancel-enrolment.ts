import { isOfEpoch } from '../directory/epoch.ts';
import { CANCEL_LIFE_MS } from '../notices/announce-beginning.ts';
import { announceResetOver, type TellDependencies } from '../notices/announce-reset.ts';
import type { DeliveryOutcome } from '../ports/courier.ts';
import type { Credentials } from '../ports/credentials.ts';
import type { KeyRing } from '../ports/key-ring.ts';
import type { Enrolments } from '../ports/push.ts';
import type { SettingsSource } from '../ports/settings-source.ts';
import type { Users } from '../ports/users.ts';
import { hashCancelCode, normaliseEnrolmentCode } from '../push/enrolment-code.ts';
import { resetState } from '../recovery/reset.ts';
import { resolveSettings } from '../settings/resolve.ts';

export interface CancelEnrolmentDependencies extends TellDependencies {
  readonly keys: KeyRing;
  readonly settings: SettingsSource;
  readonly users: Pick<Users, 'load'>;
  readonly credentials: Pick<Credentials, 'closeEnrolment' | 'endReset' | 'removeBypassCode'>;
  readonly enrolments: Pick<Enrolments, 'find'>;
}

type Cancelled =
  /** What was being added has ended. */
  | { readonly kind: 'closed' }
  /** A reset has. */
  | { readonly kind: 'reset-ended'; readonly outcomes: readonly DeliveryOutcome[] }
  | { readonly kind: 'unknown' };

/**
 * "Not me": ends what is being added to the account that the message spoke of, a code of the help desk, and everything
 * that a password alone could begin there for a day. The code has 50 bits and a short life, so it is not to be guessed. That
 * of an addition or of a code of the help desk does the same again when it is typed twice, and ends a reset too that stands;
 * that of a reset ends this one, once. It takes no lease: whatever is about to count holds in its own write that it still
 * stands.
 */
export async function cancelEnrolment(deps: CancelEnrolmentDependencies, typed: string): Promise<Cancelled> {
  const nowMs = deps.clock();
  const codeHash = hashCancelCode(await deps.keys.current(), normaliseEnrolmentCode(typed));
  const owner = await deps.enrolments.find(codeHash, nowMs);
  if (owner === undefined) return { kind: 'unknown' };
  const { user } = owner;
  const record = await deps.users.load(user);
  const { account } = record;
  if (account === undefined || !isOfEpoch(account, owner.epoch)) return { kind: 'unknown' };
  const state = resetState(record, nowMs);
  const reset = state.kind !== 'none' && (owner.reset ?? state.reset.requestedAtMs) === state.reset.requestedAtMs;
  const ended = reset && (await deps.credentials.endReset(user, state.reset)) === 'ended';
  if (owner.reset !== undefined && !ended) return { kind: 'unknown' };
  const closed = await deps.credentials.closeEnrolment(user, nowMs + CANCEL_LIFE_MS);
  const removed =
    owner.reset === undefined && record.credential?.bypass && (await deps.credentials.removeBypassCode(user));
  if (!ended) return { kind: closed === 'closed' || removed === 'removed' ? 'closed' : 'unknown' };
  const settings = resolveSettings((await deps.settings.forDomain(user.domain)) ?? {});
  return { kind: 'reset-ended', outcomes: await announceResetOver(deps, settings, { user, account }, 'cancelled') };
}
