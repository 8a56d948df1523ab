import { extname } from 'node:path';
import { ApiError } from '../../http/api-error.ts';
import { byRoute } from '../../http/by-route.ts';
import type { Reply } from '../../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../../http/serve.ts';
import { file, page } from './contract.ts';

interface DevicePageDependencies extends ServeDependencies {
  /** The files of the page by their names. */
  readonly files: ReadonlyMap<string, string>;
}

const PAGE = 'device.html';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
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
    "img-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'permissions-policy': 'camera=(self), microphone=(), geolocation=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
} as const;

/** Edge of the device page: the page and its files, as they stand in the folder `static`. */
export function devicePageHandler(deps: DevicePageDependencies): ApiHandler {
  return byRoute({
    [page.path]: serve(page, deps, { GET: async () => fileReply(deps, PAGE) }),
    [file.path]: serve(file, deps, { GET: async ({ path }) => fileReply(deps, path.file ?? '') }),
  });
}

function fileReply({ files }: DevicePageDependencies, name: string): Reply {
  const text = files.get(name);
  const mediaType = MEDIA_TYPES[extname(name)];
  if (text === undefined || mediaType === undefined) throw new ApiError('ROUTE_UNKNOWN');
  // Asked for again each time it is opened: a page that answers challenges must not be an old one.
  return { status: 200, text, headers: { ...PAGE_HEADERS, 'content-type': mediaType, 'cache-control': 'no-cache' } };
}
