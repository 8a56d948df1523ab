import type { UserKey } from '../directory/user.ts';
import type { Right } from './rights.ts';

/** An account of the application's own domain that may act for it. */
interface ApplicationClient {
  readonly userId: string;
  /** Of the account that was meant: another one that is given the name later is not. */
  readonly generation?: string | undefined;
}

/** What an administrator says of an application. */
interface ApplicationDefinition {
  readonly clients: readonly ApplicationClient[];
  /** Compared letter by letter. */
  readonly returnUrls: readonly string[];
  /** What its clients may do besides asking for codes. */
  readonly rights: readonly Right[];
}

export interface Application extends ApplicationDefinition {
  /** As it is shown, and as requests must spell it. Names are one space for all domains. */
  readonly name: string;
  /** The domain that owns it, and the id of that domain: one made anew under the same name is another one. */
  readonly domain: string;
  readonly domainId: string;
}

/** `aud` of the tokens for it. Neither part can hold a slash, so no two applications of any domains share one. */
export function audienceOf({ domain, name }: Pick<Application, 'domain' | 'name'>): string {
  return `${domain}/${name}`;
}

/** The account that asks, with the domain as it is now. */
export interface ActingClient {
  readonly user: UserKey;
  readonly domainId: string | undefined;
  readonly generation: string | undefined;
}

/** What a client acts as. */
export type Acting =
  | { readonly kind: 'registered'; readonly application: Application }
  /** Nobody registered the name: it says nothing, and is good for the OTP API alone. */
  | { readonly kind: 'free'; readonly name: string };

/**
 * Whether a client may act under a name, and as what: asked by every route that takes one. `found` is the application
 * that has the name when spelling is not looked at.
 */
export function actingFor(name: string, found: Application | undefined, client: ActingClient): Acting | 'closed' {
  if (found === undefined) return { kind: 'free', name };
  const isOwn = found.domain === client.user.domain && found.domainId === client.domainId;
  const isNamed = found.clients.some(
    ({ userId, generation }) => userId === client.user.userId && generation === client.generation,
  );
  // PINs and settings hang on the name as it is spelt, so another spelling would be another application.
  return found.name === name && isOwn && isNamed ? { kind: 'registered', application: found } : 'closed';
}
