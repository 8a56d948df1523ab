import * as z from 'zod';
import { KeyEnv, PasskeyEnv, PublicEnv, SenderEnv, TableEnv } from '../../environment.ts';

export const Env = z.object({
  ...TableEnv.shape,
  ...KeyEnv.shape,
  ...PublicEnv.shape,
  ...PasskeyEnv.shape,
  ...SenderEnv.shape,
  /** The machine that waits for the answer of a phone. */
  PUSH_STATE_MACHINE_ARN: z.string().min(1),
  /** The machine that reminds of a reset. */
  RESET_STATE_MACHINE_ARN: z.string().min(1),
});
export type Env = z.infer<typeof Env>;
