import * as z from 'zod';
import { AdministratorEnv, SenderEnv } from '../../environment.ts';

export const Env = z.object({
  ...AdministratorEnv.shape,
  ...SenderEnv.shape,
  /** The machine that reminds of a reset. */
  RESET_STATE_MACHINE_ARN: z.string().min(1),
});
export type Env = z.infer<typeof Env>;
