import type { Code } from '../core/errors/codes.ts';
import { DirectoryError } from '../core/errors/directory-error.ts';
import { IssuerError } from '../core/errors/issuer-error.ts';
import { ApiError } from './api-error.ts';
import type { AnswerStyle } from './endpoint.ts';
import type { Log } from './log.ts';
import { type Reply, refused } from './reply.ts';

/** What was thrown, as an answer. Only the kind of an unexpected error is logged: its text may hold what it was given. */
export function errorReply(style: AnswerStyle, error: unknown, log: Log, requestId: string): Reply {
  if (error instanceof ApiError) return refused(style, error.code, { faults: error.faults, headers: error.headers });
  if (error instanceof DirectoryError || error instanceof IssuerError) {
    log('warn', error.code, { requestId, reason: error.reason });
    return refused(style, error.code);
  }
  const code: Code = isDependencyError(error) ? 'TEMPORARILY_UNAVAILABLE' : 'INTERNAL_ERROR';
  const { name, stack } = error instanceof Error ? error : { name: typeof error, stack: '' };
  log('error', code, { requestId, error: name, at: framesOf(stack ?? '') });
  return refused(style, code, code === 'TEMPORARILY_UNAVAILABLE' ? { retryAfterSeconds: 1 } : {});
}

/** An error of an AWS service or of the way to it. */
function isDependencyError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return '$metadata' in error || 'syscall' in error || ['TimeoutError', 'AbortError'].includes(error.name);
}

/** The call sites without the message that stands above them. */
function framesOf(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .slice(0, 5)
    .map((line) => line.trim())
    .join(' < ');
}
