/** Task tokens: what a state hands out before it waits, and what wakes it. */
import { randomBytes } from 'node:crypto';
import { AwsError } from '../emulated-service.ts';

export type TaskResult = { readonly value: unknown } | { readonly error: string; readonly cause: string };

export interface TaskTokens {
  /** A new token of an execution and what will come back by it. */
  issue(executionArn: string): IssuedToken;
  /** Wakes the state that waits for it. Refused like by AWS when none does, or when it is no token. */
  settle(token: string, result: TaskResult): void;
  check(token: string): void;
  /** Nobody waits for it any more: its state was left, by a time-out or an error. */
  revoke(token: string): void;
  /** The execution has ended. */
  revokeAll(executionArn: string): void;
}

export interface IssuedToken {
  readonly token: string;
  readonly result: Promise<TaskResult>;
}

const PREFIX = 'sekisho-local:';

export function createTaskTokens(): TaskTokens {
  const waiting = new Map<string, { executionArn: string; wake: (result: TaskResult) => void }>();

  function find(token: string): { wake: (result: TaskResult) => void } {
    const found = waiting.get(token);
    if (found !== undefined) return found;
    const isToken = Buffer.from(token, 'base64url').toString('utf8').startsWith(PREFIX);
    if (!isToken) throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
    throw new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
  }

  return {
    issue(executionArn) {
      const token = Buffer.from(`${PREFIX}${executionArn}#${randomBytes(16).toString('hex')}`).toString('base64url');
      const { promise: result, resolve: wake } = Promise.withResolvers<TaskResult>();
      waiting.set(token, { executionArn, wake });
      return { token, result };
    },
    settle(token, result) {
      find(token).wake(result);
      waiting.delete(token);
    },
    check: (token) => void find(token),
    revoke: (token) => void waiting.delete(token),
    revokeAll(executionArn) {
      for (const [token, entry] of waiting) if (entry.executionArn === executionArn) waiting.delete(token);
    },
  };
}
