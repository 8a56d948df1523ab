import { cpSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, buildSync } from 'esbuild';
import { capabilityOf, type DeployedFunction } from '../../functions/deployed-functions.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** How everything is bundled that runs in Lambda; the benchmark bundles what it compares with in the same way. */
export const FOR_LAMBDA = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  minify: true,
  legalComments: 'none',
  mainFields: ['module', 'main'],
  alias: { '@aws-sdk/credential-provider-node': join(ROOT, 'lib/bundling/env-credentials.ts') },
} satisfies BuildOptions;

/** The source folder of a function. */
export function sourceFolder(name: DeployedFunction): string {
  return join(ROOT, 'functions', capabilityOf(name), name);
}

/**
 * Bundles each function to `<outFolder>/<name>/index.js`, SDK included, in one run of esbuild. CommonJS although the
 * sources are ESM, because an ESM bundle that imports `node:http` loads undici as well; no source maps, because
 * reading them costs 11 to 22 ms of each cold start. The files of a folder `static` go along. Returns the folder of each.
 */
export function bundleFunctions(
  names: readonly DeployedFunction[],
  outFolder: string,
): (name: DeployedFunction) => string {
  buildSync({
    absWorkingDir: ROOT,
    entryPoints: names.map((name) => ({ in: join(sourceFolder(name), 'index.ts'), out: join(name, 'index') })),
    outdir: outFolder,
    ...FOR_LAMBDA,
    // A CommonJS file knows its folder by another name; files that a function reads stand beside it.
    define: { 'import.meta.dirname': '__dirname' },
    logLevel: 'warning',
  });
  const folderOf = (name: DeployedFunction): string => join(outFolder, name);
  // Where a package.json above says "module", as ours does, Node would take the bundle for ESM.
  for (const name of names) {
    writeFileSync(join(folderOf(name), 'package.json'), '{"type":"commonjs"}\n');
    const files = join(sourceFolder(name), 'static');
    if (existsSync(files)) cpSync(files, join(folderOf(name), 'static'), { recursive: true });
  }
  return folderOf;
}
