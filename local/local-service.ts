import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { RequestListener, Server } from 'node:http';
import { join, resolve } from 'node:path';
import type { DeployedFunction } from '../functions/deployed-functions.ts';
import { type EmbeddedAws, startEmbeddedAws } from './aws/index.ts';
import { type Control, createControl } from './control.ts';
import { registerDemoApplication } from './demo-data.ts';
import { createFunctionInstances, type FunctionInstances } from './function-instances.ts';
import { listenOnLoopback, portOf } from './loopback.ts';
import { createMovedTime } from './moved-time.ts';
import { emptyTable, prepareAws } from './prepare.ts';
import { makeRunKey } from './run-key.ts';
import { LocalStartError } from './start-error.ts';

export interface LocalService {
  readonly url: string;
  /** Missing when AWS_ENDPOINT_URL named another one. */
  readonly aws: EmbeddedAws | undefined;
  close(): Promise<void>;
}

interface LocalOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly dataFolder?: string;
}

/** Where the handlers believe they run. Values that the outside has set are kept. */
const ENVIRONMENT = {
  AWS_REGION: 'ap-northeast-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  TABLE_NAME: 'sekisho',
  DEFAULT_DOMAIN: 'DefaultDomain',
  SENDER_ADDRESS: 'sekisho@example.com',
  UMS_SECRET_ID: 'umsKey',
  UMS_LOOPBACK: 'true',
  CLIENTS_MAY_WAIT: 'true',
  APNS_APPLICATION_ARN: '',
  FCM_APPLICATION_ARN: '',
  PASSKEY_ORIGINS: '',
  LOG_LEVEL: 'silent',
} as const;

/**
 * The whole service in this process: the deployed handlers behind a local API Gateway, over an AWS on the wire. The port
 * opens last, so whoever polls it is refused until there is somebody to answer.
 */
export async function startLocal({ port, dataFolder }: LocalOptions): Promise<LocalService> {
  if (process.env.AWS_ENDPOINT_URL === undefined) forgetOtherAws(process.env);
  for (const [name, value] of Object.entries(ENVIRONMENT)) process.env[name] ??= value;
  const functions = createFunctionInstances();
  const aws = process.env.AWS_ENDPOINT_URL === undefined ? await startAws(dataFolder, functions) : undefined;
  // Open for the moment that the last write takes, since it names the port; what comes in between waits for the answer.
  const answering = Promise.withResolvers<RequestListener>();
  const listener: RequestListener = (...exchange) => void answering.promise.then((answer) => answer(...exchange));
  let servers: readonly Server[] = [];
  try {
    if (aws !== undefined) process.env.AWS_ENDPOINT_URL = aws.url;
    const isFresh = process.env.KEY_ARN === undefined;
    const { TABLE_NAME = ENVIRONMENT.TABLE_NAME } = process.env;
    if (isFresh) Object.assign(process.env, await prepare(TABLE_NAME, aws));
    // Reads the environment that was just set, so it is imported after it.
    const { gateway } = await import('./gateway.ts');
    servers = await listenOnLoopback(listener, port);
    const bound = portOf(servers);
    // A name, because passkeys belong to names: browsers make none on an IP address.
    const url = `http://localhost:${bound}`;
    process.env.PUBLIC_URL ??= url;
    process.env.PASSKEY_RP_ID ??= new URL(process.env.PUBLIC_URL).hostname;
    if (isFresh) await registerDemoApplication(TABLE_NAME, process.env.PUBLIC_URL);
    const runKey = makeRunKey(bound);
    const { PUBLIC_URL: publicUrl } = process.env;
    const control = aws && controlOf(aws, functions, { tableName: TABLE_NAME, publicUrl });
    answering.resolve(gateway({ aws, runKey, control, functions, publicUrl }));
    return {
      url,
      aws,
      close: () => {
        runKey?.remove();
        control?.time.restore();
        return closeAll(servers, aws);
      },
    };
  } catch (error) {
    await closeAll(servers, aws);
    throw error;
  }
}

/**
 * With an AWS of our own nothing counts that would lead to another one: profile and session of whoever starts this,
 * endpoints of single services, names of deployed things.
 */
function forgetOtherAws(env: NodeJS.ProcessEnv): void {
  const deployed = ['KEY_ARN', 'SIGNING_KEY_ARNS', 'PUSH_STATE_MACHINE_ARN', 'RESET_STATE_MACHINE_ARN'];
  for (const name of Object.keys(env)) if (name.startsWith('AWS_') || deployed.includes(name)) delete env[name];
}

/** What another AWS than ours has against it is for the person who named it to mend. */
async function prepare(tableName: string, aws: EmbeddedAws | undefined): ReturnType<typeof prepareAws> {
  try {
    return await prepareAws(tableName);
  } catch (error) {
    if (aws !== undefined || !(error instanceof Error)) throw error;
    const reason = error.message.split('\n')[0];
    throw new LocalStartError(`The AWS at ${process.env.AWS_ENDPOINT_URL} cannot be used: ${reason}`);
  }
}

function controlOf(
  aws: EmbeddedAws,
  functions: FunctionInstances,
  { tableName, publicUrl }: { tableName: string; publicUrl: string },
): Control {
  const time = createMovedTime();
  return createControl(time, async () => {
    time.restore();
    await emptyTable(tableName);
    await prepareAws(tableName);
    await registerDemoApplication(tableName, publicUrl);
    aws.inbox.clear();
    aws.events.clear();
    // What they remember is of a table, and perhaps of a time, that is no more.
    functions.startAnew();
  });
}

async function startAws(dataFolder: string | undefined, functions: FunctionInstances): Promise<EmbeddedAws> {
  const invokeFunction = async (name: string, event: unknown): Promise<unknown> => {
    const handler = await functions.handlerOf<(event: unknown) => Promise<unknown>>(name as DeployedFunction);
    return handler(event);
  };
  if (dataFolder === undefined) return startEmbeddedAws({ invokeFunction });
  const folder = resolve(dataFolder);
  try {
    mkdirSync(folder, { recursive: true });
    const probe = join(folder, '.writable');
    writeFileSync(probe, '');
    rmSync(probe);
  } catch {
    throw new LocalStartError(`The folder ${folder} cannot be written to.`);
  }
  try {
    return await startEmbeddedAws({ dataFolder: folder, invokeFunction });
  } catch (error) {
    throw new LocalStartError(error instanceof Error ? error.message : `The folder ${folder} cannot be used.`);
  }
}

async function closeAll(servers: readonly Server[], aws: EmbeddedAws | undefined): Promise<void> {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
  await aws?.close();
}
