import { SETTINGS } from './catalogue.ts';
import { type DomainSettings, isSettingName, splitKey } from './resolve.ts';
import type { SettingValue } from './setting-type.ts';

/** A map as it is meant: the configuration of OAM has every value as a text, `"3"` and `"true"` too. */
export function typedSettings(map: DomainSettings): DomainSettings {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, typed(splitKey(key).name, value)]));
}

/** What cannot be meant otherwise is left for the check to refuse. */
function typed(name: string, value: SettingValue): SettingValue {
  if (!isSettingName(name)) return value;
  const text = String(value).trim();
  switch (typeof SETTINGS[name].defaults.standard) {
    case 'boolean':
      return /^(true|false)$/i.test(text) ? text.toLowerCase() === 'true' : value;
    case 'number':
      return typeof value === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : value;
    default:
      return typeof value === 'number' ? text : value;
  }
}
