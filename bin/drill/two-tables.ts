import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { CreateTableCommand, DynamoDBClient, PutItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { type EmbeddedAws, startEmbeddedAws } from '../../local/aws/index.ts';
import { prepareAws } from '../../local/prepare.ts';
import { tableDefinition } from '../../local/table-definition.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const OTP = '/oam/services/rest/auth/api/v1/mfa';
const ADMIN = 'admin:admin-password';
const CLIENT = 'demo-app:demo-app-secret';
const OLD_PASSWORD = 'three boats on the lake';

interface Answer {
  readonly status: number;
  readonly text: string;
}

interface Pin {
  readonly correlationId: string;
  readonly otpCode: string;
}

/** The service on one of the two tables. */
export interface Service {
  call(method: string, path: string, who: string, body?: object): Promise<Answer>;
  administer(method: string, path: string, body?: object): Promise<Answer>;
  check(pin: Pin): Promise<Answer>;
  /** Ends the drill where a step did not do what it says. */
  must(status: number, answer: Promise<Answer>, what: string): Promise<Answer>;
  prepareForBackup(): Promise<{
    readonly oldPassword: string;
    readonly pins: { readonly used: Pin };
  }>;
  stop(): Promise<void>;
}

interface Drill {
  readonly table: string;
  readonly copy: string;
  serve(table: string): Promise<Service>;
  close(): Promise<void>;
}

/** An AWS of its own, whose keys outlive the table as they do on AWS. */
export async function openDrill(): Promise<Drill> {
  const aws: EmbeddedAws = await startEmbeddedAws();
  const access = { AWS_REGION: 'ap-northeast-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
  Object.assign(process.env, access, { AWS_ENDPOINT_URL: aws.url });
  const names = { table: 'sekisho', copy: 'sekisho-restored' } as const;
  const made = await prepareAws(names.table);
  return {
    ...names,
    serve: (table) => startService({ ...process.env, ...made, TABLE_NAME: table, PORT: '0' }),
    close: () => aws.close(),
  };
}

/** Every item as it is at this moment, in a new table: what `restore-table-to-point-in-time` makes. */
export async function backUp({ table, copy }: Drill): Promise<number> {
  const client = new DynamoDBClient({});
  await client.send(new CreateTableCommand({ TableName: copy, ...(await tableDefinition()) }));
  let copied = 0;
  for await (const { Items = [] } of paginateScan({ client }, { TableName: table, ConsistentRead: true })) {
    for (const Item of Items) await client.send(new PutItemCommand({ TableName: copy, Item }));
    copied += Items.length;
  }
  return copied;
}

async function startService(env: NodeJS.ProcessEnv): Promise<Service> {
  const child = spawn(process.execPath, ['local/start.mjs'], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'inherit'] });
  // A drill that fails must leave nothing running.
  process.once('exit', () => child.kill('SIGKILL'));
  const url = await readyAddress(child);
  const call: Service['call'] = async (method, path, who, body) => {
    const headers = { authorization: `Basic ${btoa(who)}`, 'content-type': 'application/json' };
    const answer = await fetch(url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    return { status: answer.status, text: await answer.text() };
  };
  const administer: Service['administer'] = (method, path, body) => call(method, path, ADMIN, body);
  const user = { appName: 'demo', userId: 'keiko' };
  const newPin = async (): Promise<Pin> => {
    const { text } = await must(
      200,
      call('POST', `${OTP}/createOTP`, CLIENT, { ...user, deliveryChannel: 'custom' }),
      'a PIN',
    );
    // The caller delivers it by himself, and gets it where OAM puts it.
    const { correlationId, minorCode: otpCode } = JSON.parse(text) as { correlationId: string; minorCode: string };
    return { correlationId, otpCode };
  };
  return {
    call,
    administer,
    must,
    check: (pin) => call('POST', `${OTP}/validateOTP`, CLIENT, { ...user, ...pin }),
    async prepareForBackup() {
      const people = { keiko: OLD_PASSWORD, mallory: 'a key under the mat' };
      for (const [userId, password] of Object.entries(people)) {
        await must(
          200,
          administer('PUT', `/mfa/v1/users/${userId}`, { language: 'en', password }),
          `${userId} is made`,
        );
      }
      return { oldPassword: OLD_PASSWORD, pins: { used: await newPin() } };
    },
    stop: async () => {
      child.kill('SIGTERM');
      await new Promise((ended) => child.once('close', ended));
    },
  };
}

async function must(status: number, answer: Promise<Answer>, what: string): Promise<Answer> {
  const found = await answer;
  if (found.status !== status)
    throw new Error(`${what}: ${status} was to come, and ${found.status} came: ${found.text}`);
  return found;
}

/** Of the ready line of `npm start`. */
function readyAddress(child: ChildProcess): Promise<string> {
  let output = '';
  return new Promise((ready, failed) => {
    child.once('close', () => failed(new Error(`the service did not start:\n${output}`)));
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const url = /^Sekisho is listening on (\S+)$/m.exec(output)?.[1];
      if (url !== undefined) ready(url);
    });
  });
}
