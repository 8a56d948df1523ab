import { daysBetween } from '../functions/core/audit/read-audit.ts';
import { type CommandArguments, CommandError } from './command.ts';
import { TARGET_OPTIONS } from './target.ts';

export const DAYS_OPTIONS = { ...TARGET_OPTIONS, from: { type: 'string' }, to: { type: 'string' } } as const;
export const DAYS_USAGE = '[--from DAY] [--to DAY]';

const MONTH_MS = 30 * 24 * 60 * 60 * 1000;

/** The days that a command is about: the last thirty and today, unless it says others. */
export function daysOf({ values }: CommandArguments): readonly string[] {
  const from = dayOf(values.from ?? new Date(Date.now() - MONTH_MS).toISOString().slice(0, 10));
  const to = dayOf(values.to ?? new Date().toISOString().slice(0, 10));
  return daysBetween(from, to);
}

function dayOf(text: string | boolean): string {
  const day = String(text);
  if (/^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day))) return day;
  throw new CommandError('--from and --to must be days such as 2026-11-28.');
}
