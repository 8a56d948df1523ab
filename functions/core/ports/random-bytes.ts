/** Bytes from an approved generator (NIST SP 800-63B-4 3.1.3.2). */
export type RandomBytes = (size: number) => Uint8Array;
