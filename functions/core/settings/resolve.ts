import { OPEN_IN_OAM } from '../applications/rights.ts';
import { SETTINGS, type SettingName, WITHOUT_EFFECT } from './catalogue.ts';
import { PRESETS, type Preset } from './presets.ts';
import type { SettingValue } from './setting-type.ts';

export type { SettingName };

/** What an administrator stored: a flat map, `app1.ValidateAnyPin` for one application only. */
export type DomainSettings = Readonly<Record<string, SettingValue>>;

type ValueOf<Name extends SettingName> = (typeof SETTINGS)[Name]['defaults'][Preset];

/** All settings, as they hold for one application of one domain. */
export type Settings = { readonly [Name in SettingName]: ValueOf<Name> };

const NAMES = Object.keys(SETTINGS) as SettingName[];

export function presetOf(stored: DomainSettings): Preset {
  return PRESETS.find((preset) => preset === stored.Preset) ?? 'standard';
}

/** Application before domain before preset. */
export function resolveSettings(stored: DomainSettings, application?: string): Settings {
  const preset = presetOf(stored);
  const settingOf = (name: SettingName): SettingValue =>
    (application === undefined ? undefined : stored[`${application}.${name}`]) ??
    stored[name] ??
    SETTINGS[name].defaults[preset];
  return Object.fromEntries(NAMES.map((name) => [name, settingOf(name)])) as Settings;
}

/**
 * For a name that any client may use: what stands under it counts where it makes a setting stricter, for otherwise each
 * client would choose the weakest name. The preset `oam` trusts all clients, as the original does.
 */
export function resolveForFreeName(stored: DomainSettings, name: string): Settings {
  const named = resolveSettings(stored, name);
  if (presetOf(stored) === 'oam') return named;
  const domain = resolveSettings(stored);
  const strictest = (setting: SettingName): SettingValue => {
    const { isWeaker } = SETTINGS[setting] as { isWeaker: (value: SettingValue, other: SettingValue) => boolean };
    return isWeaker(named[setting], domain[setting]) ? domain[setting] : named[setting];
  };
  return Object.fromEntries(NAMES.map((setting) => [setting, strictest(setting)])) as Settings;
}

/** What the preset `oam` makes weaker, as `MaxAttempts=0 (standard: 10)`; settings that somebody chose are his choice. */
export function weakerThanStandard(stored: DomainSettings): string[] {
  if (presetOf(stored) !== 'oam') return [];
  const settings = resolveSettings(stored);
  const weaker = NAMES.filter(
    (name) => !Object.hasOwn(stored, name) && settings[name] !== SETTINGS[name].defaults.standard,
  );
  return [
    ...weaker.map((name) => `${name}=${settings[name]} (standard: ${SETTINGS[name].defaults.standard})`),
    ...OPEN_IN_OAM.map((right) => `right ${right}: every client (standard: none)`),
  ];
}

/** One line of the settings page: the value, what it would be otherwise, and where it came from. */
interface SettingLine {
  readonly value: SettingValue;
  readonly default: SettingValue | null;
  readonly source: string;
  readonly effect?: 'none';
  readonly reason?: string;
}

/** Every setting of a domain with its origin, then the overrides of applications, then the names without effect. */
export function describeSettings(stored: DomainSettings): Record<string, SettingLine> {
  const preset = presetOf(stored);
  const domain = resolveSettings(stored);
  const lines: Record<string, SettingLine> = {
    Preset: { value: preset, default: 'standard', source: Object.hasOwn(stored, 'Preset') ? 'domain' : 'default' },
  };
  for (const name of NAMES) {
    const source = Object.hasOwn(stored, name) ? 'domain' : `preset ${preset}`;
    lines[name] = { value: domain[name], default: SETTINGS[name].defaults[preset], source };
  }
  for (const [key, value] of Object.entries(stored)) {
    const { application, name } = splitKey(key);
    const reason = Object.hasOwn(WITHOUT_EFFECT, name) ? WITHOUT_EFFECT[name] : undefined;
    if (reason !== undefined)
      lines[key] = { value, default: null, source: sourceOf(application), effect: 'none', reason };
    else if (application !== undefined && isSettingName(name)) {
      lines[key] = { value, default: domain[name], source: sourceOf(application) };
    }
  }
  return lines;
}

function sourceOf(application: string | undefined): string {
  return application === undefined ? 'domain' : `application ${application}`;
}

/** `app1.MaxPins` is MaxPins of app1: setting names have no dots, names of applications may. */
export function splitKey(key: string): { application?: string; name: string } {
  const dot = key.lastIndexOf('.');
  return dot < 0 ? { name: key } : { application: key.slice(0, dot), name: key.slice(dot + 1) };
}

/** The applications that have settings of their own. */
export function applicationsOf(stored: DomainSettings): string[] {
  return [...new Set(Object.keys(stored).flatMap((key) => splitKey(key).application ?? []))];
}

export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(SETTINGS, name);
}
