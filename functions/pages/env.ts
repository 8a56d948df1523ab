import * as z from 'zod';
import { KeyEnv, PublicEnv, TableEnv } from '../environment.ts';

export const Env = z.object({
  ...TableEnv.shape,
  ...KeyEnv.shape,
  ...PublicEnv.shape,
  /** The From address of mails; SES must know it. */
  SENDER_ADDRESS: z.string().min(3),
  /** Name or ARN of the secret with the credentials of the message gateway. */
  UMS_SECRET_ID: z.string().min(1),
  /** The machine that waits for the answer of a phone. */
  PUSH_STATE_MACHINE_ARN: z.string().min(1),
});
export type Env = z.infer<typeof Env>;
