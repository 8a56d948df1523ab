import { startEmbeddedAws } from '../local/aws/index.ts';
import { startLocal } from '../local/local-service.ts';

/** What a part has used since it began. */
export interface Usage {
  readonly cpuMs: number;
  readonly residentMb: number;
  /** What is still in use, where the process was started with `--expose-gc`. */
  readonly heapMb: number;
}

/**
 * A part of the local service in a process of its own: `service` (with its own AWS, or that of AWS_ENDPOINT_URL), `aws`,
 * or `floor`, the service whose storage is nothing. It tells its address, and at each message what it has used.
 */
const part = process.argv[2];
if (part === 'floor') await import('./side-by-side/no-storage.ts');
const { url, requests } = part === 'aws' ? await startEmbeddedAws() : await startService();
process.on('message', () => {
  globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  const calls = Object.values(requests?.count() ?? {}).reduce((sum, count) => sum + count, 0);
  const usage: Usage = { cpuMs: (user + system) / 1000, residentMb: rss / 2 ** 20, heapMb: heapUsed / 2 ** 20 };
  process.send?.({ ...usage, calls });
});
// Also when the benchmark was ended before it could end this.
process.on('disconnect', () => process.exit());
process.send?.({ url });

async function startService() {
  const { url, aws } = await startLocal({ port: 0 });
  return { url, requests: aws?.requests };
}
