import * as z from 'zod';
import { PublicEnv, SigningEnv, TableEnv } from '../../environment.ts';

export const Env = z.object({ ...TableEnv.shape, ...PublicEnv.shape, ...SigningEnv.shape });
export type Env = z.infer<typeof Env>;
