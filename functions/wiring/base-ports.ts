import { randomBytes } from 'node:crypto';
import type { Clock } from '../core/ports/clock.ts';
import type { RandomBytes } from '../core/ports/random-bytes.ts';
import { jsonLog, type Log } from '../http/log.ts';

/** The ports that every function fills alike; what only some need (keys, courier) is made in their `index.ts`. */
export interface BasePorts {
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly log: Log;
}

export function basePorts(): BasePorts {
  const clock: Clock = () => Date.now();
  const write = (line: string) => process.stdout.write(`${line}\n`);
  return {
    clock,
    random: (size) => randomBytes(size),
    log: jsonLog(write, clock, process.env.LOG_LEVEL),
  };
}
