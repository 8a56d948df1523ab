import { rememberedDomains } from '../../functions/adapters/dynamodb/remembered-identity-domains.ts';
import { resolveSettings, type Settings } from '../../functions/core/settings/resolve.ts';
import { CommandError } from '../command.ts';
import type { Target } from '../target.ts';

/** The identity domains of the table, and their settings. */
export function domainsOf({ table, defaultDomain }: Target) {
  return rememberedDomains(table, defaultDomain, Date.now, () => undefined);
}

/** The settings of the domain, if it is there and its users are ours to write. */
export async function settingsOfOwnDomain(target: Target): Promise<Settings> {
  const { domain } = target;
  const domains = domainsOf(target);
  const found = await domains.find(domain);
  if (found === undefined) throw new CommandError(`There is no identity domain ${domain}; nothing was done.`);
  if (found.identityStore.kind !== 'directory') {
    throw new CommandError(`The users of ${domain} live in LDAP and are managed there; nothing was done.`);
  }
  return resolveSettings((await domains.forDomain(domain)) ?? {});
}
