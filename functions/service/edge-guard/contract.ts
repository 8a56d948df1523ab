import * as z from 'zod';

/** CloudFront adds it to every request that it passes on; its value is a secret of both. */
export const ORIGIN_HEADER = 'x-sekisho-origin';

/** The part of a request for authorisation (payload 2.0) that is read here. API Gateway writes names in small letters. */
export const GuardEvent = z.object({ headers: z.record(z.string(), z.string().optional()) });

/** `throughEdge` goes on to the function of the route, which may then believe what CloudFront wrote. */
export type GuardAnswer =
  | { readonly isAuthorized: true; readonly context: { readonly throughEdge: true } }
  | { readonly isAuthorized: false };
