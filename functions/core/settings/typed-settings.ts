import { SETTINGS } from './catalogue.ts';
import { isSettingName, splitKey } from './resolve.ts';
import type { SettingValue } from './setting-type.ts';

/** A map as it is meant: the configuration of OAM has every value as a text, `"3"` and `"true"` too. */
export function typedSettings<V extends SettingValue | null>(
  map: Readonly<Record<string, V>>,
): Record<string, V | SettingValue> {
  const entries = Object.entries(map);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, value === null ? value : typed(splitKey(key).name, value)]),
  );
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
