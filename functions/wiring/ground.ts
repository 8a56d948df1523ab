import { randomBytes } from 'node:crypto';
import type { Clock, RandomBytes } from '../core/ports.ts';
import { jsonLog, type Log } from '../http/log.ts';

/** The ports that every function fills alike; what only some need (keys, courier) is made in their `index.ts`. */
export interface Ground {
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly log: Log;
}

export function ground(): Ground {
  const clock: Clock = () => Date.now();
  const write = (line: string) => process.stdout.write(`${line}\n`);
  return {
    clock,
    random: (size) => randomBytes(size),
    log: jsonLog(write, clock, process.env.LOG_LEVEL),
  };
}
