import { withoutLink } from '../messages/shown-user.ts';
import type { Domains } from '../ports/identity-domains.ts';

/** A domain as people are told of it. */
export interface ShownDomain {
  /** Its display name; the name of a domain that was given none. */
  readonly name: string;
  /** What it is for; missing where nobody has said. */
  readonly purpose?: string;
}

type Named = { readonly name: string; readonly displayName: string; readonly purpose: string };

/** Whether there is more to tell people than the name that programs know it by. */
export function isIntroduced({ displayName, purpose }: Omit<Named, 'name'>): boolean {
  return displayName !== '' || purpose !== '';
}

export function shownDomain({ name, displayName, purpose }: Named): ShownDomain {
  return { name: displayName === '' ? name : displayName, ...(purpose === '' ? {} : { purpose }) };
}

/** Undefined for a domain that is called by its name, and when the table does not answer: nothing waits for a display name. */
export async function displayNameOf(domains: Pick<Domains, 'find'>, name: string): Promise<string | undefined> {
  try {
    return (await domains.find(name))?.displayName || undefined;
  } catch {
    return undefined;
  }
}

/**
 * For a message that leaves in the operator's name. What it tells has happened, so a table that does not answer now costs
 * the reader the display name and not the message.
 */
export async function domainInMessage(domains: Pick<Domains, 'find'>, name: string): Promise<ShownDomain> {
  const plain = { name: withoutLink(name) };
  try {
    const domain = await domains.find(name);
    return domain === undefined ? plain : shownDomain({ ...domain, ...plain });
  } catch {
    return plain;
  }
}
