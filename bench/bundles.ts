import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { BACKSTAGE_FUNCTIONS, type DeployedFunction, FUNCTIONS, type FunctionName } from '../functions/catalogue.ts';
import { bundleFunctions, FOR_LAMBDA } from '../lib/bundling/bundle.ts';
import { median, report, rounded, type Section } from './section.ts';

const RUNS = 9;
const REGION = { AWS_REGION: 'ap-northeast-1' };
await report(measure);

/** What a cold start loads: the deployed bundle of each function, in a fresh process each time. */
async function measure(): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), 'sekisho-bench-'));
  try {
    const names = [...(Object.keys(FUNCTIONS) as FunctionName[]), ...BACKSTAGE_FUNCTIONS];
    const folderOf = bundleFunctions(names, folder);
    const files = await Promise.all(
      names.map(async (name) => ({
        name: `\`${name}\``,
        file: join(folderOf(name), 'index.js'),
        environment: await environmentOf(name),
      })),
    );
    const clientAlone = {
      name: 'the DynamoDB document client alone',
      file: bundleClientAlone(folder),
      environment: REGION,
    };
    const measured = importTimes([clientAlone, ...files]);
    const reference = measured[0]?.importMs ?? Number.NaN;
    return {
      title: 'Bundles',
      text:
        `Import in a fresh process, median of ${RUNS}, the bundles taken in turn. The ratio is against a bundle of nothing ` +
        'but the DynamoDB document client, built and measured the same way in the same run.',
      head: ['bundle', 'KB', 'import ms', 'ratio'],
      rows: measured.map(({ name, file, importMs }) => [
        name,
        Math.round(statSync(file).size / 1024),
        rounded(importMs),
        rounded(importMs / reference),
      ]),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function bundleClientAlone(folder: string): string {
  const outfile = join(folder, 'client-alone', 'index.js');
  const contents =
    "import { DynamoDBClient } from '@aws-sdk/client-dynamodb';" +
    "import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';" +
    'export const client = DynamoDBDocumentClient.from(new DynamoDBClient({})); export { UpdateCommand };';
  const root = new URL('../', import.meta.url).pathname;
  buildSync({
    stdin: { contents, resolveDir: root },
    outfile,
    ...FOR_LAMBDA,
  });
  writeFileSync(join(folder, 'client-alone', 'package.json'), '{"type":"commonjs"}\n');
  return outfile;
}

interface Bundle {
  readonly name: string;
  readonly file: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** A value for each variable that the function checks when it starts; none is used before its first request. */
async function environmentOf(name: DeployedFunction): Promise<Record<string, string>> {
  const { Env } = (await import(`../functions/${name}/env.ts`)) as { Env: { shape: object } };
  return {
    ...REGION,
    ...Object.fromEntries(Object.keys(Env.shape).map((key) => [key, `https://bench.invalid/${key}`])),
  };
}

function importTimes(bundles: readonly Bundle[]): (Bundle & { importMs: number })[] {
  const times = new Map<string, number[]>(bundles.map(({ file }) => [file, []]));
  for (let run = 0; run < RUNS; run++) for (const bundle of bundles) times.get(bundle.file)?.push(importOnce(bundle));
  return bundles.map((bundle) => ({ ...bundle, importMs: median(times.get(bundle.file) ?? []) }));
}

function importOnce({ file, environment }: Bundle): number {
  const script = `const start = performance.now(); require(${JSON.stringify(file)}); console.log(performance.now() - start)`;
  return Number(execFileSync(process.execPath, ['-e', script], { env: environment, encoding: 'utf8' }));
}
