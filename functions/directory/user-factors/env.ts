import * as z from 'zod';
import { AdministratorEnv, PasskeyEnv } from '../../environment.ts';

export const Env = z.object({ ...AdministratorEnv.shape, ...PasskeyEnv.shape });
export type Env = z.infer<typeof Env>;
