import type * as z from 'zod';
import { TableEnv } from '../../environment.ts';

export const Env = TableEnv.pick({ TABLE_NAME: true });
export type Env = z.infer<typeof Env>;
