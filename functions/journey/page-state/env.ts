import * as z from 'zod';
import { KeyEnv, PublicEnv, TableEnv, WaitEnv } from '../../environment.ts';

export const Env = z.object({ ...TableEnv.shape, ...KeyEnv.shape, ...PublicEnv.shape, ...WaitEnv.shape });
export type Env = z.infer<typeof Env>;
