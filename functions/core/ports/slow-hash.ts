import type { Secret } from '../secrets/secret.ts';

/** A password hash (NIST SP 800-63B-4 3.1.1.2) of a secret that the service made itself, under a salt: 32 bytes. */
export type SlowHash = (secret: Secret<string>, salt: Uint8Array) => Promise<Uint8Array>;
