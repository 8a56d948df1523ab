import { createHmac } from 'node:crypto';
import type { Language } from '../core/messages/languages.ts';
import { constantTimeEqual } from '../core/otp/constant-time-equal.ts';
import type { Devices } from '../core/ports/push.ts';
import type { Clock, RandomBytes, SettingsSource, UserRecord, Users } from '../core/ports.ts';
import type { Device } from '../core/push/device.ts';
import { type BrowserSecret, makeBrowserSecret } from '../core/sessions/browser.ts';
import { type OpenSession, type OpenSessionDependencies, openSession } from '../core/sessions/open-session.ts';
import { addressOfReturn } from '../core/sessions/return-url.ts';
import type { Session, SessionEnd } from '../core/sessions/session.ts';
import { viewSession } from '../core/sessions/view-session.ts';
import { resolveSettings, type Settings } from '../core/settings/resolve.ts';
import { ApiError } from '../http/api-error.ts';
import { readBrowserCookie } from '../http/browser-cookie.ts';
import type { PageRequest } from '../http/serve-page.ts';
import type { AssetPaths, Assets } from './assets.ts';
import { type LanguageChoice, languageOfVisit } from './language.ts';
import { TEXTS, type Texts } from './texts/index.ts';

export interface VisitDependencies extends OpenSessionDependencies {
  readonly assets: Assets;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly settings: SettingsSource;
  readonly users: Pick<Users, 'load'>;
  readonly devices: Pick<Devices, 'list'>;
}

/** One request of the browser that a session belongs to, with everything that a page says. */
export interface Visit {
  readonly session: Session;
  readonly settings: Settings;
  readonly assets: AssetPaths;
  readonly language: Language;
  readonly texts: Texts;
  readonly chosenLanguage: Language | undefined;
  readonly nowMs: number;
  readonly cookie: BrowserSecret;
  /** Some browser has the session, and it is this one. */
  readonly isBound: boolean;
  readonly end: SessionEnd | undefined;
  /** Stands in every form. */
  readonly token: string;
  /** Names one press of a button, so that a double click sends one message. */
  readonly nonce: string;
  /** Back to the application. */
  readonly returnAddress: string;
  path(step?: string): string;
  /** The user as he is now; read once. */
  record(): Promise<UserRecord>;
  registeredDevices(): Promise<readonly Device[]>;
}

/** A visit that may change something: the browser, the token and the session were checked. */
export interface ActingVisit extends Visit {
  readonly open: OpenSession;
}

export type NoVisit = { readonly kind: 'gone' } | { readonly kind: 'other-browser' } | { readonly kind: 'stale' };

export async function lookAt(deps: VisitDependencies, request: PageRequest): Promise<Visit | NoVisit> {
  const id = request.path.sessionId ?? '';
  const cookie = readBrowserCookie(request.cookies) ?? makeBrowserSecret(deps.random);
  const viewed = await viewSession(deps, id, cookie);
  switch (viewed.kind) {
    case 'open':
      return makeVisit(deps, request, viewed.session, cookie, viewed.isBound);
    case 'ended':
      return makeVisit(deps, request, viewed.session, cookie, true);
    default:
      return viewed;
  }
}

/** The first form of a session binds it to its browser. `ended` is told apart, for a second click after the end. */
export async function act(deps: VisitDependencies, request: PageRequest): Promise<ActingVisit | Visit | NoVisit> {
  const id = request.path.sessionId ?? '';
  const cookie = readBrowserCookie(request.cookies);
  if (cookie === undefined) return { kind: 'other-browser' };
  if (!constantTimeEqual(formToken(id, cookie), request.form.token ?? '')) return { kind: 'stale' };
  const opened = await openSession(deps, id, cookie);
  switch (opened.kind) {
    case 'open': {
      const visit = await makeVisit(deps, request, opened.session, cookie, true);
      return { ...visit, open: { session: opened.session, browserHash: opened.browserHash } };
    }
    case 'ended':
      return makeVisit(deps, request, opened.session, cookie, true);
    default:
      return opened;
  }
}

async function makeVisit(
  deps: VisitDependencies,
  request: LanguageChoice,
  session: Session,
  cookie: BrowserSecret,
  isBound: boolean,
): Promise<Visit> {
  const stored = await deps.settings.forDomain(session.user.domain);
  if (stored === undefined) throw new ApiError('SESSION_UNKNOWN');
  const { language, chosen } = languageOfVisit(request, session.locale);
  const settings = resolveSettings(stored, session.application);
  let record: Promise<UserRecord> | undefined;
  let devices: Promise<readonly Device[]> | undefined;
  return {
    session,
    settings,
    assets: deps.assets.pathsFor(settings.PageColor),
    language,
    texts: TEXTS[language],
    chosenLanguage: chosen,
    nowMs: deps.clock(),
    cookie,
    isBound,
    end: session.end,
    token: formToken(session.id, cookie),
    nonce: Buffer.from(deps.random(12)).toString('base64url'),
    returnAddress: addressOfReturn(session),
    path: (step) => `/mfa/s/${session.id}${step === undefined ? '' : `/${step}`}`,
    record: () => {
      record ??= deps.users.load(session.user);
      return record;
    },
    registeredDevices: () => {
      devices ??= deps.devices.list(session.user);
      return devices;
    },
  };
}

/** Only a page that was shown to the browser with this cookie can contain it; nothing has to be stored for it. */
function formToken(sessionId: string, cookie: BrowserSecret): string {
  return createHmac('sha256', cookie.reveal())
    .update(JSON.stringify(['form', sessionId]))
    .digest('base64url');
}
