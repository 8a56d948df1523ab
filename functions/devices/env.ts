import * as z from 'zod';
import { KeyEnv, PlatformEnv, TableEnv } from '../environment.ts';

export const Env = z.object({ ...TableEnv.shape, ...KeyEnv.shape, ...PlatformEnv.shape });
export type Env = z.infer<typeof Env>;
