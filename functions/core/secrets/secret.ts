import { inspect } from 'node:util';

const REDACTED = '[redacted]';

/**
 * Holds a value that must not reach a log, a template or an error by accident: every way of printing it says
 * `[redacted]`. The value comes out through `reveal()` alone, so a search for that word finds each use.
 */
export class Secret<T> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}

/** A one-time code: made by the service or typed by a person, always normalised. */
export type OneTimeCode = Secret<string>;

/** The raw bytes of a TOTP key: 20 for ours, at least 10 for imported ones. */
export type TotpSecret = Secret<Uint8Array>;
