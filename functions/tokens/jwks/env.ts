import type * as z from 'zod';
import { SigningEnv } from '../../environment.ts';

export const Env = SigningEnv;
export type Env = z.infer<typeof Env>;
