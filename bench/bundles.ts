import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bundle, bundleAll, importOnce } from './cold-start.ts';
import { median, report, rounded, type Section } from './section.ts';

const RUNS = 9;
await report(measure);

/** What a cold start loads: the deployed bundle of each function, in a fresh process each time. */
async function measure(): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), 'sekisho-bench-'));
  try {
    const { clientAlone, functions } = await bundleAll(folder);
    const measured = importTimes([clientAlone, ...functions.map((each) => ({ ...each, name: `\`${each.name}\`` }))]);
    const reference = measured[0]?.importMs ?? Number.NaN;
    return {
      title: 'Bundles',
      text:
        `Import in a fresh process, median of ${RUNS}, the bundles taken in turn. The ratio is against a bundle of nothing ` +
        'but the DynamoDB document client, built and measured the same way in the same run. ' +
        '[A test](../test/infra/bundle-budgets.test.ts) keeps size and ratio of each within a budget.',
      head: ['bundle', 'KB', 'import ms', 'ratio'],
      rows: measured.map(({ name, kilobytes, importMs }) => [
        name,
        kilobytes,
        rounded(importMs),
        rounded(importMs / reference),
      ]),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function importTimes(bundles: readonly Bundle[]): (Bundle & { importMs: number })[] {
  const times = new Map<string, number[]>(bundles.map(({ file }) => [file, []]));
  for (let run = 0; run < RUNS; run++) {
    for (const bundle of bundles) times.get(bundle.file)?.push(importOnce(bundle).elapsedMs);
  }
  return bundles.map((bundle) => ({ ...bundle, importMs: median(times.get(bundle.file) ?? []) }));
}
