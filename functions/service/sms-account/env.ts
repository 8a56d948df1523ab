import * as z from 'zod';

/** Reads nothing: CloudFormation says in each request what the account shall be. */
export const Env = z.object({});
export type Env = z.infer<typeof Env>;
