import { parseArgs } from 'node:util';
import { isTableOnThisMachine } from './demo-data.ts';
import { type LocalService, startLocal } from './local-service.ts';
import { LocalStartError } from './start-error.ts';

/** `npm start`: one ready line, what to try next, and an end at once on Ctrl-C. */
export async function main(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  // Faults and warnings belong on the screen of who runs it; a line per request does not.
  env.LOG_LEVEL ??= 'warn';
  try {
    const { port, dataFolder } = readOptions(args, env);
    const service = await startLocal({ port, ...(dataFolder === undefined ? {} : { dataFolder }) });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(service));
    console.log(`Sekisho is listening on ${service.url}\n\n${hints(service)}`);
  } catch (error) {
    if (!(error instanceof LocalStartError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

function readOptions(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): { port: number; dataFolder: string | undefined } {
  const port = Number(env.PORT ?? 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new LocalStartError(`PORT must be a number from 0 to 65535.`);
  }
  try {
    const { values } = parseArgs({ args: [...args], options: { data: { type: 'string' } } });
    return { port, dataFolder: values.data };
  } catch {
    throw new LocalStartError('Usage: npm start [-- --data DIR]');
  }
}

async function stop(service: LocalService): Promise<void> {
  await service.close();
  process.exit(0);
}

function hints({ url, aws }: LocalService): string {
  // Well-known passwords exist on this machine alone; messages are read where they are sent.
  if (!isTableOnThisMachine()) return `It works on the AWS at ${process.env.AWS_ENDPOINT_URL}, which has no demo data.`;
  const post = (path: string, who: string, body: object): string =>
    `curl -sw '\\n' -u ${who} -H 'Content-Type: application/json' -d '${JSON.stringify(body)}' ${url}${path}`;
  const create = { appName: 'demo', userId: 'alice', deliveryChannel: 'email' };
  return [
    `Open ${url} in a browser and sign in as alice, with the password alice-password.`,
    'Or try:',
    post('/oam/services/rest/auth/api/v1/mfa/createOTP', 'demo-app:demo-app-secret', create),
    ...(aws === undefined ? [] : [`curl -sw '\\n' -H 'Accept: application/json' ${url}/local/inbox`]),
    `curl -sw '\\n' -u alice:alice-password -X POST ${url}/oauth2/rest/resources/secretkey`,
  ].join('\n');
}
