import { type Language, languageOf } from '../../core/messages/languages.ts';
import type { SettingsSource } from '../../core/ports/settings-source.ts';
import { omaLink, omaServiceType } from '../../core/push/oma-link.ts';
import { resolveSettings } from '../../core/settings/resolve.ts';
import { ApiError } from '../../http/api-error.ts';
import { DomainField } from '../../http/fields.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../../http/serve.ts';
import { endpoint } from './contract.ts';
import { omaConfigPage } from './page.ts';

interface OmaConfigDependencies extends ServeDependencies {
  readonly settings: SettingsSource;
  readonly defaultDomain: string;
  readonly publicUrl: string;
}

const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  vary: 'accept-language',
} as const;

/** Edge of the configuration page for OMA-style apps; it is for anyone, because people set up before they sign in. */
export function omaConfigHandler(deps: OmaConfigDependencies): ApiHandler {
  return serve(endpoint, deps, {
    GET: async ({ query, headers }) => {
      const domain = DomainField.safeParse(query.identityDomain ?? deps.defaultDomain);
      const stored = domain.success ? await deps.settings.forDomain(domain.data) : undefined;
      if (!domain.success || stored === undefined) throw new ApiError('DOMAIN_UNKNOWN');
      const settings = resolveSettings(stored);
      const type = omaServiceType(settings);
      const name = `Sekisho ${domain.data}`;
      const service = { publicUrl: deps.publicUrl, name, senderId: settings.PushSenderId };
      const text = omaConfigPage({
        language: languageAsked(query.lang ?? headers['accept-language']),
        name,
        offer: type && { type, link: omaLink(type, service) },
        pushNeedsDigits: settings.Push_Enabled && settings.PushMatchCode,
      });
      return { status: 200, text, headers: PAGE_HEADERS };
    },
  });
}

/** The first language of the list that there are texts for (RFC 9110 section 12.5.4); weights are in order in browsers. */
function languageAsked(list: string | undefined): Language {
  const tags = (list ?? '').split(',').map((tag) => tag.split(';')[0]?.trim() ?? '');
  return languageOf(tags.find((tag) => /^(en|ja)\b/i.test(tag)) ?? 'en');
}
