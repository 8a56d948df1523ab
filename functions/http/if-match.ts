import { createHash } from 'node:crypto';
import { ApiError } from './api-error.ts';
import type { CallerEvidence } from './callers.ts';

/** RFC 9110 section 8.8.3, made of what stands there: the same content has the same tag, whoever wrote it and when. */
export function etagOf(content: Readonly<Record<string, unknown>>): string {
  const sorted = Object.entries(content).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return `"${createHash('sha256').update(JSON.stringify(sorted)).digest('base64url').slice(0, 22)}"`;
}

/** RFC 9110 section 13.1.1: a list of tags, or a star for whatever there is. A weak tag never matches. */
export function requireMatch({ headers }: Pick<CallerEvidence, 'headers'>, etag: string): void {
  const condition = headers['if-match'];
  if (condition === undefined) return;
  const tags = condition.split(',').map((tag) => tag.trim());
  if (!tags.includes('*') && !tags.includes(etag)) throw new ApiError('CHANGED_MEANWHILE');
}
