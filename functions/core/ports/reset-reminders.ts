/** What the machine is told of a reset. It learns no name. */
export interface Reminders {
  /** Hash of the code that stops the reset; it leads to the person. */
  readonly ticket: string;
  readonly requestedAtMs: number;
  readonly readyAtMs: number;
  /** Missing where only the end is told of. */
  readonly halfAtMs?: number;
}

export interface ResetReminders {
  /** Never fails: the first notice has gone out, and the reset does not wait for the machine. */
  start(reminders: Reminders): Promise<void>;
}
