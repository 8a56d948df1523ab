import { execFileSync } from 'node:child_process';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type * as z from 'zod';
import {
  BACKSTAGE_FUNCTIONS,
  capabilityOf,
  type DeployedFunction,
  FUNCTIONS,
  type FunctionName,
} from '../functions/deployed-functions.ts';
import { bundleFunctions, FOR_LAMBDA } from '../lib/bundling/bundle.ts';

/** What a cold start loads. */
export interface Bundle {
  readonly name: string;
  readonly kilobytes: number;
  readonly file: string;
  readonly environment: Readonly<Record<string, string>>;
}

interface ImportTime {
  readonly elapsedMs: number;
  /** Processor time of all threads, which other work on the machine lengthens less than what has elapsed. */
  readonly cpuMs: number;
}

const REGION = { AWS_REGION: 'ap-northeast-1' };

/** The bundles as they are deployed, and what their times are compared with: nothing but the DynamoDB document client. */
export async function bundleAll(folder: string): Promise<{ clientAlone: Bundle; functions: Bundle[] }> {
  const names = [...(Object.keys(FUNCTIONS) as FunctionName[]), ...BACKSTAGE_FUNCTIONS];
  const folderOf = bundleFunctions(names, folder);
  const functions = names.map(async (name) =>
    bundle(name, join(folderOf(name), 'index.js'), await environmentOf(name)),
  );
  return {
    clientAlone: bundle('the DynamoDB document client alone', bundleClientAlone(folder), REGION),
    functions: await Promise.all(functions),
  };
}

/** Imports it in a fresh process. */
export function importOnce({ file, environment }: Pick<Bundle, 'file' | 'environment'>): ImportTime {
  const script =
    'const startedAt = performance.now(), before = process.cpuUsage();' +
    `require(${JSON.stringify(file)});` +
    'const { user, system } = process.cpuUsage(before);' +
    'console.log(JSON.stringify({ elapsedMs: performance.now() - startedAt, cpuMs: (user + system) / 1000 }))';
  return JSON.parse(execFileSync(process.execPath, ['-e', script], { env: environment, encoding: 'utf8' }));
}

function bundle(name: string, file: string, environment: Bundle['environment']): Bundle {
  return { name, kilobytes: Math.round(statSync(file).size / 1024), file, environment };
}

function bundleClientAlone(folder: string): string {
  const outfile = join(folder, 'client-alone', 'index.js');
  const contents =
    "import { DynamoDBClient } from '@aws-sdk/client-dynamodb';" +
    "import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';" +
    'export const client = DynamoDBDocumentClient.from(new DynamoDBClient({})); export { UpdateCommand };';
  const root = new URL('../', import.meta.url).pathname;
  buildSync({ stdin: { contents, resolveDir: root }, outfile, ...FOR_LAMBDA });
  writeFileSync(join(folder, 'client-alone', 'package.json'), '{"type":"commonjs"}\n');
  return outfile;
}

/** A value for each variable that the function checks when it starts; none is used before its first request. */
async function environmentOf(name: DeployedFunction): Promise<Record<string, string>> {
  const { Env } = (await import(`../functions/${capabilityOf(name)}/${name}/env.ts`)) as {
    Env: { shape: Record<string, z.ZodType> };
  };
  const needed = Object.entries(Env.shape).filter(([, schema]) => !schema.safeParse(undefined).success);
  return { ...REGION, ...Object.fromEntries(needed.map(([key]) => [key, `https://bench.invalid/${key}`])) };
}
