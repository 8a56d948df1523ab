import { startEmbeddedAws } from '../local/aws/index.ts';
import { startLocal } from '../local/service.ts';

/**
 * A part of the local service in a process of its own: `service` (with its own AWS, or that of AWS_ENDPOINT_URL) or
 * `aws`. It tells its address, and at each message the processor time that it has used.
 */
export type Report = { readonly url: string } | { readonly cpuMs: number };

const { url } = process.argv[2] === 'aws' ? await startEmbeddedAws() : await startLocal({ port: 0 });
const tell = (report: Report): void => void process.send?.(report);
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  tell({ cpuMs: (user + system) / 1000 });
});
tell({ url });
