import { createSecretKey } from 'node:crypto';
import type { KeyGeneration, KeyRing, RandomBytes } from '../../../functions/core/ports.ts';

export const KEYS: KeyGeneration = {
  id: 'first',
  pinKey: createSecretKey(Buffer.alloc(32, 1)),
  sealKey: createSecretKey(Buffer.alloc(32, 2)),
};

export const OTHER_KEYS: KeyGeneration = {
  id: 'second',
  pinKey: createSecretKey(Buffer.alloc(32, 3)),
  sealKey: createSecretKey(Buffer.alloc(32, 4)),
};

export const keyRing: KeyRing = {
  current: async () => KEYS,
  generation: async (id) => (id === KEYS.id ? KEYS : OTHER_KEYS),
};

/** Bytes 0, 1, 2, … over all calls: different each time and the same in each run. */
export function countingBytes(): RandomBytes {
  let next = 0;
  return (size) => Uint8Array.from({ length: size }, () => next++ % 256);
}
