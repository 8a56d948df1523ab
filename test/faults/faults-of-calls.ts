import type { FaultKind } from '../../local/aws/index.ts';

export interface Fault {
  readonly kind: FaultKind;
  /** The call that is hit, counted from 1. */
  readonly nth: number;
  /** How many are hit from there on; those that the SDK repeats count. */
  readonly times: number;
}

/** More than any route calls. */
const FOR_GOOD = 1_000;

/** The SDK tries again, and the service does not hear of it. */
export const isRepaired = ({ kind, times }: Fault): boolean =>
  times === 1 && (kind === 'throttle' || kind === 'error500');

/** An outage looks the same to the caller whatever its kind, so two of them also last for good. */
function faultsOf(nth: number): readonly Fault[] {
  return [
    { kind: nth % 2 === 0 ? 'error500' : 'throttle', nth, times: 1 },
    { kind: 'conflict', nth, times: 1 },
    { kind: 'lost-answer', nth, times: 1 },
    { kind: 'error500', nth, times: FOR_GOOD },
    { kind: 'lost-answer', nth, times: FOR_GOOD },
  ];
}

/** What is only read has no effect that could be lost or done twice. */
function faultsOfRead(nth: number): readonly Fault[] {
  return [
    { kind: 'throttle', nth, times: 1 },
    { kind: 'lost-answer', nth, times: 1 },
    { kind: 'error500', nth, times: FOR_GOOD },
  ];
}

/** What this file has broken already: the calls up to the one that was hit. */
const broken = new Set<string>();

/**
 * Every fault of every call. Where another route of this file has come to the same call by the same calls, which is how
 * most of them learn who calls, the same code met all faults there: one is left, for what this route makes of an error.
 */
export function faultsOfCalls(calls: readonly string[], isRead: boolean): readonly Fault[] {
  return calls.flatMap((_call, at) => {
    const nth = at + 1;
    const way = JSON.stringify([isRead, calls.slice(0, nth)]);
    const isKnown = nth > 1 && broken.has(way);
    broken.add(way);
    if (!isKnown) return isRead ? faultsOfRead(nth) : faultsOf(nth);
    return isRead ? [{ kind: 'error500', nth, times: FOR_GOOD }] : [{ kind: 'conflict', nth, times: 1 }];
  });
}
