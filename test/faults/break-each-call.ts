/** Breaks every AWS call behind a route, one after the other and in every way, and lets each route's checks judge. */
import type { BinaryLike } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ProfileItem } from '../../functions/adapters/dynamodb/profile-item.ts';
import { openTable, PROFILE, type Table, userPartition } from '../../functions/adapters/dynamodb/table.ts';
import { hashPassword } from '../../functions/adapters/passwords/scrypt.ts';
import { CODES } from '../../functions/core/errors/codes.ts';
import { Secret } from '../../functions/core/secrets/secret.ts';
import type { EmbeddedAws } from '../../local/aws/index.ts';
import { register } from '../http/applications.ts';
import type { Answer, OtpClient } from '../http/client.ts';
import { startClientWithFcm } from '../http/oma-client.ts';
import { type Fault, faultsOfCalls, isRepaired } from './faults-of-calls.ts';
import { hastenSilence } from './hasten-silence.ts';
import { type NotedCalls, noteCalls } from './noted-calls.ts';
import { noteRequests, operationsOf, successOf } from './operations.ts';

// A password is checked in almost every one of thousands of calls. Nothing here is about how slow that is.
vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof import('node:crypto')>();
  const { knownDerivation } = await import('../../local/demo-users.ts');
  const scrypt: typeof crypto.scrypt = (password: BinaryLike, salt: BinaryLike, length: number, ...rest: unknown[]) => {
    const done = rest.at(-1) as (error: Error | null, key?: Buffer) => void;
    const known = knownDerivation(password, salt);
    if (known === undefined) crypto.scrypt(password, salt, length, { N: 2, r: 1, p: 1 }, done);
    else setImmediate(done, null, known);
  };
  return { ...crypto, scrypt, default: { ...crypto, scrypt } };
});

interface Scenario<C = never> {
  readonly name: string;
  /** Everything that is healthy before the call that is broken. */
  prepare(): Promise<C>;
  act(context: C): Promise<Answer>;
  /** All is healthy again: what the answer promised holds, and the next try works. `isLasting`: it could not be undone. */
  check(context: C, answer: Answer, isLasting: boolean): Promise<void>;
  /** What `act` is answered when nothing is broken. @default - the success of the operation */
  readonly healthyStatus?: number;
  /** Time that passes before `act`, by which what is remembered is forgotten. @default - six minutes: everything */
  readonly pauseMs?: number;
}

/** Operations as `METHOD /path`, each with what can become of it. */
export type Scenarios = Readonly<Record<string, readonly Scenario[]>>;

/** Keeps the type of the context inside; the runner only hands it from one function to the next. */
export function scenario<C>(one: Scenario<C>): Scenario {
  return one as unknown as Scenario;
}

interface Running {
  readonly client: OtpClient;
  readonly aws: EmbeddedAws;
  readonly table: Table;
  readonly calls: NotedCalls;
  readonly passwordHash: string;
}

let running: Running | undefined;
let users = 0;

export function service(): Running {
  if (running === undefined) throw new Error('the service is started before the first test');
  return running;
}

export const PASSWORD = 'a-long-password';

/** A user to whom nothing has happened yet, with `PASSWORD` as his password. */
export async function freshUser(profile: Partial<ProfileItem> = {}): Promise<string> {
  const userId = `user-${users++}`;
  const { passwordHash, table } = service();
  const mail = `${userId}@example.com`;
  const key = { pk: userPartition({ domain: 'DefaultDomain', userId }), sk: PROFILE };
  const known = { directory: 'DefaultDomain', verified: {}, language: 'en' };
  const Item = { ...key, ...known, userId, attributes: { mail }, byMail: mail, passwordHash, ...profile };
  await table.client.send(new PutCommand({ TableName: table.name, Item }));
  return userId;
}

/** A name that nothing has had yet. */
export function freshName(): string {
  return `name-${users++}`;
}

export function later(milliseconds: number): void {
  vi.setSystemTime(Date.now() + milliseconds);
}

/** A change of factors whose end was lost on the way keeps others waiting no longer than this. */
export const LONGEST_TURN_MS = 35_000;

/** After it all that is remembered is forgotten: settings, callers, the key ring. */
const FORGET_MS = 6 * 60_000;

async function breakScenario(operation: string, one: Scenario, meetsSilence: boolean): Promise<void> {
  const calls = await callsOf(operation, one);
  expect(calls.length, 'calls to AWS').toBeGreaterThan(0);
  for (const fault of faultsOfCalls(calls, operation.startsWith('GET '))) await breakOnce(operation, one, fault);
  if (meetsSilence) await breakOnce(operation, one, { kind: 'timeout', nth: calls.length, times: 1 });
}

async function callsOf(operation: string, one: Scenario): Promise<readonly string[]> {
  const { aws, calls } = service();
  await calls.forgetTries();
  const context = await one.prepare();
  later(one.pauseMs ?? FORGET_MS);
  aws.requests.reset();
  calls.take();
  const requests = noteRequests();
  const answer = await one.act(context);
  const made = calls.take();
  expect(operationsOf(requests.end()), 'the calls of this scenario').toContain(operation);
  const count = Object.values(aws.requests.count()).reduce((sum, each) => sum + each, 0);
  expect(answer.status, `healthy: ${JSON.stringify(answer.body)}`).toBe(one.healthyStatus ?? successOf(operation));
  await one.check(context, answer, false);
  // A machine that the route has started asks AWS too, now and later, and not always by the SDK.
  return Array.from({ length: count }, (_, at) => made[at] ?? `${operation}, call ${at + 1}`);
}

async function breakOnce(operation: string, one: Scenario, fault: Fault): Promise<void> {
  const { aws, calls } = service();
  // A broken call may count as a wrong password, and hundreds are broken.
  await calls.forgetTries();
  const context = await one.prepare();
  later(one.pauseMs ?? FORGET_MS);
  aws.requests.reset();
  aws.faults.inject(fault);
  const answer = await (fault.kind === 'timeout' ? hastenSilence(() => one.act(context)) : one.act(context));
  const counted = JSON.stringify(aws.requests.count());
  aws.faults.clear();
  try {
    expectClear(operation, one, answer);
    // What the healthy call has shown.
    if (isRepaired(fault) && answer.status === (one.healthyStatus ?? successOf(operation))) return;
    await one.check(context, answer, fault.times > 1);
  } catch (error) {
    const what = `call ${fault.nth}, ${fault.kind}, ${fault.times} times (${counted})`;
    throw new Error(`${what}: ${answer.status} ${JSON.stringify(answer.body)}: ${String(error)}`, { cause: error });
  }
}

const DOCUMENT = JSON.parse(readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8')) as {
  paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
};

/** A documented status with a code of the list, and no word of what is behind the service. */
function expectClear(operation: string, { healthyStatus }: Scenario, { status, body }: Answer): void {
  const [method = '', path = ''] = operation.split(' ');
  const documented = Object.keys(DOCUMENT.paths[path]?.[method.toLowerCase()]?.responses ?? {});
  expect([...documented, String(healthyStatus)]).toContain(String(status));
  expect(JSON.stringify(body)).not.toMatch(/inject|exception|dynamodb|arn:|amazon|econn|socket|\.ts\b/i);
  if (status < 400) return;
  expect(Object.keys(CODES)).toContain(codeOf(body));
}

/** The code of an answer, in whichever style; that of a page is that there is one. */
function codeOf(body: Answer['body']): string | undefined {
  if (body.page !== undefined) return body.page.includes('<h1') ? 'TEMPORARILY_UNAVAILABLE' : undefined;
  return body.minorCode ?? body.errorCode ?? body.code;
}

/** Runs all scenarios against one service of their own. */
export function breakRoutes(scenarios: Scenarios): void {
  // Hundreds of calls, each with the SDK's waiting between its tries.
  vi.setConfig({ testTimeout: 240_000 });

  beforeAll(async () => {
    const client = await startClientWithFcm();
    const { aws } = client.service;
    if (aws === undefined) throw new Error('these tests break the embedded AWS');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    // The SDK draws how long it waits before it tries again, up to seconds; nothing here is about that.
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const table = openTable('sekisho');
    running = { client, aws, table, calls: noteCalls(table), passwordHash: await hashPassword(new Secret(PASSWORD)) };
    await register(client, ['shop']);
    await client.settings({
      pinExpiry: 3_600_000,
      MaxSendAttempts: 0,
      MaxAttempts: 50,
      EnableSecretKeyLifecycle: true,
      PushTimeoutSeconds: 600,
      // Devices without a key answer without digits; the application asks for them.
      PushMatchCode: false,
      'demo.PushMatchCode': true,
    });
    later(FORGET_MS);
  });
  afterAll(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
    return running?.client.service.close();
  });
  afterEach(() => running?.aws.faults.clear());

  describe.each(Object.entries(scenarios))('%s', (operation, ones) => {
    it.each(ones.map((one, at) => [one.name, one, at] as const))('%s', (_name, one, at) =>
      // Silence lasts until the client gives up, so each operation meets it once.
      breakScenario(operation, one, at === 0),
    );
  });
}
