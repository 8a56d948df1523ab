#!/usr/bin/env node
// Plain JavaScript, so that a Node which cannot read TypeScript hands over to the one that `npm ci` installed.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const major = Number(process.versions.node.split('.')[0]);
if (major >= 24) {
  const { main } = await import('./cli.ts');
  process.exitCode = await main(process.argv.slice(2));
} else {
  const installed = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));
  if (!existsSync(installed)) {
    console.error(`sekisho needs Node 24 and this is ${process.version}. Run npm ci, or install Node 24.`);
    process.exit(1);
  }
  const { status } = spawnSync(installed, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
}
