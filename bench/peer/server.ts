import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import { twoFactor } from 'better-auth/plugins';

/**
 * better-auth with its two-factor plugin on node:http, as its documentation sets it up, with two differences: its rate
 * limit is off, because 3 calls in 10 seconds cannot be measured, and passwords are not hashed, because they belong to
 * the preparation of a state alone and no measured call touches one. Answers the same messages as service-process.ts.
 */
const pins: Record<string, string> = {};
const sqlite = { statements: 0, ms: 0 };
const server = createServer();
server.listen(0, '127.0.0.1', start);

async function start(): Promise<void> {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  timeStatements();
  const auth = betterAuth({
    baseURL: url,
    secret: 'a secret of the benchmark, long enough for anybody',
    database: new DatabaseSync(':memory:'),
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    emailAndPassword: {
      enabled: true,
      password: { hash: async (password) => password, verify: async ({ hash, password }) => hash === password },
    },
    plugins: [
      twoFactor({
        otpOptions: {
          sendOTP: async ({ user, otp }) => {
            pins[user.email] = otp;
          },
        },
      }),
    ],
  });
  await (await getMigrations(auth.options)).runMigrations();
  server.on('request', toNodeHandler(auth));
  process.on('message', (question) => process.send?.(question === 'usage' ? usage() : { pins }));
  process.on('disconnect', () => process.exit());
  process.send?.({ url });
}

function usage(): object {
  const { user, system } = process.cpuUsage();
  return {
    cpuMs: (user + system) / 1000,
    residentMb: process.memoryUsage.rss() / 2 ** 20,
    calls: sqlite.statements,
    callsMs: sqlite.ms,
  };
}

/** Counts what reaches SQLite and the time in it: preparing and running, both synchronous. */
function timeStatements(): void {
  const timed = <Args extends unknown[], Result>(run: (this: never, ...args: Args) => Result, counts: number) =>
    function (this: never, ...args: Args): Result {
      const startedAt = performance.now();
      try {
        return run.apply(this, args);
      } finally {
        sqlite.ms += performance.now() - startedAt;
        sqlite.statements += counts;
      }
    };
  const statement: StatementSync = new DatabaseSync(':memory:').prepare('select 1');
  const prototypes: Record<string, never>[] = [DatabaseSync.prototype, Object.getPrototypeOf(statement)];
  for (const prototype of prototypes) {
    for (const [name, counts] of [
      ['prepare', 1],
      ['all', 0],
      ['run', 0],
    ] as const) {
      const original = prototype[name];
      if (original !== undefined) Object.assign(prototype, { [name]: timed(original, counts) });
    }
  }
}
