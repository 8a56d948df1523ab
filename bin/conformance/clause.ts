import type { SettingName, Settings } from '../../functions/core/settings/resolve.ts';

/** A test that shows a clause: its file and the words of its title. */
export interface Shown {
  readonly file: string;
  readonly title: string;
}

export type Judgement =
  | { readonly status: 'met'; readonly shownBy: readonly Shown[]; readonly note?: string }
  | { readonly status: 'not met'; readonly because: string }
  | { readonly status: 'out of scope'; readonly why: string };

/** One requirement in our words, and how a configuration stands to it. */
export interface Clause {
  readonly id: string;
  readonly requirement: string;
  judge(settings: Settings): Judgement;
}

type Judge = Clause['judge'];

export function shown(file: string, title: string): Shown {
  return { file: `test/${file}.test.ts`, title };
}

export function met(...shownBy: readonly Shown[]): Judge {
  return () => ({ status: 'met', shownBy });
}

export function partly(note: string, ...shownBy: readonly Shown[]): Judge {
  return () => ({ status: 'met', shownBy, note });
}

export function notMet(because: string): Judge {
  return () => ({ status: 'not met', because });
}

export function outOfScope(why: string): Judge {
  return () => ({ status: 'out of scope', why });
}

type Wanted = { readonly [Name in SettingName]?: (value: Settings[Name]) => boolean };

/** Met while every named setting has a value that the clause allows; otherwise the first one that has not is named. */
export function where(wanted: Wanted, ...shownBy: readonly Shown[]): Judge {
  return (settings) => {
    const names = Object.keys(wanted) as SettingName[];
    const wrong = names.find((name) => !(wanted[name] as (value: unknown) => boolean)(settings[name]));
    return wrong === undefined
      ? { status: 'met', shownBy }
      : { status: 'not met', because: `of the setting \`${wrong}\`, which is \`${settings[wrong]}\`` };
  };
}

export const isTrue = (value: boolean): boolean => value;
export const isFalse = (value: boolean): boolean => !value;
export const atMost =
  (limit: number) =>
  (value: number): boolean =>
    value <= limit;
export const atLeast =
  (limit: number) =>
  (value: number): boolean =>
    value >= limit;
