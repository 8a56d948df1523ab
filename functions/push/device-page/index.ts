import { join } from 'node:path';
import { readStaticFiles } from '../../adapters/files/static-files.ts';
import { basePorts } from '../../wiring/base-ports.ts';
import { devicePageHandler } from './handler.ts';

export const handler = devicePageHandler({
  ...basePorts(),
  files: readStaticFiles(join(import.meta.dirname, 'static')),
});
