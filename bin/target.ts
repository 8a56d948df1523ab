import { randomBytes } from 'node:crypto';
import { openTable, type Table } from '../functions/adapters/dynamodb/table.ts';
import { isProven } from '../local/run-key.ts';
import { type CommandArguments, CommandError } from './command.ts';

/** Options of every command that works on a table. */
export const TARGET_OPTIONS = {
  table: { type: 'string' },
  domain: { type: 'string' },
  local: { type: 'boolean' },
} as const;

export const TARGET_USAGE = '[--domain NAME] [--table NAME | --local]';

/** The table and the identity domain that a command works on. */
export interface Target {
  readonly table: Table;
  readonly domain: string;
  readonly defaultDomain: string;
  readonly isLocal: boolean;
}

const DOMAIN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/**
 * `--local` asks the running `npm start` (PORT, else 3000) where its AWS is, and believes only a run of the same user. Otherwise the AWS SDK finds account and
 * region as always, `AWS_ENDPOINT_URL` included, and the table is named by `--table` or TABLE_NAME.
 */
export async function openTarget({ values }: CommandArguments, env: NodeJS.ProcessEnv = process.env): Promise<Target> {
  if (values.local === true) {
    const local = await localEnvironment(env.PORT ?? '3000');
    // A profile or an endpoint of the operator's shell would lead to another AWS than the one asked for.
    for (const name of Object.keys(env)) if (name.startsWith('AWS_')) delete env[name];
    Object.assign(env, local);
  }
  const name = String(values.table ?? env.TABLE_NAME ?? '');
  if (name === '')
    throw new CommandError('Name the table with --table or TABLE_NAME, or take the local run with --local.');
  if ((env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? '') === '') throw new CommandError('Set AWS_REGION.');
  const defaultDomain = env.DEFAULT_DOMAIN ?? 'DefaultDomain';
  const domain = String(values.domain ?? defaultDomain);
  if (!DOMAIN.test(domain)) throw new CommandError('--domain must be a name of letters, digits and . _ - (1 to 64).');
  return { table: openTable(name), domain, defaultDomain, isLocal: values.local === true };
}

async function localEnvironment(port: string): Promise<Record<string, string>> {
  const url = `http://127.0.0.1:${port}`;
  const nonce = randomBytes(16).toString('base64url');
  const said = await ask(`${url}/local/aws?nonce=${nonce}`);
  if (said === undefined) {
    throw new CommandError(`There is no local run at ${url}: start it with npm start, and give the same PORT here.`);
  }
  if (!isProven(Number(port), { nonce, ...said })) {
    throw new CommandError(`The program at ${url} is no local run of this user; nothing was sent to it.`);
  }
  return JSON.parse(said.answer) as Record<string, string>;
}

async function ask(url: string): Promise<{ answer: string; proof: string } | undefined> {
  try {
    const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(3_000) });
    return answer.ok ? { answer: await answer.text(), proof: answer.headers.get('sekisho-proof') ?? '' } : undefined;
  } catch {
    return undefined;
  }
}
