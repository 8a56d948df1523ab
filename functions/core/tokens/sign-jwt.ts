import type { TokenSigner } from './token-signer.ts';

interface JwtContent {
  /** The media type without `application/` (RFC 7519 section 5.1); says what the token is for (RFC 8725 section 3.11). */
  readonly typ: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/**
 * A JWT in compact form, signed with ES256 by the current key (RFC 7515 section 7.1). Written here because the private
 * key cannot leave its store: libraries sign with a key in hand.
 */
export async function signJwt(signer: Pick<TokenSigner, 'current'>, { typ, claims }: JwtContent): Promise<string> {
  const { kid, sign } = await signer.current();
  const signingInput = `${encode({ alg: 'ES256', typ, kid })}.${encode(claims)}`;
  const signature = await sign(Buffer.from(signingInput));
  return `${signingInput}.${Buffer.from(signature).toString('base64url')}`;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
