import { createHash } from 'node:crypto';
import { SETTINGS } from '../../core/settings/catalogue.ts';
import { ApiError } from '../../http/api-error.ts';
import type { Reply } from '../../http/reply.ts';

const DEFAULT_COLOUR = SETTINGS.PageColor.defaults.standard;
const STYLE_NAME = /^([0-9a-f]{10})-([0-9a-f]{6})\.css$/;

export interface AssetPaths {
  readonly style: string;
  readonly script: string;
}

export interface Assets {
  /** The files of a page in the operator's colour, which is part of the stylesheet's name. */
  pathsFor(colour: string): AssetPaths;
  reply(name: string): Reply;
}

const HEADERS = {
  'cache-control': 'public, max-age=31536000, immutable',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/**
 * The stylesheet and the script. Part of their names is a hash of both, so that a new version has a new address and
 * browsers may keep the old one for ever.
 */
export function createAssets(files: ReadonlyMap<string, string>): Assets {
  const [style, script] = [textOf(files, 'page.css'), textOf(files, 'page.js')];
  const version = createHash('sha256').update(style).update(script).digest('hex').slice(0, 10);
  return {
    pathsFor: (colour) => ({
      style: `/mfa/assets/${version}-${colour.slice(1).toLowerCase()}.css`,
      script: `/mfa/assets/${version}.js`,
    }),
    reply(name) {
      if (name === `${version}.js`) return file('text/javascript; charset=utf-8', script);
      const [, named, colour] = STYLE_NAME.exec(name) ?? [];
      if (named !== version || colour === undefined) throw new ApiError('ROUTE_UNKNOWN');
      return file('text/css; charset=utf-8', style.replace(DEFAULT_COLOUR, `#${colour}`));
    },
  };
}

function file(mediaType: string, text: string): Reply {
  return { status: 200, headers: { ...HEADERS, 'content-type': mediaType }, text };
}

function textOf(files: ReadonlyMap<string, string>, name: string): string {
  const text = files.get(name);
  if (text === undefined) throw new TypeError(`the pages need the file ${name}`);
  return text;
}
