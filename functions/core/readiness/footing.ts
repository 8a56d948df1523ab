import { ADMINISTRATOR_GROUP, administers, CLIENT_GROUPS } from '../directory/groups.ts';
import type { Possession } from '../journey/possessions.ts';
import { usablePossessions } from '../journey/usable-possessions.ts';
import { addressesOf } from '../notices/announce-change.ts';
import type { UserRecord } from '../ports/users.ts';
import type { Device } from '../push/device.ts';
import { FEW_RECOVERY_CODES } from '../recovery/recovery-codes.ts';
import type { Settings } from '../settings/resolve.ts';
import { hasPasskey, hasTotp } from '../tokens/second-factor.ts';
import type { Finding } from './findings.ts';

/** A user as he is now: what the directory says, and what stands here. */
export interface KnownUser {
  readonly record: UserRecord;
  /** His own. */
  readonly devices: readonly Device[];
}

/** Says of a mail address whether nothing is delivered there any more; missing where that is not known. */
export type Bounces = (address: string) => boolean;

/** What a person stands on when one of his factors is gone. */
export interface Footing {
  /** How many factors he can use now, each passkey, device and address for itself. */
  readonly factors: number;
  /** Left; undefined where the settings have none. */
  readonly recoveryCodes: number | undefined;
  /** His factors by what he would lose at once. */
  readonly possessions: readonly Possession[];
  readonly findings: readonly Finding[];
  /** In the group `Administrators`. */
  readonly isAdministrator: boolean;
}

/** A client is a program and has no factors; `nobody` was removed meanwhile. */
export type Judged = Footing | 'client' | 'nobody';

export function footingOf(settings: Settings, { record, devices }: KnownUser, bounces?: Bounces): Judged {
  const { account } = record;
  if (account === undefined) return 'nobody';
  if (isClient(account)) return 'client';
  const mail = addressesOf(settings, account).find(({ channel }) => channel === 'email')?.to;
  const isMailStopped = mail !== undefined && bounces?.(mail) === true;
  const possessions = usablePossessions(settings, { record, devices, isMailStopped });
  const methods = possessions.flatMap(({ factors }) => factors.map(({ method }) => method));
  const codes = recoveryCodesLeft(settings, record);
  const left = codes ?? 0;
  const only = possessions.length === 1 ? possessions[0] : undefined;
  const holds: Readonly<Record<Finding, boolean>> = {
    noFactor: methods.length === 0,
    oneFactor: methods.length === 1,
    oneDevice: only !== undefined,
    onlySmsOrEmail: methods.length > 0 && methods.every((method) => method === 'sms' || method === 'email'),
    noRecoveryCode: codes === 0,
    fewRecoveryCodes: left > 0 && left < FEW_RECOVERY_CODES,
    oneLostPhone: only?.kind === 'phone' && left === 0,
    addressBounces: isMailStopped,
    administersWithoutFactor: administers(account) && !hasAddedFactor(record),
  };
  return {
    factors: methods.length,
    recoveryCodes: codes,
    possessions,
    findings: (Object.keys(holds) as Finding[]).filter((finding) => holds[finding]),
    isAdministrator: account.groups.includes(ADMINISTRATOR_GROUP),
  };
}

function isClient(account: { readonly groups: readonly string[] }): boolean {
  return !administers(account) && account.groups.some((group) => CLIENT_GROUPS.includes(group));
}

function recoveryCodesLeft({ RecoveryCodes_Enabled }: Settings, { credential }: UserRecord): number | undefined {
  return RecoveryCodes_Enabled ? (credential?.recovery?.hashes.length ?? 0) : undefined;
}

/** Whatever the settings say, as for every call of an administrator; codes that he kept are for the day after. */
function hasAddedFactor(record: UserRecord): boolean {
  return hasTotp(record) || hasPasskey(record) || record.hasDevice === true;
}
