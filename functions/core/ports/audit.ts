import type { AuditEvent, AuditRecord, Entry, Outcome } from '../audit/record.ts';

/** How a change ended. */
export interface Ending {
  readonly outcome: Outcome;
  /** Why it was refused. */
  readonly code?: string | undefined;
  readonly changed?: Readonly<Record<string, string>> | undefined;
}

/** The record of who did what. It is only ever added to. */
export interface Audit {
  /**
   * A change between two records. What cannot be recorded does not happen: when the first write fails it throws and
   * `change` is not called. When only the second one fails the change holds, and the first record stands without an end.
   */
  around<T>(event: AuditEvent, change: () => Promise<T>, endingOf: (result: T) => Ending): Promise<T>;
  /** One record after the fact, for what must happen whether it can be recorded or not. Never fails. */
  note(event: AuditEvent): Promise<void>;
}

/** One day of one domain: records by their sequence. */
export interface AuditDay {
  readonly domain: string;
  /** `2026-11-28`, UTC. */
  readonly day: string;
}

export interface AuditPage {
  readonly records: readonly AuditRecord[];
  readonly hasMore: boolean;
}

export interface AuditStore {
  /** Puts the entry at the end of the chain of its domain and day; of parallel calls each finds its place. */
  append(day: AuditDay, entry: Entry): Promise<AuditRecord>;
  /** At most `limit` records beyond the sequence `after`: newer ones, or with `newestFirst` older ones. */
  read(
    day: AuditDay,
    page: { readonly limit: number; readonly after?: number | undefined; readonly newestFirst?: boolean },
  ): Promise<AuditPage>;
}

/** Where records go besides the table. Never fails. */
export type PublishRecord = (record: AuditRecord) => Promise<void>;
