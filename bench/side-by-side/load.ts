import { Agent, request } from 'node:http';

/** One call over a connection of the agent. It throws unless the service did what is measured. */
export type Task = (agent: Agent) => Promise<void>;

interface Load {
  readonly seconds: number;
  /** One of each call, in milliseconds. */
  readonly latencies: readonly number[];
}

export interface Answer {
  readonly status: number;
  readonly cookies: readonly string[];
  readonly body: Record<string, string>;
}

/** Runs the tasks over so many connections, each as soon as the one before it on its connection is done. */
export async function drive(tasks: readonly Task[], connections: number): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const latencies: number[] = [];
  const waiting = tasks.values();
  const connection = async () => {
    for (const task of waiting) {
      const startedAt = performance.now();
      await task(agent);
      latencies.push(performance.now() - startedAt);
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: connections }, connection));
  const seconds = (performance.now() - startedAt) / 1000;
  agent.destroy();
  return { seconds, latencies };
}

/** A POST of JSON by node:http, which takes a third of the processor time of fetch: this process shares the cores. */
export function post(
  agent: Agent,
  url: string,
  body: object,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  const text = JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        agent,
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...headers },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const answer = Buffer.concat(chunks).toString('utf8');
          const cookies = response.headers['set-cookie'] ?? [];
          resolve({ status: response.statusCode ?? 0, cookies, body: answer === '' ? {} : JSON.parse(answer) });
        });
      },
    );
    sent.on('error', reject);
    sent.end(text);
  });
}

/** A call over a connection of its own. */
export async function single<T>(call: (agent: Agent) => Promise<T>): Promise<T> {
  const agent = new Agent();
  try {
    return await call(agent);
  } finally {
    agent.destroy();
  }
}
