import { isOfEpoch } from '../directory/epoch.ts';
import type { Account, UserKey } from '../directory/user.ts';
import type { Clock } from '../ports/clock.ts';
import type { Credentials } from '../ports/credentials.ts';
import type { SettingsSource } from '../ports/settings-source.ts';
import type { UserRecord, Users } from '../ports/users.ts';
import { resolveSettings, type Settings } from '../settings/resolve.ts';
import { whyNotEnrol } from './why-not-enrol.ts';

export interface SpendEnrolmentDependencies {
  readonly clock: Clock;
  readonly users: Pick<Users, 'load'>;
  readonly credentials: Pick<Credentials, 'spendEnrolment'>;
  readonly settings: SettingsSource;
}

export type OwnRecord = UserRecord & { readonly account: Account };

type SpendOutcome<Reason> =
  /** `byReset`: it was made by a reset, and what stood in the credential before has ended. */
  | { readonly kind: 'spent'; readonly record: OwnRecord; readonly byReset: boolean }
  | { readonly kind: 'refused'; readonly reason: 'ENROLMENT_CODE_INVALID' | Reason };

/** Why the factor that the code is for has no place; asked before the code is used up. */
type WhyNot<Reason> = (settings: Settings, record: OwnRecord) => Promise<'ENROLMENT_CODE_INVALID' | Reason | undefined>;

/**
 * Uses the code up if it is the one that stands and everything that was asked when it was made still holds. To be
 * called under the person's lease, in which the factor is added too: no other factor appears in between.
 */
export async function spendEnrolment<Reason>(
  deps: SpendEnrolmentDependencies,
  user: UserKey,
  codeHash: string,
  whyNot: WhyNot<Reason>,
): Promise<SpendOutcome<Reason>> {
  const invalid = { kind: 'refused', reason: 'ENROLMENT_CODE_INVALID' } as const;
  const [record, stored] = await Promise.all([deps.users.load(user), deps.settings.forDomain(user.domain)]);
  const { account, credential } = record;
  const code = credential?.enrolment?.code;
  if (account === undefined || stored === undefined || code === undefined || code.hash !== codeHash) return invalid;
  const settings = resolveSettings(stored);
  const nowMs = deps.clock();
  const isGood = nowMs < code.expiresAtMs && isOfEpoch(account, code.epoch);
  if (!isGood || whyNotEnrol(settings, record, code.by, nowMs) !== undefined) return invalid;
  const own = { ...record, account };
  const reason = await whyNot(settings, own);
  if (reason !== undefined) return { kind: 'refused', reason };
  const reset = code.by === 'reset' && credential?.reset ? { ...credential.reset, nowMs } : undefined;
  return (await deps.credentials.spendEnrolment(user, codeHash, reset)) === 'spent'
    ? { kind: 'spent', record: own, byReset: reset !== undefined }
    : invalid;
}
