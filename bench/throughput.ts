import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { openTable, PROFILE, userPartition } from '../functions/adapters/dynamodb/table.ts';
import { hashPassword } from '../functions/adapters/passwords/scrypt.ts';
import { Secret } from '../functions/core/secrets/secret.ts';
import { expectSuccess, otpCalls } from './otp-calls.ts';
import { startAws, startPart } from './parts.ts';
import { report, rounded, type Section } from './section.ts';

const USERS = 300;
const PINS_PER_USER = 5;
/** Callers at the same time. */
const PARALLEL = 8;

await report(measure);

/** validateOTP against the same server doing nothing, and where its processor time goes. */
async function measure(): Promise<Section> {
  const aws = await startAws();
  const service = await startPart('service-process.ts', ['service'], {});
  try {
    await putUsers();
    const warmUp = await makePins(service.url, 40);
    await inParallel(warmUp.map((pin) => validation(service.url, pin)));
    const pins = await makePins(service.url, USERS);
    const health = await timed(pins.map(() => () => fetch(`${service.url}/health`).then((answer) => answer.text())));
    const before = [await service.usage(), await aws.usage()] as const;
    const validate = await timed(pins.map((pin) => validation(service.url, pin)));
    const after = [await service.usage(), await aws.usage()] as const;
    const used = [after[0].cpuMs - before[0].cpuMs, after[1].cpuMs - before[1].cpuMs] as const;
    return section({ health, validate, serviceMs: used[0] / pins.length, awsMs: used[1] / pins.length });
  } finally {
    service.end();
    aws.end();
  }
}

interface Measured {
  /** Requests per second. */
  readonly health: number;
  readonly validate: number;
  /** Processor time of one validateOTP. */
  readonly serviceMs: number;
  readonly awsMs: number;
}

async function section({ health, validate, serviceMs, awsMs }: Measured): Promise<Section> {
  const scryptMs = await scryptTime();
  const hmacMs = hmacTime();
  const row = (what: string, value: string, ratio: number | string) => [
    what,
    value,
    typeof ratio === 'number' ? rounded(ratio) : ratio,
  ];
  return {
    title: 'validateOTP',
    text:
      `${USERS * PINS_PER_USER} right PINs of ${USERS} users, ${PARALLEL} callers at the same time. The caller, the service and the ` +
      'embedded AWS are three processes that share the cores. `/health` is a function that does nothing, behind the same ' +
      'server and the same HTTP layer. Processor times are of the whole process.',
    head: ['what', 'measured', 'ratio'],
    rows: [
      row('validateOTP', `${rounded(validate)} requests/s`, `${rounded(validate / health)} of /health`),
      row('/health', `${rounded(health)} requests/s`, 1),
      row(
        'processor time of one validateOTP in the service',
        `${rounded(serviceMs)} ms`,
        `${rounded((100 * serviceMs) / (serviceMs + awsMs))} %`,
      ),
      row(
        'processor time of one validateOTP in the emulator of AWS',
        `${rounded(awsMs)} ms`,
        `${rounded((100 * awsMs) / (serviceMs + awsMs))} %`,
      ),
      row(
        'one scrypt of a client password (saved by remembering it)',
        `${rounded(scryptMs)} ms`,
        `${rounded(scryptMs / serviceMs)} of a validateOTP in the service`,
      ),
      row(
        'one HMAC of a PIN',
        `${rounded(hmacMs)} ms`,
        `${rounded(hmacMs / serviceMs)} of a validateOTP in the service`,
      ),
    ],
  };
}

async function putUsers(): Promise<void> {
  const table = openTable('sekisho');
  const put = (userId: string) => () =>
    table.client.send(
      new PutCommand({
        TableName: table.name,
        Item: { pk: userPartition({ domain: 'DefaultDomain', userId }), sk: PROFILE, userId },
      }),
    );
  await inParallel(Array.from({ length: USERS }, (_nothing, number) => put(`bench-${number}`)));
}

interface Pin {
  readonly userId: string;
  readonly correlationId: string | undefined;
  readonly otpCode: string | undefined;
}

/** Five for each user, handed back to the caller; a right one gives the sending budget back. */
async function makePins(url: string, users: number): Promise<Pin[]> {
  const pins: Pin[] = [];
  const make = (number: number) => async () => {
    const userId = `bench-${number % USERS}`;
    const { correlationId, minorCode } = expectSuccess(
      await otpCalls(url).create({ userId, deliveryChannel: 'custom' }),
    );
    pins.push({ userId, correlationId, otpCode: minorCode });
  };
  // Round after round, so that two calls for one user are far apart.
  await inParallel(Array.from({ length: users * PINS_PER_USER }, (_nothing, number) => make(number % users)));
  return pins;
}

function validation(url: string, pin: Pin): () => Promise<unknown> {
  return async () => expectSuccess(await otpCalls(url).validate({ ...pin }));
}

async function inParallel(tasks: readonly (() => Promise<unknown>)[]): Promise<void> {
  const waiting = tasks.values();
  const worker = async () => {
    for (const task of waiting) await task();
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
}

/** Requests per second. */
async function timed(tasks: readonly (() => Promise<unknown>)[]): Promise<number> {
  const start = performance.now();
  await inParallel(tasks);
  return (1000 * tasks.length) / (performance.now() - start);
}

async function scryptTime(): Promise<number> {
  const rounds = 10;
  const start = performance.now();
  for (let round = 0; round < rounds; round++) await hashPassword(new Secret('bench'));
  return (performance.now() - start) / rounds;
}

function hmacTime(): number {
  const rounds = 20_000;
  const key = createSecretKey(randomBytes(32));
  const start = performance.now();
  for (let round = 0; round < rounds; round++) createHmac('sha256', key).update('pin and what it is bound to').digest();
  return (performance.now() - start) / rounds;
}
