import type { KeyObject } from 'node:crypto';

/** The keys of one generation, unwrapped; `id` is stored beside everything that was sealed with them. */
export interface KeyGeneration {
  readonly id: string;
  /** HMAC-SHA-256 key of PIN hashes and correlation ids. */
  readonly pinKey: KeyObject;
  /** AES-256-GCM key of sealed secrets. */
  readonly sealKey: KeyObject;
}

export interface KeyRing {
  current(): Promise<KeyGeneration>;
  /** Throws when there is no such generation: a sealed secret without its key is a broken system, not a wrong code. */
  generation(id: string): Promise<KeyGeneration>;
}
