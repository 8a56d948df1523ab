import * as z from 'zod';
import { KeyEnv, TableEnv } from '../environment.ts';

export const Env = z.object({
  ...TableEnv.shape,
  ...KeyEnv.shape,
  /** SNS platform applications; empty when there are no credentials for the platform. */
  APNS_APPLICATION_ARN: z.string(),
  FCM_APPLICATION_ARN: z.string(),
});
export type Env = z.infer<typeof Env>;
