import { type FaultKind, startEmbeddedAws } from '../local/aws/index.ts';

/** The embedded AWS in a process of its own, which breaks some percent of the calls that reach it. */
export type Ask =
  | { readonly ask: 'break'; readonly percent: number; readonly seed: number }
  /** No call is broken until as many `go-on` have come. */
  | { readonly ask: 'be-calm' }
  | { readonly ask: 'go-on' }
  /** The digits that were mailed to an address last. */
  | { readonly ask: 'mailed'; readonly to: string }
  /** Whether a call was broken between two instants. */
  | { readonly ask: 'was-broken'; readonly fromMs: number; readonly toMs: number }
  | { readonly ask: 'totals' };

export interface Totals {
  readonly calls: number;
  readonly faults: Readonly<Partial<Record<FaultKind, number>>>;
}

/** How often each kind comes. A silent call holds its caller for three seconds, so there are few. */
const KINDS: readonly FaultKind[] = [
  ...Array<FaultKind>(5).fill('throttle'),
  ...Array<FaultKind>(5).fill('error500'),
  ...Array<FaultKind>(5).fill('conflict'),
  ...Array<FaultKind>(5).fill('lost-answer'),
  ...Array<FaultKind>(4).fill('delay'),
  'timeout',
];
const DELAY_MS = 250;
/** Between two looks at whether the planned fault has happened. */
const LOOK_MS = 20;
/** Bounds what is remembered of past faults; nobody asks for older ones. */
const MAX_REMEMBERED = 10_000;

const aws = await startEmbeddedAws();
const faults = new Map<FaultKind, number>();
let brokenAtMs: number[] = [];
let random = mulberry32(0);
let percent = 0;
let calmers = 0;
let planned: { kind: FaultKind; atCall: number } | undefined;

const calls = (): number => Object.values(aws.requests.count()).reduce((sum, count) => sum + count, 0);

/** One fault ahead, a random number of calls away: its rule counts the calls from now on. */
function plan(): void {
  aws.faults.clear();
  planned = undefined;
  if (percent === 0 || calmers > 0) return;
  const kind = KINDS[Math.floor(random() * KINDS.length)] ?? 'error500';
  const nth = 1 + Math.floor((-Math.log(1 - random()) * 100) / percent);
  planned = { kind, atCall: calls() + nth };
  aws.faults.inject({ kind, nth, times: 1, ms: DELAY_MS });
}

function look(): void {
  if (planned === undefined || calls() < planned.atCall) return;
  faults.set(planned.kind, (faults.get(planned.kind) ?? 0) + 1);
  brokenAtMs.push(Date.now());
  if (brokenAtMs.length > MAX_REMEMBERED) brokenAtMs = brokenAtMs.slice(-MAX_REMEMBERED / 2);
  plan();
}

function answer(request: Ask): unknown {
  switch (request.ask) {
    case 'break':
      percent = request.percent;
      random = mulberry32(request.seed);
      return plan();
    case 'be-calm':
      look();
      calmers += 1;
      return plan();
    case 'go-on':
      calmers -= 1;
      return calmers === 0 ? plan() : undefined;
    case 'mailed':
      return /\d{6}/.exec(aws.inbox.list(request.to)[0]?.text ?? '')?.[0] ?? '';
    case 'was-broken':
      look();
      return brokenAtMs.some((atMs) => atMs >= request.fromMs && atMs <= request.toMs + 2 * LOOK_MS);
    case 'totals':
      return { calls: calls(), faults: Object.fromEntries(faults) } satisfies Totals;
  }
}

/** Small, fast and the same for the same seed; nothing here is a secret. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

setInterval(look, LOOK_MS);
process.on('message', ({ id, request }: { id: number; request: Ask }) => {
  process.send?.({ id, answer: answer(request) });
});
// Also when the soak was ended before it could end this.
process.on('disconnect', () => process.exit());
process.send?.({ url: aws.url });
