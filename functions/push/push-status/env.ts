import * as z from 'zod';
import { KeyEnv, TableEnv, WaitEnv } from '../../environment.ts';

export const Env = z.object({ ...TableEnv.shape, ...KeyEnv.shape, ...WaitEnv.shape });
export type Env = z.infer<typeof Env>;
