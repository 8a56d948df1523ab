import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type * as z from 'zod';
import type { AuditKind } from '../core/audit/record.ts';
import type { AdministrativeGroup } from '../core/directory/groups.ts';
import type { Code } from '../core/errors/codes.ts';

/**
 * Who may call: nobody in particular, a client of OTPRestUserGroup or of OAuthClients, the user himself with his
 * password, with an access token, or with either, an OTP client or the user (the handler tells them apart), a member of
 * the administrative groups that the operation names, or either such a member or an OTP client, who names its application
 * in the query.
 */
export type CallerKind =
  | 'anyone'
  | 'client'
  | 'oauth-client'
  | 'user'
  | 'client-or-user'
  | 'token'
  | 'user-or-token'
  | 'administrator'
  | 'client-or-administrator';

/**
 * How answers of a route look: OAM's response schema, OAM's OAuth errors, the same where tokens are given out (status
 * 400 and the words of RFC 6749), RFC 9457 problems, or pages for people.
 */
export type AnswerStyle = 'oam' | 'oauth' | 'token' | 'problem' | 'page';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What is shown to GET is there for HEAD too (RFC 9110 section 9.1). */
export function methodOf(event: APIGatewayProxyEventV2): Method {
  const { method } = event.requestContext.http;
  return (method === 'HEAD' ? 'GET' : method) as Method;
}

interface OperationOfAnyCaller {
  /** `operationId` of the OpenAPI document: generated clients call their methods so. Never changed, and never another one's. */
  readonly id: string;
  readonly summary: string;
  /** A body that is not described here is not read. */
  readonly request?: z.ZodType;
  /** What the body is sent as: JSON, unless it says `form`. */
  readonly requestType?: 'form';
  readonly headers?: Readonly<Record<string, string>>;
  /** Parameters of the query, each with what it is for. Any other one is refused, but for pages. */
  readonly query?: Readonly<Record<string, string>>;
  /** Of a page that people may reach by a link with something added to it: other parameters are ignored. */
  readonly ignoresQuery?: true;
  readonly success: {
    readonly status: number;
    readonly description: string;
    readonly schema?: z.ZodType;
    /** Headers of the answer that a caller uses, each with what for. */
    readonly headers?: Readonly<Record<string, string>>;
  };
  /** The minor codes that this operation itself can answer, besides those that every call can. */
  readonly codes: readonly Code[];
  /** Proves a factor: attack tests find these by this mark, so that a new one is attacked the day it appears. */
  readonly provesFactor?: true;
  /** The call stands in the record of who did what, from before it changes anything; every change of an administrator does. */
  readonly audit?: AuditKind;
}

type Keeper = Extract<CallerKind, 'administrator' | 'client-or-administrator'>;

/** Who may call stands beside it: for an administrative operation the groups, for every other one the kind of caller. */
export type Operation = OperationOfAnyCaller &
  (
    | { readonly caller: Exclude<CallerKind, Keeper>; readonly groups?: never }
    | { readonly caller: Keeper; readonly groups: readonly AdministrativeGroup[] }
  );

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

/** Whether anybody sends a password to any of these; the contracts know. */
export function takesPasswords(endpoints: readonly Endpoint[]): boolean {
  const callers = endpoints.flatMap(({ operations }) => Object.values(operations).map(({ caller }) => caller));
  return callers.some((caller) => caller !== 'anyone' && caller !== 'token');
}
