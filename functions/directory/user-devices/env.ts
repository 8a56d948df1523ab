import * as z from 'zod';
import { AdministratorEnv, PasskeyEnv, SenderEnv } from '../../environment.ts';

export const Env = z.object({ ...AdministratorEnv.shape, ...SenderEnv.shape, ...PasskeyEnv.shape });
export type Env = z.infer<typeof Env>;
