import type * as z from 'zod';
import { TableEnv } from '../environment.ts';

export const Env = TableEnv;
export type Env = z.infer<typeof Env>;
