import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startAws } from './parts.ts';
import { report, type Section } from './section.ts';
import { betterAuth } from './side-by-side/better-auth.ts';
import { measureAll } from './side-by-side/measure.ts';
import { parallelUse } from './side-by-side/parallel-use.ts';
import { floor, sekisho } from './side-by-side/sekisho.ts';
import { memoryTable, speedTable, storageTable } from './side-by-side/tables.ts';

await report(measure);

/** Sekisho, better-auth, and Sekisho without storage, under the same load in turns. */
async function measure(): Promise<Section> {
  installPeer();
  const aws = await startAws();
  const [ours, peer, bare] = [await sekisho(aws), await betterAuth(), await floor(aws)];
  try {
    const { figures, memory } = await measureAll([ours, peer, bare]);
    const uses = await parallelUse([ours, peer]);
    return {
      title: 'Side by side with better-auth',
      ...speedTable(figures),
      more: [storageTable(figures), uses, memoryTable(memory)],
    };
  } finally {
    for (const { end } of [aws, ours.service, peer.service, bare.service]) end();
  }
}

/** Its packages are no part of this project: they come when they are measured, as its own lockfile says. */
function installPeer(): void {
  const folder = fileURLToPath(new URL('peer', import.meta.url));
  if (existsSync(`${folder}/node_modules/better-auth`)) return;
  console.error('Installing better-auth into bench/peer (npm ci --prefix bench/peer) ...');
  execFileSync('npm', ['ci', '--prefix', folder], { stdio: ['ignore', 'ignore', 'inherit'] });
}
