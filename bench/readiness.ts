import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { EMPTY_ITEM } from '../functions/adapters/dynamodb/credential-item.ts';
import { openTable } from '../functions/adapters/dynamodb/table.ts';
import { footingOf } from '../functions/core/readiness/footing.ts';
import { counted, NOBODY } from '../functions/core/readiness/tally.ts';
import { resolveSettings } from '../functions/core/settings/resolve.ts';
import { runCommand } from './run-command.ts';
import { report, rounded, type Section } from './section.ts';

const USERS = 100_000;
const BATCH = 25;
const PARALLEL = 8;
const SAMPLE_EVERY_MS = 200;

await report(measure);

/** The command as an operator runs it, against a service in a process of its own. */
async function measure(): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), 'sekisho-bench-'));
  const service = fork(fileURLToPath(new URL('service-process.ts', import.meta.url)), ['service']);
  try {
    const [{ url }] = (await once(service, 'message')) as [{ url: string }];
    Object.assign(process.env, await (await fetch(`${url}/local/aws`)).json());
    await writeUsers();
    const { seconds, memory } = await runReadiness(join(folder, 'users.csv'), new URL(url).port);
    const judging = judgingSeconds();
    return {
      title: 'Readiness',
      text:
        `\`sekisho readiness --users\` over ${USERS} users of our own directory, of whom two in three have an authenticator app, over the ` +
        'emulator, which shares the cores with it. The time is that of the requests, one Query a user and one more for who has ' +
        'a device; over DynamoDB they take what the network does.',
      head: ['what', 'figure'],
      rows: [
        ['time', `${rounded(seconds)} s`],
        ['users per second', rounded(USERS / seconds)],
        ...memory.map(([share, megabytes]) => [
          `memory of the command at ${share} % of the time (resident)`,
          `${megabytes} MB`,
        ]),
        ['of that judging and counting, without any request', `${rounded(judging)} s`],
      ],
    };
  } finally {
    service.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Straight into the table: what is measured is reading them. */
async function writeUsers(): Promise<void> {
  const table = openTable(process.env.TABLE_NAME ?? '');
  const puts = Array.from({ length: USERS }, (_, at) => itemsOf(at)).flat();
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < puts.length) {
      const batch = puts.slice(next, next + BATCH);
      next += BATCH;
      const PutRequests = batch.map((Item) => ({ PutRequest: { Item } }));
      await table.client.send(new BatchWriteCommand({ RequestItems: { [table.name]: PutRequests } }));
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
}

function itemsOf(at: number): object[] {
  const userId = `user${at}`;
  const pk = `USER#DefaultDomain#${userId}`;
  const attributes = { mail: `${userId}@example.com`, mobile: `+8190${String(10_000_000 + at)}` };
  const profile = { userId, directory: 'DefaultDomain', groups: ['Staff'], language: 'ja', attributes, verified: {} };
  const totp = { sealed: new Uint8Array(48), keyId: 'first', lastStep: 1, createdAt: 1, confirmedAt: 2 };
  const credential = { pk, sk: 'CREDENTIAL', ...EMPTY_ITEM, totp };
  return [{ pk, sk: 'PROFILE', ...profile }, ...(at % 3 === 0 ? [] : [credential])];
}

async function runReadiness(path: string, port: string): Promise<{ seconds: number; memory: [string, number][] }> {
  const args = ['readiness', '--users', path];
  const { seconds, exitCode, samples } = await runCommand(args, {
    port,
    everyMs: SAMPLE_EVERY_MS,
    done: () => undefined,
  });
  // The demo directory has one administrator.
  if (exitCode !== 3) throw new Error(`the command ended with ${exitCode}`);
  const lines = readFileSync(path, 'utf8').split('\r\n').length - 2;
  if (lines < USERS) throw new Error(`the file has ${lines} people`);
  const at = (share: number): [string, number] => [
    String(share),
    samples[Math.floor((samples.length * share) / 100)]?.[1] ?? Number.NaN,
  ];
  return { seconds, memory: [at(10), at(50), at(95)] };
}

function judgingSeconds(): number {
  const settings = resolveSettings({});
  const started = performance.now();
  let tally = NOBODY;
  for (let at = 0; at < USERS; at++) {
    const account = {
      userId: `user${at}`,
      groups: [],
      language: 'ja',
      attributes: { mail: `user${at}@example.com`, mobile: `+8190${String(10_000_000 + at)}` },
    };
    tally = counted(tally, footingOf(settings, { record: { account }, devices: [] }));
  }
  if (tally.people !== USERS) throw new Error('somebody was not counted');
  return (performance.now() - started) / 1000;
}
