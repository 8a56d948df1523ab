import * as z from 'zod';

export const Env = z.object({
  /** Name or ARN of the secret that CloudFront and this function share. */
  ORIGIN_SECRET_ID: z.string().min(1),
});
export type Env = z.infer<typeof Env>;
