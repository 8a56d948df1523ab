import * as z from 'zod';

/** Reads nothing. */
export const Env = z.object({});
export type Env = z.infer<typeof Env>;
