import type * as z from 'zod';
import type { Code } from '../core/codes.ts';

/**
 * Who may call: nobody in particular, a client of OTPRestUserGroup, the user himself, either of these two (the handler
 * tells them apart), an administrator.
 */
export type CallerKind = 'anyone' | 'client' | 'user' | 'client-or-user' | 'administrator';

/** How answers of a route look: OAM's response schema, OAM's OAuth errors, or RFC 9457 problems. */
export type AnswerStyle = 'oam' | 'oauth' | 'problem';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Operation {
  readonly summary: string;
  readonly caller: CallerKind;
  /** A body that is not described here is not read. */
  readonly request?: z.ZodType;
  readonly headers?: Readonly<Record<string, string>>;
  /** Parameters of the query, each with what it is for. */
  readonly query?: Readonly<Record<string, string>>;
  readonly success: { readonly status: number; readonly description: string; readonly schema?: z.ZodType };
  /** The minor codes that this operation itself can answer, besides those that every call can. */
  readonly codes: readonly Code[];
  /** Proves a factor: attack tests find these by this mark, so that a new one is attacked the day it appears. */
  readonly provesFactor?: true;
}

export interface Endpoint {
  /** As API Gateway writes it, with `{name}` for a segment. */
  readonly path: string;
  readonly style: AnswerStyle;
  readonly operations: Readonly<Partial<Record<Method, Operation>>>;
}

/** Keeps the literal types of an endpoint, so that a handler must serve exactly its methods. */
export function defineEndpoint<const E extends Endpoint>(endpoint: E): E {
  return endpoint;
}
