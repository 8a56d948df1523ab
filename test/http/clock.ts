import { vi } from 'vitest';

/** Stops the clock of this process, and so that of the service in it, until `pass`. Timers and sockets go on. */
export function holdClock(): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
}

export function pass(milliseconds: number): void {
  vi.setSystemTime(Date.now() + milliseconds);
}
