import * as z from 'zod';
import { KeyEnv, PublicEnv, SenderEnv, TableEnv } from '../../environment.ts';

export const Env = z.object({ ...TableEnv.shape, ...KeyEnv.shape, ...SenderEnv.shape, ...PublicEnv.shape });
export type Env = z.infer<typeof Env>;
