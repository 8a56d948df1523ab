import type * as z from 'zod';
import { AdministratorEnv } from '../../environment.ts';

export const Env = AdministratorEnv;
export type Env = z.infer<typeof Env>;
