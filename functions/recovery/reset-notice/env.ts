import * as z from 'zod';
import { KeyEnv, SenderEnv, TableEnv } from '../../environment.ts';

export const Env = z.object({ ...TableEnv.shape, ...KeyEnv.shape, ...SenderEnv.shape });
export type Env = z.infer<typeof Env>;
