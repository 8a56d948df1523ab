import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { inflate } from '@sparticuz/chromium';
import { type Browser, type BrowserContext, chromium, type LaunchOptions } from 'playwright-core';

const INSTALLED = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'] as const;

/** A browser in a closed network: it calls nobody by itself, and containers give it no sandbox of its own. */
const CLOSED_NETWORK = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-sync',
  '--no-default-browser-check',
  '--no-first-run',
  '--no-pings',
  '--metrics-recording-only',
] as const;

const HOW_TO_GET_ONE =
  'The browser tests need a Chromium. Name one with CHROMIUM_PATH, or install the package chromium of your system ' +
  '(apt-get install chromium). On Linux x64 the one that npm ci brings is used when there is no other.';

/**
 * Starts a real headless Chromium: the one of CHROMIUM_PATH, else the system's, else the one in node_modules. Without
 * any it throws, so that the tests fail and say how to get one.
 */
export async function launchChromium(): Promise<Browser> {
  return start((options) => chromium.launch(options));
}

/**
 * The same with a profile in this folder. The contexts of the other one are private windows, in which nothing can be installed (newer ones
 * than the packed Chromium say so).
 */
export async function launchWithProfile(folder: string): Promise<BrowserContext> {
  return start((options) => chromium.launchPersistentContext(folder, options));
}

async function start<Started>(launch: (options: LaunchOptions) => Promise<Started>): Promise<Started> {
  const named = process.env.CHROMIUM_PATH;
  if (named !== undefined && !existsSync(named)) throw new Error(`CHROMIUM_PATH is ${named}: there is no such file.`);
  const executablePath = named ?? INSTALLED.find((path) => existsSync(path));
  const choice = executablePath === undefined ? await bundledChromium() : { executablePath };
  try {
    return await launch({ headless: true, args: [...CLOSED_NETWORK], ...choice });
  } catch (cause) {
    throw new Error(`${choice.executablePath} did not start. ${HOW_TO_GET_ONE}`, { cause });
  }
}

interface BundledChromium {
  readonly executablePath: string;
  readonly env: Record<string, string>;
}

/** The packed Chromium of @sparticuz/chromium, with the libraries (NSS) and the font that a bare Linux does not have. */
async function bundledChromium(): Promise<BundledChromium> {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error(HOW_TO_GET_ONE);
  const folder = await unpacked();
  const libraries = [join(folder, 'al2023', 'lib'), process.env.LD_LIBRARY_PATH].filter((path) => path !== undefined);
  return {
    executablePath: join(folder, 'chromium'),
    env: { ...definedEnvironment(), LD_LIBRARY_PATH: libraries.join(':'), FONTCONFIG_FILE: join(folder, 'fonts.conf') },
  };
}

/** The font that comes with it, and the system's; the file that comes with it knows the folders of Lambda alone. */
const fontsConfiguration = (folder: string): string =>
  `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${folder}/fonts</dir>` +
  `<dir>/usr/share/fonts</dir><cachedir>${folder}/fonts-cache</cachedir>` +
  // What pages call the font of the system.
  '<alias><family>system-ui</family><prefer><family>Noto Sans</family><family>Noto Sans CJK JP</family>' +
  '<family>Open Sans</family></prefer></alias></fontconfig>';

const PARTS = ['chromium.br', 'al2023.tar.br', 'fonts.tar.br', 'swiftshader.tar.br'] as const;

/** Unpacks once, beside node_modules, and only then gives it its name: test files that start at once see all or nothing. */
async function unpacked(): Promise<string> {
  const home = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '..');
  const { version } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as { version: string };
  const cache = join(home, '..', '..', '.cache');
  const folder = join(cache, `chromium-${version}`);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const fresh = await mkdtemp(join(cache, 'unpacking-'));
  const before = process.env.TMPDIR;
  // The package unpacks into the folder for temporary files and into no other.
  process.env.TMPDIR = fresh;
  try {
    await Promise.all(PARTS.map((part) => inflate(join(home, 'bin', part))));
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
  await writeFile(join(fresh, 'fonts.conf'), fontsConfiguration(folder));
  await rename(fresh, folder).catch(async (error: NodeJS.ErrnoException) => {
    await rm(fresh, { recursive: true });
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  });
  return folder;
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
