/** The events that were put on EventBridge. */

export interface PutEvent {
  id: string;
  source: string;
  detailType: string;
  /** The parsed `Detail`. */
  detail: unknown;
  eventBusName: string;
  resources: string[];
  /** ISO 8601. */
  at: string;
}

export interface EventLog {
  /** Newest first. */
  list(): PutEvent[];
  clear(): void;
  add(event: PutEvent): void;
}

/** Bounds the memory of a long benchmark. */
const MAX_EVENTS = 10_000;

export function createEventLog(): EventLog {
  let events: PutEvent[] = [];
  return {
    list: () => events.toReversed(),
    clear: () => {
      events = [];
    },
    add: (event) => {
      events.push(event);
      if (events.length > MAX_EVENTS) events.shift();
    },
  };
}
