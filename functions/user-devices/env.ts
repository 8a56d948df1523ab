import * as z from 'zod';
import { SenderEnv, TableEnv } from '../environment.ts';

export const Env = z.object({ ...TableEnv.shape, ...SenderEnv.shape });
export type Env = z.infer<typeof Env>;
