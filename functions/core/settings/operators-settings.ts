import { SETTINGS, type SettingName } from './catalogue.ts';
import { type DomainSettings, isSettingName, presetOf, splitKey } from './resolve.ts';

/**
 * What speaks in the operator's name, spends his money, or keeps his record, for the whole domain or one application: it
 * is set by administrators of the default domain alone, for every domain.
 */
export const OPERATORS_SETTINGS: readonly SettingName[] = [
  'EmailSubject_en',
  'EmailText_en',
  'SmsText_en',
  'EmailSubject_ja',
  'EmailText_ja',
  'SmsText_ja',
  'PageName',
  'PageLogo',
  'HelpDeskName',
  'HelpDeskPhone',
  'HelpDeskAddress',
  'UmsClientUrl',
  'MaxSendAttempts',
  'SendWindowSeconds',
  'NewAddressSendsPerDay',
  'DomainSendsPerDay',
  'ClientRequestsPerMinute',
  'AuditRetentionDays',
];

type TenantsSettings =
  | { readonly kind: 'valid'; readonly settings: DomainSettings }
  | { readonly kind: 'refused'; readonly fields: readonly string[] };

/**
 * The map that an administrator of another domain stores: what is the operator's stays as it is, whether it is left out
 * or sent along as it stands. So does what such a domain had set before it was the operator's. The preset `oam` sends
 * without a bound and is the operator's too.
 */
export function tenantsSettings(stored: DomainSettings, wanted: DomainSettings): TenantsSettings {
  const fields = Object.keys(wanted).filter((key) => isOperators(key, wanted) && wanted[key] !== valueIn(stored, key));
  if (fields.length > 0) return { kind: 'refused', fields };
  const own = Object.entries(wanted).filter(([key]) => key === 'Preset' || !isOperators(key, wanted));
  const kept = Object.entries(stored).filter(([key]) => key !== 'Preset' && isOperators(key, stored));
  return { kind: 'valid', settings: Object.fromEntries([...own, ...kept]) };
}

export function isOperators(key: string, map: DomainSettings): boolean {
  const { name } = splitKey(key);
  if (key === 'Preset') return map.Preset === 'oam';
  return isSettingName(name) && OPERATORS_SETTINGS.includes(name);
}

function valueIn(stored: DomainSettings, key: string): DomainSettings[string] | undefined {
  const { application, name } = splitKey(key);
  const byDefault =
    application === undefined && isSettingName(name) ? SETTINGS[name].defaults[presetOf(stored)] : undefined;
  return Object.hasOwn(stored, key) ? stored[key] : byDefault;
}
