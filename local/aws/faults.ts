/** Faults on demand, decided in front of the dispatch, so every service can fail in every way. */

export type FaultKind = 'throttle' | 'timeout' | 'error500' | 'lost-answer' | 'delay' | 'conflict';

export interface FaultRule {
  /** Signing name (`dynamodb`, `ses`, `sns`, `secretsmanager`, `kms`, `events`, `sts`). @default - every service */
  service?: string;
  /** @default - every action */
  action?: string;
  /** The first matching request that is hit, counted from 1 since `inject`. @default 1 */
  nth?: number;
  /**
   * - `throttle`, `error500`, `conflict`: the service's own error; the operation does not happen
   * - `timeout`: no answer until the client gives up; the operation does not happen
   * - `lost-answer`: the operation happens, then the socket is destroyed
   * - `delay`: the operation happens and is answered after `ms`
   */
  kind: FaultKind;
  /** For `delay`. @default 100 */
  ms?: number;
  /** How many matching requests are hit, from the nth on; SDK retries count. Infinity: until `clear`. @default 1 */
  times?: number;
}

export interface Faults {
  inject(rule: FaultRule): void;
  clear(): void;
}

export interface FaultInjector extends Faults {
  /** The fault for this request, if any. Each rule counts each request that it matches. */
  next(service: string, action: string): FaultRule | undefined;
}

export function createFaultInjector(): FaultInjector {
  let rules: { rule: FaultRule; seen: number }[] = [];
  return {
    inject: (rule) => {
      rules.push({ rule: { ...rule }, seen: 0 });
    },
    clear: () => {
      rules = [];
    },
    next: (service, action) => {
      const matching = rules.filter(({ rule }) => matches(rule, service, action));
      for (const entry of matching) entry.seen += 1;
      return matching.find(({ rule, seen }) => isHit(rule, seen))?.rule;
    },
  };
}

function matches(rule: FaultRule, service: string, action: string): boolean {
  return (rule.service ?? service) === service && (rule.action ?? action) === action;
}

function isHit({ nth = 1, times = 1 }: FaultRule, seen: number): boolean {
  return seen >= nth && seen < nth + times;
}
