import * as z from 'zod';
import { KeyEnv, TableEnv } from '../../environment.ts';

export const Env = z.object({ ...TableEnv.shape, ...KeyEnv.shape });
export type Env = z.infer<typeof Env>;
