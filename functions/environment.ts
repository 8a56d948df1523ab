import * as z from 'zod';

/** What every function that reads the table needs. */
export const TableEnv = z.object({
  /** The one table: users, credentials, settings, keys. */
  TABLE_NAME: z.string().min(1),
  /** The identity domain of callers who name none. */
  DEFAULT_DOMAIN: z.string().min(1),
});

/** What a function needs that hashes PINs or opens sealed secrets. */
export const KeyEnv = z.object({
  /** ARN of the key that wraps the data keys. */
  KEY_ARN: z.string().min(1),
});
