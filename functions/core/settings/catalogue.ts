import { CODE_SETTINGS } from './code-settings.ts';
import { FACTOR_SETTINGS } from './factor-settings.ts';
import { LIMIT_SETTINGS } from './limit-settings.ts';
import { MESSAGE_SETTINGS } from './message-settings.ts';
import { PAGE_SETTINGS } from './page-settings.ts';
import { RECOVERY_SETTINGS } from './recovery-settings.ts';
import { integer, type Spec } from './setting-type.ts';

/**
 * Every setting: its name as in OAM (or ours), its default in each preset, its range, and what the `aal2` preset holds
 * it to. A setting that is not here does not exist.
 */
export const SETTINGS = {
  ...CODE_SETTINGS,
  ...LIMIT_SETTINGS,
  ...FACTOR_SETTINGS,
  ...MESSAGE_SETTINGS,
  ...PAGE_SETTINGS,
  ...RECOVERY_SETTINGS,
  AuditRetentionDays: integer(400, 'How long the record of who did what is kept; for the chief domain to set.', {
    min: 30,
    max: 3_650,
    aal2: { min: 365 },
  }),
} as const satisfies Record<string, Spec<boolean> | Spec<number> | Spec<string>>;

export type SettingName = keyof typeof SETTINGS;

/** What a domain has as a whole: no application can have a value of its own. */
export const OF_THE_WHOLE_DOMAIN: readonly string[] = [
  'DomainSendsPerDay',
  'ClientRequestsPerMinute',
  'AdministratorsNeedSecondFactor',
  'ResetCoolOffHours',
] satisfies SettingName[];

/** Names that mean nothing here (any more): accepted, so that a copied configuration loads, and listed as idle. */
export const WITHOUT_EFFECT: Readonly<Record<string, string>> = {
  ReturnUrls: 'Return addresses stand in the record of the application: returnUrls of PUT /mfa/v1/applications/{name}.',
  PushProxyHost: 'Pushes leave through AWS; there is no proxy to pass.',
  PushProxyPort: 'Pushes leave through AWS; there is no proxy to pass.',
  PushProxyProtocol: 'Pushes leave through AWS; there is no proxy to pass.',
  PushAPNsProdServer: 'Chosen for the whole stage, in cdk.json: push.PushAPNsProdServer.',
  UseUdmStore: 'All state is in one DynamoDB table; there is no second store to choose.',
  PinGenerationCountField: 'The counter of sent PINs is part of the credential item, not a directory attribute.',
  HandleFailedCounter: 'Failures are always counted; counting cannot be switched off.',
};
