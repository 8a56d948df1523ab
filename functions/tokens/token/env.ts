import * as z from 'zod';
import { KeyEnv, PublicEnv, SigningEnv, TableEnv } from '../../environment.ts';

export const Env = z.object({ ...TableEnv.shape, ...KeyEnv.shape, ...SigningEnv.shape, ...PublicEnv.shape });
export type Env = z.infer<typeof Env>;
