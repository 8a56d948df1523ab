import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type * as z from 'zod';
import type { Code } from '../core/errors/codes.ts';
import { ApiError, type FieldFault } from './api-error.ts';

export const MAX_BODY_BYTES = 16 * 1024;

/** The body as bytes; one that is too large ends the request, whether it would be read or not. */
export function bodyBytes(event: APIGatewayProxyEventV2): Buffer {
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > MAX_BODY_BYTES) throw new ApiError('BODY_TOO_LARGE');
  return bytes;
}

/** A JSON body of the given shape, or an error that names each field and what it should have been. */
export function parseJsonBody<T extends z.ZodType>(event: APIGatewayProxyEventV2, schema: T): z.output<T> {
  return parseShape(schema, parseJson(typedBytes(event, 'application/json')));
}

/** The parameters of a form (RFC 6749 appendix B), each at most once; one without a value counts as left out (section 3.2). */
export function parseFormBody<T extends z.ZodType>(event: APIGatewayProxyEventV2, schema: T): z.output<T> {
  const parameters = new URLSearchParams(utf8(typedBytes(event, 'application/x-www-form-urlencoded')));
  const names = [...parameters.keys()];
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice !== undefined) {
    throw new ApiError('FIELD_INVALID', { faults: [{ field: twice.slice(0, 64), expected: 'once' }] });
  }
  return parseShape(schema, Object.fromEntries([...parameters].filter(([, value]) => value !== '')));
}

function typedBytes(event: APIGatewayProxyEventV2, expected: string): Buffer {
  const bytes = bodyBytes(event);
  const mediaType = (event.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (mediaType !== expected) throw new ApiError('MEDIA_TYPE_UNSUPPORTED', { headers: { accept: expected } });
  return bytes;
}

function utf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ApiError('BODY_MALFORMED');
  }
}

function parseJson(bytes: Buffer): unknown {
  const text = utf8(bytes);
  try {
    return JSON.parse(text, refusePrototype);
  } catch (error) {
    throw error instanceof ApiError ? error : new ApiError('BODY_MALFORMED');
  }
}

/** A schema drops this name without a word, and then a map that was refused would be taken as an empty one. */
function refusePrototype(name: string, value: unknown): unknown {
  if (name !== '__proto__') return value;
  throw new ApiError('FIELD_UNKNOWN', { faults: [{ field: name, expected: 'not a known field' }] });
}

function parseShape<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.flatMap((issue) => faultsOf(issue, value));
  const [first] = faults;
  throw new ApiError(first?.code ?? 'FIELD_INVALID', {
    faults: faults.map(({ field, expected }) => ({ field, expected })),
  });
}

type CodedFault = FieldFault & { readonly code: Code };

function faultsOf(issue: z.core.$ZodIssue, value: unknown): CodedFault[] {
  const field = issue.path.map(String).join('.') || 'body';
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ field: key.slice(0, 64), expected: 'not a known field', code: 'FIELD_UNKNOWN' }));
  }
  const missing = issue.path.length > 0 && valueAt(value, issue.path) === undefined;
  return [
    missing
      ? { field, expected: 'required', code: 'FIELD_MISSING' }
      : { field, expected: issue.message, code: 'FIELD_INVALID' },
  ];
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined),
    value,
  );
}
