import { fork } from 'node:child_process';
import { createHash, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dynamodbDirectory } from '../functions/adapters/dynamodb/directory.ts';
import { openTable } from '../functions/adapters/dynamodb/table.ts';
import { runCommand } from './run-command.ts';
import { report, rounded, type Section } from './section.ts';

const USERS = 100_000;
const SAMPLE = 1_000;
const SIGN_INS = 20;
const MEASURE_EVERY_MS = 500;

await report(measure);

/** The command as an operator runs it, against a service in a process of its own. */
async function measure(): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), 'sekisho-bench-'));
  const service = fork(fileURLToPath(new URL('service-process.ts', import.meta.url)), ['service']);
  try {
    const [{ url }] = (await once(service, 'message')) as [{ url: string }];
    const file = join(folder, 'users.csv');
    await writeUsers(file);
    const { seconds, memory } = await runImport(file, new URL(url).port);
    const wrong = await verifySample(url);
    if (wrong > 0) throw new Error(`${wrong} of ${SAMPLE + SIGN_INS} sampled users are not what the file says`);
    return {
      title: 'Import of users',
      text:
        `\`sekisho users import\` of ${USERS} users with a mail address, a phone number, a group and an {SSHA} hash each, over the ` +
        'emulator, which shares the two cores. The command holds 512 records at a time: its memory is that of Node, whatever ' +
        'the length of the file.',
      head: ['what', 'figure'],
      rows: [
        ['time', `${rounded(seconds)} s`],
        ['users per second', rounded(USERS / seconds)],
        ...memory.map(([share, megabytes]) => [`memory of the command at ${share} % (resident)`, `${megabytes} MB`]),
        ['sample compared with the file', `${SAMPLE} users, all right`],
        ['sample signed in', `${SIGN_INS} users, all right; their hashes were renewed`],
      ],
    };
  } finally {
    service.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

function mailOf(at: number): string {
  return `user${at}@example.com`;
}

function phoneOf(at: number): string {
  return `+8190${String(10_000_000 + at)}`;
}

function passwordOf(at: number): string {
  return `pass phrase no ${at}`;
}

function hashOf(at: number): string {
  const salt = Buffer.from(String(at).padStart(8, '0'));
  const digest = createHash('sha1').update(passwordOf(at)).update(salt).digest();
  return `{SSHA}${Buffer.concat([digest, salt]).toString('base64')}`;
}

async function writeUsers(path: string): Promise<void> {
  const file = createWriteStream(path);
  file.write('userId,mail,mobile,groups,language,password\n');
  for (let at = 0; at < USERS; at++) {
    const line = `user${at},${mailOf(at)},${phoneOf(at)},Staff,ja,${hashOf(at)}\n`;
    if (!file.write(line)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}

async function runImport(path: string, port: string): Promise<{ seconds: number; memory: [string, number][] }> {
  const { seconds, exitCode, samples } = await runCommand(['users', 'import', path], {
    port,
    everyMs: MEASURE_EVERY_MS,
    done: () => (JSON.parse(readFileSync(`${path}.progress`, 'utf8')) as { done: number }).done,
  });
  if (exitCode !== 0) throw new Error(`the import ended with ${exitCode}`);
  const at = (share: number): [string, number] => {
    const sample = samples.find(([done]) => done >= (USERS * share) / 100) ?? samples.at(-1);
    return [String(share), sample?.[1] ?? Number.NaN];
  };
  return { seconds, memory: [at(10), at(50), at(95)] };
}

/** How many of the sampled users are not what the file says, or cannot sign in. */
async function verifySample(url: string): Promise<number> {
  Object.assign(process.env, await (await fetch(`${url}/local/aws`)).json());
  const directory = dynamodbDirectory(openTable(process.env.TABLE_NAME ?? ''), { forDomain: async () => ({}) });
  let wrong = 0;
  for (let turn = 0; turn < SAMPLE; turn++) {
    const at = randomInt(USERS);
    const user = await directory.find({ domain: 'DefaultDomain', userId: `user${at}` });
    const isRight = user?.attributes.mail === mailOf(at) && user.attributes.mobile === phoneOf(at);
    if (!isRight || user.language !== 'ja' || user.groups.join() !== 'Staff') wrong++;
  }
  for (let turn = 0; turn < SIGN_INS; turn++) {
    const at = randomInt(USERS);
    const authorization = `Basic ${btoa(`user${at}:${passwordOf(at)}`)}`;
    const answer = await fetch(`${url}/oauth2/rest/resources/secretkey`, {
      method: 'POST',
      headers: { authorization },
    });
    if (![200, 409].includes(answer.status)) wrong++;
  }
  return wrong;
}
