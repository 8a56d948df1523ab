import { isOfEpoch } from '../directory/epoch.ts';
import type { Account, UserKey } from '../directory/user.ts';
import { whyNotEnrol } from '../enrol/why-not-enrol.ts';
import type { Clock } from '../ports/clock.ts';
import type { Credentials } from '../ports/credentials.ts';
import type { Devices } from '../ports/push.ts';
import type { SettingsSource } from '../ports/settings-source.ts';
import type { Users } from '../ports/users.ts';
import { resolveSettings } from '../settings/resolve.ts';
import { MAX_DEVICES } from './device.ts';

export interface SpendEnrolmentDependencies {
  readonly clock: Clock;
  readonly users: Pick<Users, 'load'>;
  readonly credentials: Pick<Credentials, 'spendEnrolment'>;
  readonly devices: Pick<Devices, 'list'>;
  readonly settings: SettingsSource;
}

type SpendOutcome =
  | { readonly kind: 'spent'; readonly account: Account }
  | { readonly kind: 'refused'; readonly reason: 'ENROLMENT_CODE_INVALID' | 'DEVICE_LIMIT_REACHED' };

/**
 * Uses the code up if it is the one that stands and everything that was asked when it was made still holds. To be
 * called under the person's lease, in which the device is added too: no other factor appears in between.
 */
export async function spendEnrolment(
  deps: SpendEnrolmentDependencies,
  user: UserKey,
  codeHash: string,
): Promise<SpendOutcome> {
  const invalid = { kind: 'refused', reason: 'ENROLMENT_CODE_INVALID' } as const;
  const [record, stored] = await Promise.all([deps.users.load(user), deps.settings.forDomain(user.domain)]);
  const { account, credential } = record;
  const code = credential?.enrolment?.code;
  if (account === undefined || stored === undefined || code === undefined || code.hash !== codeHash) return invalid;
  const settings = resolveSettings(stored);
  const nowMs = deps.clock();
  const isGood = nowMs < code.expiresAtMs && isOfEpoch(account, code.epoch) && settings.Push_Enabled;
  if (!isGood || whyNotEnrol(settings, record, code.by, nowMs) !== undefined) return invalid;
  const devices = await deps.devices.list(user, account);
  if (devices.length >= MAX_DEVICES) return { kind: 'refused', reason: 'DEVICE_LIMIT_REACHED' };
  return (await deps.credentials.spendEnrolment(user, codeHash)) === 'spent' ? { kind: 'spent', account } : invalid;
}
