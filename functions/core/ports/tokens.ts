import type { Epoch } from '../directory/epoch.ts';
import type { UserKey } from '../directory/user.ts';
import type { IdentityDomain } from '../identity-domains/identity-domain.ts';
import type { Secret } from '../secrets/secret.ts';

/** What an access token says, after its signature, times, issuer and audience were checked. */
export interface VerifiedToken {
  /** In the spelling of this service. */
  readonly user: UserKey;
  /** False for a token that a client got for itself. */
  readonly isOfPerson: boolean;
  /** Methods in the words of RFC 8176. */
  readonly amr: readonly string[];
  readonly scope: readonly string[];
  /** Of the user when the token was signed; undefined in tokens of outside issuers. */
  readonly epoch: Epoch | undefined;
  readonly claims: Readonly<Record<string, unknown>>;
}

export interface AccessTokens {
  /**
   * Undefined for a token that is not good for this domain: broken, over, of another domain, issuer or audience.
   * Throws `IssuerError` when the issuer of the token did not show its keys.
   */
  verify(token: Secret<string>, domain: IdentityDomain): Promise<VerifiedToken | undefined>;
}

/** Everything that a refresh token stands for; each use of it makes the next one of the same family. */
export interface RefreshFamily {
  readonly user: UserKey;
  readonly client: string;
  /** Of the client's account, since names can be given again. */
  readonly clientGeneration?: string | undefined;
  /** Of the user when he signed in; in another one the family is over. */
  readonly epoch: Epoch;
  readonly scope: readonly string[];
  readonly amr: readonly string[];
  readonly authTimeMs: number;
  /** The family ends then, however often it was used. */
  readonly expiresAtMs: number;
  /** Of the one token that still counts. */
  readonly currentHash: string;
}

export interface RefreshFamilies {
  create(id: string, family: RefreshFamily): Promise<void>;
  find(id: string): Promise<RefreshFamily | undefined>;
  /** Makes the next token count in place of the current one; one conditional write. */
  rotate(id: string, next: { currentHash: string; nextHash: string; nowMs: number }): Promise<'rotated' | 'blocked'>;
  revoke(id: string): Promise<void>;
}
