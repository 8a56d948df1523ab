import * as z from 'zod';
import { typedSettings } from '../../core/settings/typed-settings.ts';
import { defineEndpoint } from '../../http/endpoint.ts';

/** Who sends back what GET shows would write defaults down as if they were chosen, so the shape is refused in words. */
const Scalar = z.union(
  [z.boolean(), z.number(), z.string()],
  'must be the value alone, such as 5, true or "ja": not the line with value, default and source that GET shows',
);

/** Names and values are checked against the catalogue of settings, which says what each one may be. */
const SettingsMap = z.record(z.string().max(200), Scalar).transform(typedSettings).meta({
  description: 'Numbers and booleans may be texts, as OAM has them: "3", "true".',
});

/** RFC 7396: what is left out stays. */
const SettingsPatch = z.record(z.string().max(200), Scalar.nullable()).transform(typedSettings);

const IF_MATCH = { 'if-match': 'The ETag of what was seen: nothing is changed when it is not that any more.' };
const ETAG = { ETag: 'Names what was seen, for If-Match.' };
const NOW = 'The settings as they are now, with their new ETag.';

const SettingsView = z.record(
  z.string(),
  z.object({
    value: Scalar,
    default: Scalar.nullable(),
    source: z.string(),
    effect: z.literal('none').optional(),
    reason: z.string().optional(),
  }),
);

export const endpoint = defineEndpoint({
  path: '/mfa/v1/domains/{domain}/settings',
  style: 'problem',
  operations: {
    GET: {
      id: 'getSettings',
      summary: 'Every setting of the domain: its value, its default and where it came from',
      caller: 'administrator',
      groups: ['Administrators', 'Auditors'],
      success: { status: 200, description: 'The settings.', headers: ETAG, schema: SettingsView },
      codes: ['DOMAIN_UNKNOWN'],
    },
    PUT: {
      id: 'putSettings',
      summary: 'Replace the settings of the domain; a name that is left out goes back to its default',
      caller: 'administrator',
      groups: ['Administrators'],
      audit: 'settings-changed',
      headers: IF_MATCH,
      request: SettingsMap,
      success: { status: 200, description: NOW, headers: ETAG, schema: SettingsView },
      codes: ['DOMAIN_UNKNOWN', 'APPLICATION_NOT_ALLOWED', 'CHANGED_MEANWHILE'],
    },
    PATCH: {
      id: 'patchSettings',
      summary: 'Change the settings that are named; null brings one back to its default',
      caller: 'administrator',
      groups: ['Administrators'],
      audit: 'settings-changed',
      headers: IF_MATCH,
      request: SettingsPatch,
      success: { status: 200, description: NOW, headers: ETAG, schema: SettingsView },
      codes: ['DOMAIN_UNKNOWN', 'APPLICATION_NOT_ALLOWED', 'CHANGED_MEANWHILE'],
    },
  },
});
