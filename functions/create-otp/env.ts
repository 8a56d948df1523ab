import * as z from 'zod';
import { KeyEnv, TableEnv } from '../environment.ts';

export const Env = z.object({
  ...TableEnv.shape,
  ...KeyEnv.shape,
  /** The From address of mails; SES must know it. */
  SENDER_ADDRESS: z.string().min(3),
  /** Name or ARN of the secret with the credentials of the message gateway. */
  UMS_SECRET_ID: z.string().min(1),
});
export type Env = z.infer<typeof Env>;
