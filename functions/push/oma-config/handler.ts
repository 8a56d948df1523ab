import { displayNameOf } from '../../core/identity-domains/shown-domain.ts';
import type { Domains } from '../../core/ports/identity-domains.ts';
import type { SettingsSource } from '../../core/ports/settings-source.ts';
import { omaLink, omaServiceType } from '../../core/push/oma-link.ts';
import { resolveSettings } from '../../core/settings/resolve.ts';
import { ApiError } from '../../http/api-error.ts';
import { DomainField } from '../../http/fields.ts';
import type { ApiHandler, ServeDependencies } from '../../http/serve.ts';
import { servePages } from '../../http/serve-page.ts';
import { LASTING_ASSETS } from '../../journey/pages/assets.ts';
import { bareReply } from '../../journey/pages/bare-reply.ts';
import { errorPages } from '../../journey/pages/stray-reply.ts';
import { endpoint } from './contract.ts';
import { omaConfigPage } from './page.ts';

interface OmaConfigDependencies extends ServeDependencies {
  readonly settings: SettingsSource;
  readonly domains: Pick<Domains, 'find'>;
  readonly defaultDomain: string;
  readonly publicUrl: string;
}

/** Edge of the configuration page for OMA-style apps; it is for anyone, because people set up before they sign in. */
export function omaConfigHandler(deps: OmaConfigDependencies): ApiHandler {
  const pageDeps = { ...deps, assets: LASTING_ASSETS };
  const GET: Parameters<typeof servePages>[2]['GET'] = async (request) => {
    const domain = DomainField.safeParse(request.query.identityDomain ?? deps.defaultDomain);
    const stored = domain.success ? await deps.settings.forDomain(domain.data) : undefined;
    if (!domain.success || stored === undefined) throw new ApiError('DOMAIN_UNKNOWN');
    const settings = resolveSettings(stored);
    const type = omaServiceType(settings);
    const isDefault = domain.data === deps.defaultDomain;
    const service = {
      publicUrl: deps.publicUrl,
      name: isDefault
        ? settings.PageName
        : `${settings.PageName} (${(await displayNameOf(deps.domains, domain.data)) ?? domain.data})`,
      senderId: settings.PushSenderId,
    };
    const view = {
      offer: type && { type, link: omaLink(type, service) },
      pushNeedsDigits: settings.Push_Enabled && settings.PushMatchCode,
    };
    const path = isDefault ? endpoint.path : `${endpoint.path}?identityDomain=${encodeURIComponent(domain.data)}`;
    return bareReply(pageDeps, request, ({ language }) => omaConfigPage(language, view), {
      path,
      status: 200,
      settings,
    });
  };
  return servePages(endpoint, deps, { GET }, errorPages(pageDeps));
}
