import { ApiError } from './api-error.ts';
import { UserIdField } from './fields.ts';

interface PageLimits {
  readonly default: number;
  readonly max: number;
}

/** `limit` and `cursor` of a route that walks over users by their names. */
export function askedPage(
  { limit, cursor }: Readonly<Record<string, string | undefined>>,
  limits: PageLimits,
): { readonly limit: number; readonly after: string | undefined } {
  return { limit: limitOf(limit, limits), after: cursor === undefined ? undefined : readCursor(cursor) };
}

/** A name is all that a cursor holds, so none leads into another domain. */
export function nextPage(lastUserId: string | undefined): { readonly next?: string } {
  return lastUserId === undefined ? {} : { next: Buffer.from(lastUserId).toString('base64url') };
}

function limitOf(limit: string | undefined, limits: PageLimits): number {
  const number = Number(limit ?? limits.default);
  if (Number.isInteger(number) && number >= 1 && number <= limits.max) return number;
  throw invalid('limit', `a whole number from 1 to ${limits.max}`);
}

function readCursor(cursor: string): string {
  const name = Buffer.from(cursor, 'base64url').toString('utf8');
  const isOurs = Buffer.from(name).toString('base64url') === cursor;
  if (isOurs && UserIdField.safeParse(name).data === name) return name;
  throw invalid('cursor', '`next` of the page before');
}

function invalid(field: string, expected: string): ApiError {
  return new ApiError('FIELD_INVALID', { faults: [{ field, expected }] });
}
