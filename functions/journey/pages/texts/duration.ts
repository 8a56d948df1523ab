import type { Language } from '../../../core/messages/languages.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** A length of time in words, rounded up in its unit: "90 seconds", "2 minutes", "3 hours". */
export function duration(language: Language, ms: number): string {
  if (ms < 2 * MINUTE_MS && ms % MINUTE_MS !== 0) return inUnit(language, 'second', ms / SECOND_MS);
  if (ms < 2 * HOUR_MS) return inUnit(language, 'minute', ms / MINUTE_MS);
  return inUnit(language, 'hour', ms / HOUR_MS);
}

function inUnit(language: Language, unit: 'second' | 'minute' | 'hour', amount: number): string {
  const format = new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' });
  return format.format(Math.max(1, Math.ceil(amount))).replace(' ', language === 'ja' ? '' : ' ');
}
