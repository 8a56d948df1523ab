/** Every event that is logged has one of these codes; the runbook explains them. */
export type LogCode =
  | 'REQUEST_COMPLETED'
  | 'DELIVERY_FAILED'
  | 'DIRECTORY_UNAVAILABLE'
  | 'USER_AMBIGUOUS'
  | 'NOTICE_FAILED'
  | 'SETTINGS_WEAKER'
  | 'PUSH_ENDPOINT_FAILED'
  | 'PUSH_WAKE_FAILED'
  | 'INTERNAL_ERROR'
  | 'TEMPORARILY_UNAVAILABLE';

export type LogLevel = 'info' | 'warn' | 'error';

/** Flat fields alone: an event, a body or an account cannot be handed over whole. */
export type Log = (
  level: LogLevel,
  code: LogCode,
  fields?: Readonly<Record<string, string | number | boolean>>,
) => void;

const LEVELS: readonly LogLevel[] = ['info', 'warn', 'error'];

/** One line of JSON per event, for CloudWatch, from `level` up; `silent` writes nothing. */
export function jsonLog(write: (line: string) => void, least: string = 'info'): Log {
  if (least === 'silent') return () => undefined;
  return (level, code, fields = {}) => {
    if (LEVELS.indexOf(level) >= LEVELS.indexOf(least as LogLevel)) write(JSON.stringify({ level, code, ...fields }));
  };
}
