import type { Clock } from '../core/ports/clock.ts';
import type { LogCode } from './log-codes.ts';
import { METRIC_NAMESPACE, type Metrics } from './metric-names.ts';

type LogLevel = 'info' | 'warn' | 'error';

/** Flat fields alone: an event, a body or an account cannot be handed over whole. */
export type Log = (
  level: LogLevel,
  code: LogCode,
  fields?: Readonly<Record<string, string | number | boolean>>,
  metrics?: Metrics,
) => void;

const LEVELS: readonly LogLevel[] = ['info', 'warn', 'error'];

/** One line of JSON per event, for CloudWatch, from `level` up; `silent` writes nothing. */
export function jsonLog(write: (line: string) => void, clock: Clock, least: string = 'info'): Log {
  if (least === 'silent') return () => undefined;
  return (level, code, fields = {}, metrics = {}) => {
    if (LEVELS.indexOf(level) < LEVELS.indexOf(least as LogLevel)) return;
    write(JSON.stringify({ level, code, ...fields, ...embedded(metrics, clock) }));
  };
}

/**
 * CloudWatch makes metrics of a log line with this in it, so that measuring costs no call. Without dimensions: each
 * combination of their values would be a metric of its own, and alarms look at the whole.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
function embedded(metrics: Metrics, clock: Clock): object {
  const names = Object.keys(metrics);
  if (names.length === 0) return {};
  const Metrics = names.map((Name) => ({ Name, Unit: Name.endsWith('Milliseconds') ? 'Milliseconds' : 'Count' }));
  const CloudWatchMetrics = [{ Namespace: METRIC_NAMESPACE, Dimensions: [[]], Metrics }];
  return { ...metrics, _aws: { Timestamp: clock(), CloudWatchMetrics } };
}
