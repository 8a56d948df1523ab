import * as z from 'zod';
import { PublicEnv } from '../../environment.ts';

export const Env = z.object({
  ...PublicEnv.shape,
  /** Further sites, separated by commas; empty when there are none. */
  PASSKEY_ORIGINS: z.string(),
});
export type Env = z.infer<typeof Env>;
