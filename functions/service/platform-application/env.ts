import * as z from 'zod';

/** Reads nothing: CloudFormation names the secret in each request. */
export const Env = z.object({});
export type Env = z.infer<typeof Env>;
