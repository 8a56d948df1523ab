import { setTimeout as sleep } from 'node:timers/promises';
import type { Usage } from '../parts.ts';
import { percentile } from '../section.ts';
import { drive, type Task } from './load.ts';
import type { Subject } from './subject.ts';

export const OPERATIONS = ['verify a TOTP code', 'send a PIN', 'verify a PIN'] as const;
export type Operation = (typeof OPERATIONS)[number];
export const CONNECTIONS = [1, 16, 64] as const;
/** Rounds in which the services take turns, so that a slower minute of the machine is one for all of them. */
export const ROUNDS = 3;
export const CALLS_PER_ROUND = 400;
const WARM_UP = 300;

export interface Figure {
  readonly subject: string;
  readonly operation: Operation;
  readonly connections: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Processor time of one call in the service itself, and in the process that has its data. */
  readonly cpuMs: number;
  readonly storageCpuMs: number;
  /** What one call asks its storage, and the time in that where it is in the same process. */
  readonly storageCalls: number;
  readonly storageCallsMs: number;
}

export interface Memory {
  readonly subject: string;
  readonly beforeMb: number;
  readonly afterMb: number;
}

interface Run {
  readonly calls: number;
  readonly seconds: number;
  readonly latencies: readonly number[];
  readonly used: Usage;
  readonly usedByStorage: Usage | undefined;
}

type Runs = Map<Operation, Run>;

export async function measureAll(
  subjects: readonly Subject[],
): Promise<{ readonly figures: Figure[]; readonly memory: Memory[] }> {
  for (const subject of subjects) await runAll(subject, WARM_UP, 16);
  const before = await Promise.all(subjects.map(({ service }) => service.usage()));
  const figures: Figure[] = [];
  for (const connections of CONNECTIONS) {
    const rounds = new Map<Subject, Runs[]>(subjects.map((subject) => [subject, []]));
    for (let round = 0; round < ROUNDS; round++) {
      for (const [subject, runs] of rounds) runs.push(await runAll(subject, CALLS_PER_ROUND, connections));
    }
    for (const [{ name }, runs] of rounds) {
      for (const operation of OPERATIONS) {
        const same = runs.flatMap((run) => run.get(operation) ?? []);
        figures.push({ subject: name, operation, connections, ...together(same) });
      }
    }
  }
  const after = await Promise.all(subjects.map(({ service }) => service.usage()));
  const memory = subjects.map(({ name: subject }, at) => {
    const [beforeMb = 0, afterMb = 0] = [before[at]?.residentMb, after[at]?.residentMb];
    return { subject, beforeMb, afterMb };
  });
  return { figures, memory };
}

async function runAll(subject: Subject, count: number, connections: number): Promise<Runs> {
  const totp = await run(subject, await subject.prepareTotp(count), connections);
  const { send, verify } = await subject.preparePins(count);
  const sent = await run(subject, send, connections);
  const verified = await run(subject, await verify(), connections);
  return new Map([
    ['verify a TOTP code', totp],
    ['send a PIN', sent],
    ['verify a PIN', verified],
  ]);
}

async function run({ service, storage }: Subject, tasks: readonly Task[], connections: number): Promise<Run> {
  // What the preparation left to do (garbage, closing connections) is not the measured call's.
  await sleep(100);
  const before = [await service.usage(), await storage?.usage()] as const;
  const { seconds, latencies } = await drive(tasks, connections);
  const after = [await service.usage(), await storage?.usage()] as const;
  const usedByStorage = before[1] && after[1] && difference(before[1], after[1]);
  return { calls: tasks.length, seconds, latencies, used: difference(before[0], after[0]), usedByStorage };
}

function difference(before: Usage, after: Usage): Usage {
  return {
    residentMb: after.residentMb,
    cpuMs: after.cpuMs - before.cpuMs,
    calls: after.calls - before.calls,
    callsMs: (after.callsMs ?? 0) - (before.callsMs ?? 0),
  };
}

function together(runs: readonly Run[]): Omit<Figure, 'subject' | 'operation' | 'connections'> {
  const total = (of: (run: Run) => number | undefined) => runs.reduce((sum, run) => sum + (of(run) ?? 0), 0);
  const calls = total((run) => run.calls);
  const latencies = runs.flatMap((run) => run.latencies);
  return {
    perSecond: calls / total((run) => run.seconds),
    p50Ms: percentile(latencies, 50),
    p99Ms: percentile(latencies, 99),
    cpuMs: total((run) => run.used.cpuMs) / calls,
    storageCpuMs: total((run) => run.usedByStorage?.cpuMs) / calls,
    storageCalls: total((run) => (run.usedByStorage ?? run.used).calls) / calls,
    storageCallsMs: total((run) => run.used.callsMs) / calls,
  };
}
