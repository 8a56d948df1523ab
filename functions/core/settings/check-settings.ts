import { isApplicationName } from '../applications/application-name.ts';
import { OF_THE_WHOLE_DOMAIN, SETTINGS, WITHOUT_EFFECT } from './catalogue.ts';
import { PRESETS, type Preset } from './presets.ts';
import { type DomainSettings, isSettingName, presetOf, splitKey } from './resolve.ts';
import type { SettingValue } from './setting-type.ts';

/** What is wrong with one entry of a map of settings. */
export interface SettingFault {
  readonly field: string;
  readonly code: 'FIELD_UNKNOWN' | 'FIELD_INVALID';
  readonly expected: string;
}

type CheckedSettings =
  | { readonly kind: 'valid'; readonly settings: DomainSettings }
  | { readonly kind: 'invalid'; readonly faults: readonly SettingFault[] };

/** Takes a whole map or refuses it with every fault that it has; nothing of a refused map is kept. */
export function checkSettings(map: Readonly<Record<string, unknown>>): CheckedSettings {
  const preset = presetOf(map as DomainSettings);
  const faults = Object.entries(map).flatMap(([key, value]) => checkEntry(key, value, preset) ?? []);
  return faults.length === 0 ? { kind: 'valid', settings: map as DomainSettings } : { kind: 'invalid', faults };
}

function checkEntry(key: string, value: unknown, preset: Preset): SettingFault | undefined {
  const { application, name } = splitKey(key);
  // Stryker disable next-line ConditionalExpression: no application reads 'undefined' in the pattern, a good name
  if (application !== undefined && !isApplicationName(application)) return unknown(key);
  if (Object.hasOwn(WITHOUT_EFFECT, name)) {
    return isScalar(value) ? undefined : invalid(key, 'a text, a number, true or false');
  }
  if (name === 'Preset' && application === undefined) {
    return PRESETS.some((known) => known === value) ? undefined : invalid(key, `one of ${PRESETS.join(', ')}`);
  }
  if (!isSettingName(name)) return unknown(key);
  if (application !== undefined && OF_THE_WHOLE_DOMAIN.includes(name)) return unknown(key);
  const spec = SETTINGS[name];
  return spec.accepts(value, preset) ? undefined : invalid(key, spec.expected(preset));
}

function isScalar(value: unknown): value is SettingValue {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function unknown(field: string): SettingFault {
  return { field, code: 'FIELD_UNKNOWN', expected: 'the name of a setting, or of an application, a dot and a setting' };
}

function invalid(field: string, expected: string): SettingFault {
  return { field, code: 'FIELD_INVALID', expected };
}
