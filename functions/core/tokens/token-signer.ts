/** A public key as the world sees it (RFC 7517; EC parameters: RFC 7518 section 6.2.1). */
export interface PublicSigningKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  /** The thumbprint of the key (RFC 7638), so every instance names it alike without storing a name. */
  readonly kid: string;
  readonly alg: 'ES256';
  readonly use: 'sig';
}

/** The key that signs now. Its private half stays where it is kept. */
export interface SigningKey {
  readonly kid: string;
  /** ECDSA with P-256 and SHA-256 over `message`; 64 bytes, R and S (RFC 7518 section 3.4). */
  sign(message: Uint8Array): Promise<Uint8Array>;
}

export interface TokenSigner {
  current(): Promise<SigningKey>;
  /** Every key whose tokens may still be alive or will soon be made, the signing one first. */
  publicKeys(): Promise<readonly PublicSigningKey[]>;
}
