import * as z from 'zod';
import { AdministratorEnv, SenderEnv } from '../../environment.ts';

export const Env = z.object({ ...AdministratorEnv.shape, ...SenderEnv.shape });
export type Env = z.infer<typeof Env>;
