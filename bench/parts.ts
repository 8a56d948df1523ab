import { fork } from 'node:child_process';
import { once } from 'node:events';

/** What a process has used since it was started. */
export interface Usage {
  /** Processor time, of all its threads. */
  readonly cpuMs: number;
  readonly residentMb: number;
  /** What reached its storage: requests to the embedded AWS, statements of SQLite. */
  readonly calls: number;
  /** The time in them, where that is in the same process. */
  readonly callsMs?: number;
}

/** A service in a process of its own. */
export interface Part {
  readonly url: string;
  usage(): Promise<Usage>;
  /** Its answer to a question that it knows. */
  ask(question: string): Promise<unknown>;
  end(): void;
}

/** Starts a file that tells its address, and then answers each message. Its log is thrown away. */
export async function startPart(file: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Part> {
  const child = fork(new URL(file, import.meta.url), args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`${file} ${args} ended`)));
  ended.catch(() => undefined);
  const told = async () => (await Promise.race([once(child, 'message'), ended]))[0];
  const { url } = await told();
  const ask = (question: string): Promise<unknown> => {
    child.send(question);
    return told();
  };
  return { url, ask, usage: async () => (await ask('usage')) as Usage, end: () => child.kill() };
}

/** The embedded AWS, which this process and every part that is started after it speak to. */
export async function startAws(): Promise<Part> {
  Object.assign(process.env, {
    AWS_REGION: 'ap-northeast-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  const aws = await startPart('service-process.ts', ['aws'], {});
  process.env.AWS_ENDPOINT_URL = aws.url;
  return aws;
}
