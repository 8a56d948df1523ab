import type { Preset } from './presets.ts';

export type SettingValue = boolean | number | string;

/** One setting: defaults per preset, what it is for, and the check that a value must pass. */
export interface Spec<T extends SettingValue> {
  readonly defaults: Readonly<Record<Preset, T>>;
  readonly description: string;
  /** What is accepted, in words, for the person who sent something else. */
  expected(preset: Preset): string;
  accepts(value: unknown, preset: Preset): value is T;
  /** Whether `value` protects less than `other`. Where neither can be said to, every other value counts as weaker. */
  isWeaker(value: T, other: T): boolean;
}

type Defaults<T> = T | Readonly<Record<Preset, T>>;

function perPreset<T extends SettingValue>(defaults: Defaults<T>): Readonly<Record<Preset, T>> {
  return typeof defaults === 'object' ? defaults : { standard: defaults, oam: defaults, aal2: defaults };
}

/** `aal2` fixes the value in that preset; `weaker` is the value that protects less. */
export function boolean(
  defaults: Defaults<boolean>,
  description: string,
  limits: { aal2?: boolean; weaker?: boolean } = {},
): Spec<boolean> {
  const fixed = (preset: Preset): boolean | undefined => (preset === 'aal2' ? limits.aal2 : undefined);
  return {
    defaults: perPreset(defaults),
    description,
    expected: (preset) =>
      fixed(preset) === undefined ? 'true or false' : `${fixed(preset)} (preset aal2 allows nothing else)`,
    accepts: (value, preset): value is boolean => typeof value === 'boolean' && (fixed(preset) ?? value) === value,
    isWeaker: (value, other) => value !== other && value === (limits.weaker ?? value),
  };
}

interface Range {
  readonly min: number;
  readonly max: number;
  readonly aal2?: { readonly min?: number; readonly max?: number };
  /** The direction that protects less; where 0 means without a limit it is the weakest of all. */
  readonly weaker?: 'lower' | 'higher' | 'higher or 0';
}

export function integer(defaults: Defaults<number>, description: string, limits: Range): Spec<number> {
  const min = (preset: Preset): number => (preset === 'aal2' ? (limits.aal2?.min ?? limits.min) : limits.min);
  const max = (preset: Preset): number => (preset === 'aal2' ? (limits.aal2?.max ?? limits.max) : limits.max);
  return {
    defaults: perPreset(defaults),
    description,
    expected: (preset) => `a whole number from ${min(preset)} to ${max(preset)}`,
    accepts: (value, preset): value is number =>
      Number.isInteger(value) && Number(value) >= min(preset) && Number(value) <= max(preset),
    isWeaker: (value, other) => isWeakerNumber(value, other, limits.weaker),
  };
}

function isWeakerNumber(value: number, other: number, weaker: Range['weaker']): boolean {
  switch (weaker) {
    case 'lower':
      return value < other;
    case 'higher':
      return value > other;
    case 'higher or 0':
      return value !== other && other !== 0 && (value === 0 || value > other);
    default:
      return value !== other;
  }
}

/** One of a few words, the one that protects most first: each one protects less than those before it. */
export function choice<const T extends string>(words: readonly [T, ...T[]], value: T, description: string): Spec<T> {
  return {
    defaults: perPreset<T>({ standard: value, oam: value, aal2: value }),
    description,
    expected: () => words.join(' or '),
    accepts: (given): given is T => words.some((word) => word === given),
    isWeaker: (one, other) => words.indexOf(one) > words.indexOf(other),
  };
}

interface TextLimits {
  readonly maxLength: number;
  readonly check: (value: string) => boolean;
  readonly expected: string;
}

export function text(defaults: Defaults<string>, description: string, limits: TextLimits): Spec<string> {
  return {
    defaults: perPreset(defaults),
    description,
    expected: () => `${limits.expected}, at most ${limits.maxLength} characters`,
    accepts: (value): value is string =>
      typeof value === 'string' && value.length <= limits.maxLength && limits.check(value),
    isWeaker: (value, other) => value !== other,
  };
}
