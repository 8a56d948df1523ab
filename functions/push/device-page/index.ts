import { join } from 'node:path';
import { readStaticFiles } from '../../adapters/files/static-files.ts';
import { tablePorts } from '../../wiring/table-ports.ts';
import { Env } from './env.ts';
import { devicePageHandler } from './handler.ts';

const env = Env.parse(process.env);

export const handler = devicePageHandler({
  ...tablePorts(env),
  files: readStaticFiles(join(import.meta.dirname, 'static')),
  publicUrl: env.PUBLIC_URL,
});
