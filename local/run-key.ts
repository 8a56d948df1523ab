import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { readOwnFile, replaceOwnFile } from './own-file.ts';

/**
 * Any program of any user of this machine can listen on a port and say that it is the local run. The true one shows that
 * it knows a key that stands in a file which only this user reads and writes.
 */
export interface RunKey {
  /** For one answer to one question (RFC 2104, SHA-256, base64url). */
  proof(nonce: string, answer: string): string;
  remove(): void;
}

/** A new key for the run that listens on `port`. Nothing where this user has no home to write to. */
export function makeRunKey(port: number): RunKey | undefined {
  const path = keyFile(port);
  const key = randomBytes(32).toString('base64url');
  try {
    mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 });
    replaceOwnFile(path, key);
  } catch {
    return undefined;
  }
  return { proof: (nonce, answer) => proofOf(key, nonce, answer), remove: () => rmSync(path, { force: true }) };
}

/** Whether the run of this user on `port` gave this answer to this question. @throws {NotOwnFileError} */
export function isProven(
  port: number,
  { nonce, answer, proof }: Record<'nonce' | 'answer' | 'proof', string>,
): boolean {
  const key = readOwnFile(keyFile(port));
  if (key === undefined) return false;
  const [expected, given] = [proofOf(key, nonce, answer), proof].map((text) => Buffer.from(text));
  return expected !== undefined && given?.length === expected.length && timingSafeEqual(expected, given);
}

function keyFile(port: number): string {
  return join(homedir(), '.sekisho', `local-${port}.key`);
}

function proofOf(key: string, nonce: string, answer: string): string {
  return createHmac('sha256', key).update(`${nonce}\n${answer}`).digest('base64url');
}
