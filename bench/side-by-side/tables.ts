import { rounded, type Table } from '../section.ts';
import {
  CALLS_PER_ROUND,
  CONNECTIONS,
  type Figure,
  type Memory,
  OPERATIONS,
  type Operation,
  ROUNDS,
} from './measure.ts';

const SERVICES = ['Sekisho', 'better-auth', 'floor'] as const;
type Service = (typeof SERVICES)[number];
const AT = 16;

export function speedTable(figures: readonly Figure[]): Table {
  const rows = OPERATIONS.flatMap((operation) =>
    CONNECTIONS.map((connections) => {
      const each = (of: (figure: Figure) => number) =>
        SERVICES.map((service) => rounded(of(find(figures, service, operation, connections)))).join(' / ');
      return [
        operation,
        connections,
        each(({ perSecond }) => perSecond),
        each(({ p50Ms }) => p50Ms),
        each(({ p99Ms }) => p99Ms),
        each(({ cpuMs }) => cpuMs),
      ];
    }),
  );
  return {
    text: speedText(figures),
    head: ['operation', 'connections', 'per second', 'p50 ms', 'p99 ms', 'processor ms'],
    rows,
  };
}

function speedText(figures: readonly Figure[]): string {
  return [
    'Each cell: Sekisho / better-auth 1.7 with its two-factor plugin / the floor, which is Sekisho with the client of its table',
    'replaced by one that answers at once and stores nothing: what HTTP, the handler and its cryptography cost. One load generator',
    `over keep-alive connections, ${ROUNDS} rounds of ${CALLS_PER_ROUND} calls each in which the three take turns, every check of`,
    'another user and every code right. Processor time is that of one call in the process of the service alone. better-auth runs on',
    'node:http over node:sqlite in memory, with the tables of its own migration, and with its rate limit off (3 calls in 10 seconds);',
    'its passwords are not hashed, as no measured call touches one. Its check of a code also makes a session; Sekisho writes its log',
    'line with metrics, as in production. Neither delivers the PIN: Sekisho hands it to the caller, better-auth to a function.',
    'Generator, service and emulator of AWS share the cores.',
  ]
    .join(' ')
    .concat('\n\n', OPERATIONS.map((operation) => comparison(figures, operation)).join(' '));
}

/** In words that follow from the figures, whichever way they go. */
function comparison(figures: readonly Figure[], operation: Operation): string {
  const at = (service: Service) => find(figures, service, operation, AT);
  const [ours, peers, floors] = [at('Sekisho'), at('better-auth'), at('floor')];
  const share = ({ perSecond }: Figure) => `${Math.round((100 * perSecond) / floors.perSecond)} %`;
  return (
    `To ${operation} at ${AT} connections, Sekisho makes ${share(ours)} of the floor's calls a second and better-auth ${share(peers)} ` +
    `(Sekisho ${rounded(ours.perSecond / peers.perSecond)} times better-auth), for ${rounded(ours.cpuMs / peers.cpuMs)} times the ` +
    'processor time of its service.'
  );
}

/** Where the time goes: the difference to the floor is what storage costs in the service itself. */
export function storageTable(figures: readonly Figure[]): Table {
  const row = (what: string, of: (operation: Operation) => number) => [
    what,
    ...OPERATIONS.map((operation) => rounded(of(operation))),
  ];
  const at = (service: Service) => (operation: Operation) => find(figures, service, operation, AT);
  const [ours, peers, floors] = [at('Sekisho'), at('better-auth'), at('floor')];
  return {
    text:
      `Why: processor time of one call at ${AT} connections, in milliseconds. better-auth's storage is a library in its own process. ` +
      "Sekisho's is a service behind HTTP: each request is built, signed, sent and read, and here the emulator that answers it " +
      '(one thread of JavaScript) takes its time from the same two cores; on AWS that part is DynamoDB.',
    head: ['', ...OPERATIONS],
    rows: [
      row('Sekisho, its service', (operation) => ours(operation).cpuMs),
      row('of it without storage (the floor)', (operation) => floors(operation).cpuMs),
      row('of it for requests to DynamoDB', (operation) => ours(operation).cpuMs - floors(operation).cpuMs),
      row('such requests', (operation) => ours(operation).storageCalls),
      row('the emulator of DynamoDB', (operation) => ours(operation).storageCpuMs),
      row('better-auth, all of it', (operation) => peers(operation).cpuMs),
      row('of it in SQLite', (operation) => peers(operation).storageCallsMs),
      row('statements of SQL', (operation) => peers(operation).storageCalls),
    ],
  };
}

export function memoryTable(memory: readonly Memory[]): Table {
  return {
    text:
      'Resident memory of the service in megabytes, after warming up and at the end. The database of better-auth is part of ' +
      'its process; that of Sekisho is not.',
    head: ['service', 'warm', 'at the end'],
    rows: memory.map(({ subject, beforeMb, afterMb }) => [subject, Math.round(beforeMb), Math.round(afterMb)]),
  };
}

function find(figures: readonly Figure[], service: Service, operation: Operation, connections: number): Figure {
  const found = figures.find(
    (figure) => figure.subject === service && figure.operation === operation && figure.connections === connections,
  );
  if (found === undefined) throw new Error(`${service} was not measured for ${operation} at ${connections}`);
  return found;
}
