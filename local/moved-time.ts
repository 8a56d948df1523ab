/**
 * The time of the whole process, as far ahead of the true one as somebody moved it: handlers, the embedded AWS and the
 * demo page agree. Handlers ask `Date` as they do where they are deployed and have no switch for this, so no deployed
 * function can be told another time. Timers run as before: what waits, waits.
 */
export interface MovedTime {
  /** Whole seconds, from now on; time only moves forward. */
  advance(seconds: number): void;
  /** Whole seconds. */
  aheadSeconds(): number;
  /** The true time again. */
  restore(): void;
}

export function createMovedTime(): MovedTime {
  const TrueDate = globalThis.Date;
  let ahead = 0;
  const now = (): number => TrueDate.now() + ahead * 1000;
  const MovedDate = new Proxy(TrueDate, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new TrueDate(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
  return {
    advance(seconds) {
      ahead += seconds;
      globalThis.Date = MovedDate;
    },
    aheadSeconds: () => ahead,
    restore() {
      ahead = 0;
      if (globalThis.Date === MovedDate) globalThis.Date = TrueDate;
    },
  };
}
