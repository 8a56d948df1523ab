import { type Acting, type Application, actingFor } from '../core/applications/application.ts';
import { hasRight } from '../core/applications/has-right.ts';
import { RIGHT_GROUPS, type Right } from '../core/applications/rights.ts';
import type { Applications } from '../core/ports/applications.ts';
import type { SettingsSource } from '../core/ports/settings-source.ts';
import { presetOf, resolveForFreeName, resolveSettings, type Settings } from '../core/settings/resolve.ts';
import { ApiError } from './api-error.ts';
import type { Caller, CallerDependencies } from './callers.ts';
import { domainOfUsers } from './selected-domain.ts';

export interface ActingDependencies {
  readonly applications: Applications;
  readonly settings: SettingsSource;
  readonly callers: CallerDependencies;
}

/** As what a client acts under a name; an error when the name is that of an application that does not know it. */
export async function actAs(
  { applications, callers }: Pick<ActingDependencies, 'applications' | 'callers'>,
  { user, account }: Caller,
  name: string,
): Promise<Acting> {
  const [found, domain] = await Promise.all([applications.find(name), callers.domains.find(user.domain)]);
  const acting = actingFor(name, found, { user, domainId: domain?.id, generation: account.generation });
  if (acting === 'closed') throw new ApiError('APPLICATION_NOT_ALLOWED');
  return acting;
}

/** The application that a client acts for, where a name that nobody registered is not enough. */
export async function actForRegistered(
  deps: Pick<ActingDependencies, 'applications' | 'callers'>,
  caller: Caller,
  name: string,
): Promise<Extract<Acting, { kind: 'registered' }>> {
  const acting = await actAs(deps, caller, name);
  if (acting.kind !== 'registered') throw new ApiError('APPLICATION_NOT_REGISTERED');
  return acting;
}

/** The users that a call is about: their domain, the settings that hold, and what the client may do there. */
interface Errand {
  readonly domain: string;
  readonly settings: Settings;
  readonly has: (right: Right) => boolean;
}

export async function errandOf(
  deps: Pick<ActingDependencies, 'settings' | 'callers'>,
  caller: Caller,
  acting: Acting | undefined,
  idStore: string | undefined,
): Promise<Errand> {
  const domain = domainOfUsers(deps.callers, caller, idStore);
  const stored = await deps.settings.forDomain(domain);
  if (stored === undefined) throw new ApiError('DOMAIN_UNKNOWN');
  const { groups } = caller.account;
  const has = (right: Right): boolean => hasRight(right, { groups, acting, preset: presetOf(stored) });
  if (domain !== caller.user.domain && !has('other-domains')) throw rightMissing('other-domains', 'idStore');
  const settings =
    acting?.kind === 'free' ? resolveForFreeName(stored, acting.name) : resolveSettings(stored, nameOf(acting));
  return { domain, settings, has };
}

/** `field` is what asked for it. */
export function rightMissing(right: Right, field: string): ApiError {
  const expected = `only from a client of ${RIGHT_GROUPS[right]}, or of an application with the right ${right}`;
  return new ApiError('RIGHT_MISSING', { faults: [{ field, expected }] });
}

function nameOf(acting: { readonly application: Pick<Application, 'name'> } | undefined): string | undefined {
  return acting?.application.name;
}
