import { setTimeout as sleep } from 'node:timers/promises';
import { median, report, rounded, type Section } from './section.ts';
import type { Usage } from './service-process.ts';
import type { Totals } from './soak-aws.ts';
import { type Http, httpClient, type Journey, mailedPin, push, refresh, session, totpCode } from './soak-journeys.ts';
import { type Person, startWorld, type World } from './soak-world.ts';

/** `SOAK_MINUTES=2 npm run bench -- soak`; of all calls to AWS `SOAK_FAULT_PERCENT` break, drawn by `SOAK_SEED`. */
const MINUTES = Number(process.env.SOAK_MINUTES ?? 30);
const FAULT_PERCENT = Number(process.env.SOAK_FAULT_PERCENT ?? 2);
const SEED = Number(process.env.SOAK_SEED ?? 1);

const PEOPLE = 240;
const CALLERS = 16;
const PEAK_SECONDS = 20;
const SAMPLE_MS = 3_000;
/** The share of the samples at the beginning in which caches fill and code is compiled. */
const WARM_UP = 0.2;
/** More than this between the first and the last third of the samples is growth: in percent, and besides it in MB. */
const GROWTH = { heap: { percent: 10, mb: 3 }, resident: { percent: 15, mb: 20 } } as const;

/** How often each journey is made, of a hundred. */
const MIX: readonly (readonly [Journey, number])[] = [
  [mailedPin, 45],
  [totpCode, 15],
  [push, 15],
  [session, 15],
  [refresh, 10],
];

/** What is counted, and nothing of each single journey: the soak itself must not grow either. */
interface Tally {
  journeys: number;
  readonly statuses: Map<number, number>;
  /** Right calls that a fault in the same moment explains. */
  explained: number;
  /** What must not be, each kind once with its number. */
  readonly wrongs: Map<string, number>;
}

await report(measure);

async function measure(): Promise<Section> {
  const world = await startWorld(PEOPLE);
  try {
    await giveRefreshTokens(world.url);
    await signInAll(world);
    await drive(world, newTally(), { seconds: 5 });
    const peak = newTally();
    await drive(world, peak, { seconds: PEAK_SECONDS });
    const perSecond = peak.journeys / PEAK_SECONDS;
    const before = await world.ask<Totals>({ ask: 'totals' });
    await world.ask({ ask: 'break', percent: FAULT_PERCENT, seed: SEED });
    const tally = newTally();
    const samples: Usage[] = [];
    const sampling = new AbortController();
    const sampled = sample(world, samples, sampling.signal);
    await drive(world, tally, { seconds: MINUTES * 60, perSecond: perSecond / 2 });
    sampling.abort();
    await sampled;
    const after = await world.ask<Totals>({ ask: 'totals' });
    return section({ perSecond, peak, tally, samples, calls: after.calls - before.calls, faults: after.faults });
  } finally {
    world.end();
  }
}

function answersOf({ statuses }: Tally): number {
  return [...statuses.values()].reduce((sum, count) => sum + count, 0);
}

function newTally(): Tally {
  return { journeys: 0, statuses: new Map(), explained: 0, wrongs: new Map() };
}

/** A first sign-in is bound by scrypt, which would make the peak smaller than it is later. */
async function signInAll(world: World): Promise<void> {
  const http = httpClient(world.url, () => undefined);
  const waiting = world.people.values();
  const caller = async () => {
    for (const person of waiting) await refresh(world, person, http, false);
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
}

/** Callers who each have people of their own; without `perSecond` as fast as they can. */
async function drive(world: World, tally: Tally, pace: { seconds: number; perSecond?: number }): Promise<void> {
  const untilMs = performance.now() + pace.seconds * 1000;
  const http = httpClient(world.url, (status) => bump(tally.statuses, status));
  let nextMs = performance.now();
  const caller = async (number: number) => {
    const people = world.people.filter((_person, at) => at % CALLERS === number);
    for (let turn = 0; performance.now() < untilMs; turn++) {
      if (pace.perSecond !== undefined) {
        const atMs = Math.max(nextMs, performance.now() - 1_000);
        nextMs = atMs + 1000 / pace.perSecond;
        await sleep(Math.max(0, atMs - performance.now()));
      }
      const person = people[turn % people.length];
      if (person !== undefined) await judge(world, tally, person, http);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, (_nothing, number) => caller(number)));
}

/** One journey. A failure needs a fault that explains it, and the same person's next try with no faults must work. */
async function judge(world: World, tally: Tally, person: Person, http: Http): Promise<void> {
  const fromMs = Date.now();
  const journey = drawJourney();
  const outcome = await journey(world, person, http, false);
  if (outcome.kind === 'not-now') return judge(world, tally, person, http);
  tally.journeys += 1;
  if (outcome.kind === 'accepted') return;
  if (outcome.kind === 'taken-twice') return bump(tally.wrongs, `taken twice: ${outcome.what}`);
  const what = `${outcome.at}: ${outcome.status} ${outcome.code}`;
  if (await world.ask<boolean>({ ask: 'was-broken', fromMs, toMs: Date.now() })) tally.explained += 1;
  else bump(tally.wrongs, `lost without a fault: ${what}`);
  await world.ask({ ask: 'be-calm' });
  // What was slow when the faults ended is over by then.
  await sleep(300);
  const next = await journey(world, person, http, true);
  await world.ask({ ask: 'go-on' });
  if (next.kind === 'failed') bump(tally.wrongs, `stuck after ${what}: ${next.at}: ${next.status} ${next.code}`);
  if (next.kind === 'taken-twice') bump(tally.wrongs, `taken twice: ${next.what}`);
}

function drawJourney(): Journey {
  let left = Math.random() * 100;
  for (const [journey, share] of MIX) {
    left -= share;
    if (left < 0) return journey;
  }
  return mailedPin;
}

function bump<K>(map: Map<K, number>, key: K): void {
  map.set(key, (map.get(key) ?? 0) + 1);
}

async function sample({ usage }: World, samples: Usage[], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    samples.push(await usage());
    await sleep(SAMPLE_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** The default domain gives none by itself. */
async function giveRefreshTokens(url: string): Promise<void> {
  const http = httpClient(url, () => undefined);
  const path = '/oam/services/rest/ssa/api/v1/oauthpolicyadmin/oauthidentitydomain?name=DefaultDomain';
  const tokenSettings = [{ tokenType: 'ACCESS_TOKEN', refreshTokenEnabled: true }];
  const { status } = await http('PUT', path, { as: 'admin:admin-password', json: { tokenSettings } });
  if (status !== 200) throw new Error(`the domain was not changed: ${status}`);
  // Until the domain as it was is forgotten.
  await sleep(16_000);
}

interface Growth {
  readonly from: number;
  readonly to: number;
  /** MB per minute, of a straight line through the samples (least squares). */
  readonly slope: number;
  readonly isBroken: boolean;
}

function growthOf(
  samples: readonly Usage[],
  field: 'heapMb' | 'residentMb',
  bound: { percent: number; mb: number },
): Growth {
  const values = samples.slice(Math.floor(samples.length * WARM_UP)).map((usage) => usage[field]);
  const third = Math.ceil(values.length / 3);
  const [from, to] = [median(values.slice(0, third)), median(values.slice(-third))];
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const over = values.reduce((sum, value, at) => sum + (at - middle) * (value - mean), 0);
  const under = values.reduce((sum, _value, at) => sum + (at - middle) ** 2, 0);
  const slope = (over / under) * (60_000 / SAMPLE_MS);
  return { from, to, slope, isBroken: to - from > bound.mb + (from * bound.percent) / 100 };
}

interface Measured {
  readonly perSecond: number;
  readonly peak: Tally;
  readonly tally: Tally;
  readonly samples: readonly Usage[];
  readonly calls: number;
  readonly faults: Totals['faults'];
}

function section({ perSecond, peak, tally, samples, calls, faults }: Measured): Section {
  const heap = growthOf(samples, 'heapMb', GROWTH.heap);
  const resident = growthOf(samples, 'residentMb', GROWTH.resident);
  const broken = Object.values(faults).reduce((sum, count) => sum + count, 0);
  const wrongs = [...peak.wrongs, ...tally.wrongs].map(([what, count]) => `${count} × ${what}`);
  if (heap.isBroken || resident.isBroken) wrongs.push('the memory of the service grows');
  const seconds = MINUTES * 60;
  if (tally.journeys < (perSecond / 2) * seconds * 0.8) wrongs.push('the rate was not kept');
  if (tally.explained > broken) wrongs.push('more failures than faults');
  if (broken === 0) wrongs.push('no fault was injected');
  const counted = (map: Iterable<readonly [string | number, number]>) =>
    [...map].map(([key, count]) => `${count} × ${key}`).join(', ');
  const memory = ({ from, to, slope }: Growth) =>
    `${rounded(from)} MB, then ${rounded(to)} MB (${slope.toFixed(2)} MB per minute)`;
  const result = {
    title: 'Soak',
    text:
      `${MINUTES} minutes at half the peak of the same mix (of a hundred journeys 45 with a mailed PIN and a wrong guess, 15 with a ` +
      'code of an authenticator, 15 pushes, 15 sessions on the hosted pages, 10 refresh tokens), while ' +
      `${FAULT_PERCENT} % of the calls to AWS break in all ways. The callers, the service and the embedded AWS are three processes. Everything ` +
      'that was accepted is sent again; whatever failed needs a fault in its time, and works at the next healthy try. ' +
      'Memory is that of the service after a collection, first and last third of the time after warming up.',
    head: ['what', 'measured'],
    rows: [
      ['peak', `${rounded(perSecond)} journeys/s, ${rounded(answersOf(peak) / PEAK_SECONDS)} requests/s`],
      ['soak', `${rounded(tally.journeys / seconds)} journeys/s, ${rounded(answersOf(tally) / seconds)} requests/s`],
      ['journeys', tally.journeys],
      ['calls to AWS', `${calls}, of which broken: ${broken} (${counted(Object.entries(faults))})`],
      ['answers by status', counted([...tally.statuses].toSorted(([left], [right]) => left - right))],
      ['failed by a fault, right at the next healthy try', tally.explained],
      ['lost, locked out or stuck; taken twice', wrongs.length === 0 ? 'none; none' : wrongs.join('; ')],
      ['heap', memory(heap)],
      ['resident memory', memory(resident)],
    ],
  };
  if (wrongs.length > 0) throw new Error(`the soak broke a bound:\n${JSON.stringify(result.rows, undefined, 1)}`);
  return result;
}
