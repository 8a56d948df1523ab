/** What a service of the embedded AWS is made of. A new one is a file that returns a `Service` and a line in services.ts. */
import type { IncomingHttpHeaders } from 'node:http';
import type * as z from 'zod';
import type { EventLog } from './event-log.ts';
import type { Inbox } from './inbox.ts';
import type { OpenState } from './saved-state.ts';

export interface WireRequest {
  method: string;
  path: string;
  /** Path and query string as received. */
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface WireAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** @see https://smithy.io/2.0/aws/protocols/index.html */
export type Protocol = 'json-1.0' | 'json-1.1' | 'rest-json' | 'query';

/**
 * How requests find the service: by the prefix of `X-Amz-Target`, by method and path (all below `prefix` belong to the
 * service), or by the `Version` that goes with the `Action` of the query protocol.
 */
export type Route =
  | { target: string }
  | { prefix: string; paths: Readonly<Record<string, string>> }
  | { version: string };

/** Takes the parsed input of the protocol and returns the output; refuses by throwing an `AwsError`. */
export type Operation = (input: unknown) => unknown;

interface ErrorShape {
  code: string;
  status: number;
}

interface ServiceErrors {
  /** Code for an input that does not fit the operation's schema. */
  invalidInput: string;
  throttle: ErrorShape;
  conflict: ErrorShape;
  internal: ErrorShape;
}

export interface Service {
  /** The signing name, as in `Credential=.../<name>/aws4_request`; requests are counted under it. */
  name: string;
  protocol: Protocol;
  route: Route;
  errors: ServiceErrors;
  operations: Readonly<Record<string, Operation>>;
  /** Answers whole requests instead of `operations`, for engines that speak the wire protocol themselves. */
  passThrough?: (request: WireRequest, action: string) => Promise<WireAnswer>;
  /** Called once the port is open: what the service calls itself can be called from here on. */
  listening?: () => void;
  close?: () => Promise<void>;
}

export interface ServiceContext {
  region: string;
  account: string;
  dataFolder: string | undefined;
  openState: OpenState;
  inbox: Inbox;
  events: EventLog;
  /** Aborted by close(): an operation that waits (long poll) must end then. */
  closing: AbortSignal;
  /** The address of this embedded AWS; known from `listening` on. */
  selfUrl: () => string;
  /** Runs a deployed function by its name, for services that invoke one. */
  invokeFunction: (name: string, payload: unknown) => Promise<unknown>;
}

/** An error of the AWS service itself, rendered in the form of the service's protocol. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
  }
}

/** Binds an operation to the schema of its input; unknown members are dropped as AWS does. */
export function operation<S extends z.ZodType>(schema: S, run: (input: z.output<S>) => unknown): Operation {
  return (input) => run(schema.parse(input));
}
