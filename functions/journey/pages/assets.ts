import { createHash } from 'node:crypto';
import { SETTINGS } from '../../core/settings/catalogue.ts';
import { ApiError } from '../../http/api-error.ts';
import type { Reply } from '../../http/reply.ts';

const DEFAULT_COLOUR = SETTINGS.PageColor.defaults.standard;
const STYLE_NAME = /^(page|[0-9a-f]{10})-([0-9a-f]{6})\.css$/;

/** For pages of other functions, which do not have the file: its name stays, so browsers look again before long. */
export const LASTING_ASSETS = {
  pathsFor: (colour: string) => ({ style: `/mfa/assets/page-${colour.slice(1).toLowerCase()}.css` }),
} as const;

export interface AssetPaths {
  readonly style: string;
  readonly script: string;
  /** For pages that ask for a passkey. */
  readonly passkeyScript: string;
  /** For the page that shows codes to keep. */
  readonly codesScript: string;
}

export interface Assets {
  /** The files of a page in the operator's colour, which is part of the stylesheet's name. */
  pathsFor(colour: string): AssetPaths;
  reply(name: string): Reply;
}

const FOR_EVER = 'public, max-age=31536000, immutable';
const FIVE_MINUTES = 'public, max-age=300';

/**
 * The stylesheet and the scripts. Part of their names is a hash of all, so that a new version has a new address and
 * browsers may keep the old one for ever.
 */
export function createAssets(files: ReadonlyMap<string, string>): Assets {
  const [style, script] = [textOf(files, 'page.css'), textOf(files, 'page.js')];
  const passkeyScript = textOf(files, 'passkey.js');
  const codesScript = textOf(files, 'codes.js');
  const hash = createHash('sha256').update(style).update(script).update(passkeyScript).update(codesScript);
  const version = hash.digest('hex').slice(0, 10);
  return {
    pathsFor: (colour) => ({
      style: `/mfa/assets/${version}-${colour.slice(1).toLowerCase()}.css`,
      script: `/mfa/assets/${version}.js`,
      passkeyScript: `/mfa/assets/${version}-passkey.js`,
      codesScript: `/mfa/assets/${version}-codes.js`,
    }),
    reply(name) {
      if (name === `${version}.js`) return file('text/javascript; charset=utf-8', script, FOR_EVER);
      if (name === `${version}-passkey.js`) return file('text/javascript; charset=utf-8', passkeyScript, FOR_EVER);
      if (name === `${version}-codes.js`) return file('text/javascript; charset=utf-8', codesScript, FOR_EVER);
      const [, named, colour] = STYLE_NAME.exec(name) ?? [];
      if ((named !== version && named !== 'page') || colour === undefined) throw new ApiError('ROUTE_UNKNOWN');
      const caching = named === version ? FOR_EVER : FIVE_MINUTES;
      return file('text/css; charset=utf-8', style.replace(DEFAULT_COLOUR, `#${colour}`), caching);
    },
  };
}

function file(mediaType: string, text: string, caching: string): Reply {
  const headers = {
    'cache-control': caching,
    'cross-origin-resource-policy': 'same-origin',
    'content-type': mediaType,
  };
  return { status: 200, headers, text };
}

function textOf(files: ReadonlyMap<string, string>, name: string): string {
  const text = files.get(name);
  if (text === undefined) throw new TypeError(`the pages need the file ${name}`);
  return text;
}
