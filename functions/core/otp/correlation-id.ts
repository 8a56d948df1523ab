import type { KeyGeneration } from '../ports/key-ring.ts';
import type { RandomBytes } from '../ports/random-bytes.ts';
import { mac } from '../secrets/mac.ts';
import { constantTimeEqual } from './constant-time-equal.ts';
import type { ClientScope } from './pin.ts';

/** 16 bytes in the form of a UUID (8-4-4-4-12), the form that clients of OAM know. */
export function formatId(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

/**
 * A correlation id for an authenticator code. Nothing is sent and nothing is stored: the id carries its expiry, four
 * random bytes and a MAC over what it was made for, so it cannot be used for another user, application
 * or session.
 */
export function makeTotpCorrelationId(
  keys: KeyGeneration,
  random: RandomBytes,
  scope: ClientScope,
  expiresAtMs: number,
): string {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(Math.floor(expiresAtMs / 1000));
  head.set(random(4), 4);
  return formatId(Buffer.concat([head, tagOf(keys, scope, head)]));
}

/** Whether the id was made for this scope and still lives. */
export function checkTotpCorrelationId(keys: KeyGeneration, scope: ClientScope, id: string, nowMs: number): boolean {
  const head = Buffer.from(id.replaceAll('-', ''), 'hex').subarray(0, 8);
  // Of any other form it is not equal to what is made here.
  const expected = formatId(Buffer.concat([head, tagOf(keys, scope, head)]));
  return constantTimeEqual(expected, id.toLowerCase()) && head.readUInt32BE(0) * 1000 > nowMs;
}

function tagOf(keys: KeyGeneration, scope: ClientScope, head: Buffer): Buffer {
  const fields = [scope.domain, scope.userId, scope.application, scope.sessionId ?? null, head.toString('hex')];
  return mac(keys, 'totp', fields).subarray(0, 8);
}
