import { join } from 'node:path';
import { readStaticFiles } from '../adapters/files/static-files.ts';
import { ground } from '../wiring/ground.ts';
import { devicePageHandler } from './handler.ts';

export const handler = devicePageHandler({ ...ground(), files: readStaticFiles(join(import.meta.dirname, 'static')) });
