import * as z from 'zod';
import { PasskeyEnv, SenderEnv, TableEnv } from '../../environment.ts';

export const Env = z.object({ ...TableEnv.shape, ...PasskeyEnv.shape, ...SenderEnv.shape });
export type Env = z.infer<typeof Env>;
