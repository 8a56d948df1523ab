import { extname } from 'node:path';
import type { Language } from '../../core/messages/languages.ts';
import type { SettingsSource } from '../../core/ports/settings-source.ts';
import { resolveSettings, type Settings } from '../../core/settings/resolve.ts';
import { ApiError } from '../../http/api-error.ts';
import { byRoute } from '../../http/by-route.ts';
import type { Reply } from '../../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../../http/serve.ts';
import { type PageRequest, servePages } from '../../http/serve-page.ts';
import { LASTING_ASSETS } from '../../journey/pages/assets.ts';
import { bareReply } from '../../journey/pages/bare-reply.ts';
import { errorPages } from '../../journey/pages/stray-reply.ts';
import type { Words } from '../../journey/pages/words.ts';
import { file, page } from './contract.ts';
import { type DeviceTexts, devicePage } from './page.ts';

interface DevicePageDependencies extends ServeDependencies {
  /** The files of the page by their names. */
  readonly files: ReadonlyMap<string, string>;
  readonly settings: SettingsSource;
  readonly defaultDomain: string;
  readonly publicUrl: string;
}

const MANIFEST = 'manifest.webmanifest';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
};

/** Nothing inline, nothing from elsewhere, no text that becomes markup, nobody's frame; the camera for QR codes. */
const PAGE_HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    // The operator's picture stands in the page.
    "img-src 'self' data:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'permissions-policy': 'camera=(self), microphone=(), geolocation=()',
} as const;

const FILE_HEADERS = {
  ...PAGE_HEADERS,
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  // Asked for again each time it is opened: a page that answers challenges must not be an old one.
  'cache-control': 'no-cache',
} as const;

/** Edge of the device page: the page in the operator's frame, and its files, as they stand in the folder `static`. */
export function devicePageHandler(deps: DevicePageDependencies): ApiHandler {
  return byRoute({
    [page.path]: servePages(
      page,
      deps,
      { GET: (request) => pageOf(deps, request) },
      errorPages({ ...deps, assets: LASTING_ASSETS }),
    ),
    [file.path]: serve(file, deps, { GET: ({ path }) => fileReply(deps, path.file ?? '') }),
  });
}

async function pageOf(deps: DevicePageDependencies, request: PageRequest): Promise<Reply> {
  const settings = await operatorOf(deps);
  const view = { defaultDomain: deps.defaultDomain, colour: settings.PageColor };
  const pageDeps = { ...deps, assets: LASTING_ASSETS };
  const content = ({ language }: Words) => devicePage(textsOf(deps, language), view);
  const reply = await bareReply(pageDeps, request, content, { path: page.path, status: 200, settings });
  return { ...reply, headers: { ...reply.headers, ...PAGE_HEADERS } };
}

async function fileReply(deps: DevicePageDependencies, name: string): Promise<Reply> {
  const text = deps.files.get(name);
  const mediaType = MEDIA_TYPES[extname(name)];
  if (text === undefined || mediaType === undefined) throw new ApiError('ROUTE_UNKNOWN');
  const headers = { ...FILE_HEADERS, 'content-type': mediaType };
  return { status: 200, text: name === MANIFEST ? await named(deps, text) : text, headers };
}

/** The page has no domain before it has an account, so it is in the look of the default one. */
async function operatorOf({ settings, defaultDomain }: DevicePageDependencies): Promise<Settings> {
  return resolveSettings((await settings.forDomain(defaultDomain)) ?? {});
}

/** An installed page carries the name that people know. */
async function named(deps: DevicePageDependencies, manifest: string): Promise<string> {
  const { PageName, PageColor } = await operatorOf(deps);
  return JSON.stringify({
    ...(JSON.parse(manifest) as object),
    name: PageName,
    short_name: PageName,
    theme_color: PageColor,
  });
}

function textsOf({ files }: DevicePageDependencies, language: Language): DeviceTexts {
  return JSON.parse(files.get(`${language}.json`) ?? '{}') as DeviceTexts;
}
