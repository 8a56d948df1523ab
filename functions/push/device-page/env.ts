import * as z from 'zod';
import { PublicEnv, TableEnv } from '../../environment.ts';

export const Env = z.object({ ...TableEnv.shape, ...PublicEnv.shape });
export type Env = z.infer<typeof Env>;
