import { type Standing, standingOf } from '../../core/directory/standing.ts';
import { isIntroduced, type ShownDomain, shownDomain } from '../../core/identity-domains/shown-domain.ts';
import { type Offer, offersOf } from '../../core/journey/offers.ts';
import { settingsForEnrolment } from '../../core/journey/settings-for-enrolment.ts';
import { type HelpingAccount, helpingAccounts, settingsForHelping } from '../../core/links/helping-accounts.ts';
import type { Language } from '../../core/messages/languages.ts';
import type { RelyingParty } from '../../core/passkeys/passkey.ts';
import { usablePasskeys } from '../../core/passkeys/usable-passkeys.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Domains } from '../../core/ports/identity-domains.ts';
import type { KeyRing } from '../../core/ports/key-ring.ts';
import type { Devices } from '../../core/ports/push.ts';
import type { RandomBytes } from '../../core/ports/random-bytes.ts';
import type { UserRecord, Users } from '../../core/ports/users.ts';
import type { Device } from '../../core/push/device.ts';
import { proofsOf, provesInSpiteOfLock } from '../../core/sessions/assurance.ts';
import { type BrowserSecret, makeBrowserSecret, makeFormToken } from '../../core/sessions/browser.ts';
import { type OpenSession, type OpenSessionDependencies, openSession } from '../../core/sessions/open-session.ts';
import type { Session, SessionEnd } from '../../core/sessions/session.ts';
import { viewSession } from '../../core/sessions/view-session.ts';
import { resolveSettings, type Settings } from '../../core/settings/resolve.ts';
import { ApiError } from '../../http/api-error.ts';
import { readBrowserCookies, sessionCookie, visitorCookie } from '../../http/browser-cookie.ts';
import type { PageRequest } from '../../http/serve-page.ts';
import type { AssetPaths, Assets } from './assets.ts';
import type { BareReplyDependencies } from './bare-reply.ts';
import { type BrowserOfPerson, browserOfPerson } from './browser-of-person.ts';
import { type LanguageChoice, languageOfVisit } from './language.ts';
import { type Words, wordsIn } from './words.ts';

export interface VisitDependencies extends OpenSessionDependencies, BareReplyDependencies {
  readonly assets: Assets;
  readonly clock: Clock;
  readonly keys: KeyRing;
  readonly random: RandomBytes;
  readonly users: Pick<Users, 'load'>;
  readonly devices: Pick<Devices, 'list'>;
  readonly domains: Pick<Domains, 'find'>;
  /** For whom passkeys are: the domain name of the stage, and the one address that these pages have. */
  readonly rp: RelyingParty;
}

/** One request of the browser that a session belongs to, with everything that a page says. */
export interface Visit extends Words {
  readonly session: Session;
  readonly settings: Settings;
  readonly assets: AssetPaths;
  readonly chosenLanguage: Language | undefined;
  readonly nowMs: number;
  /** What the forms and the notices of the pages are signed with. */
  readonly secret: BrowserSecret;
  /** Whole `Set-Cookie` values that the browser does not have yet. */
  readonly cookies: readonly string[];
  /** Some browser has the session, and it is this one. */
  readonly isBound: boolean;
  readonly end: SessionEnd | undefined;
  /** Its time is over: nothing but the way back to the application is left. */
  readonly isExpired: boolean;
  /** That of the user as people know it; missing for the default domain, which everybody is in, unless it was introduced. */
  readonly domain: ShownDomain | undefined;
  readonly rp: RelyingParty;
  /** Stands in every form. */
  readonly token: string;
  /** Names one press of a button, so that a double click sends one message. */
  readonly nonce: string;
  path(step?: string): string;
  /** This very page, for the links that show it in another language. */
  readonly here: { readonly path: string; readonly query: PageRequest['query'] };
  /** Whether what was proven in this session still counts. */
  standing(): Promise<Standing>;
  /** Codes are locked, and nothing was proven here that stands in spite of that. */
  isBarred(): Promise<boolean>;
  /** The user as he is now; read once. */
  record(): Promise<UserRecord>;
  registeredDevices(): Promise<readonly Device[]>;
  /** The ways that he can take now. */
  offers(): Promise<readonly Offer[]>;
  /** His accounts in other domains by which he can be helped now; of a session that helps there are none. */
  helping(): Promise<readonly HelpingAccount[]>;
  /** What this browser knows of him. */
  readonly browser: BrowserOfPerson;
}

/** A visit that may change something: the browser, the token and the session were checked. */
export interface ActingVisit extends Visit {
  readonly open: OpenSession;
}

/** A session that is over, in the hands of its own browser. */
export interface EndedVisit extends Visit {
  readonly end: SessionEnd;
}

/** A form of a page that is older than the session's cookie: nothing is done, the page is shown anew. */
export interface OlderPage extends Visit {
  readonly isOlderPage: true;
}

/** A session whose time is over, in the hands of its own browser. */
interface LateVisit extends Visit {
  readonly isLate: true;
}

export type NoVisit =
  | { readonly kind: 'gone' | 'other-browser'; readonly site?: string }
  | { readonly kind: 'stale' | 'no-cookie' };

export async function lookAt(deps: VisitDependencies, request: PageRequest): Promise<Visit | NoVisit> {
  const id = request.path.sessionId ?? '';
  const { visitor, own } = readBrowserCookies(request.cookies, id);
  const viewed = await viewSession(deps, id, own);
  switch (viewed.kind) {
    case 'open': {
      const { session, isBound } = viewed;
      if (isBound && own !== undefined) return makeVisit(deps, request, session, { secret: own });
      const secret = visitor ?? makeBrowserSecret(deps.random);
      return makeVisit(deps, request, session, { secret, cookie: visitorCookie(secret), isBound: false });
    }
    case 'ended':
    case 'expired':
      // Both are told to the session's own browser alone.
      return own === undefined ? { kind: 'gone' } : makeVisit(deps, request, viewed.session, { secret: own });
    default:
      return viewed;
  }
}

/** The first form of a session binds it to its browser. `ended` is told apart, for a second click after the end. */
export async function act(
  deps: VisitDependencies,
  request: PageRequest,
): Promise<ActingVisit | EndedVisit | LateVisit | OlderPage | NoVisit> {
  const id = request.path.sessionId ?? '';
  const form = { ...readBrowserCookies(request.cookies, id), token: request.form.token ?? '' };
  const opened = await openSession(deps, id, form);
  switch (opened.kind) {
    case 'open': {
      const { session, browserHash, secret, isNew } = opened;
      const cookie = isNew ? { cookie: sessionCookie(id, secret) } : {};
      const visit = await makeVisit(deps, request, session, { secret, ...cookie });
      // The session is that of a person: of whoever has the name now it is none.
      if ((await visit.standing()).kind === 'gone') return { kind: 'gone' };
      const outlivesLock = usablePasskeys(visit.settings, await visit.record(), deps.rp.rpId).length > 0;
      // What goes on after its first proof goes on until the person says that he is done.
      const lingers = session.purpose === 'verify' && session.proven.length > 0;
      return { ...visit, open: { session, browserHash, outlivesLock, lingers } };
    }
    case 'ended': {
      const { session, secret } = opened;
      const visit = await makeVisit(deps, request, session, { secret, cookie: sessionCookie(id, secret) });
      return { ...visit, end: session.end };
    }
    case 'expired':
      return { ...(await makeVisit(deps, request, opened.session, opened)), isLate: true };
    case 'older-page':
      return { ...(await makeVisit(deps, request, opened.session, opened)), isOlderPage: true };
    default:
      return opened;
  }
}

/** Read with the settings a moment ago, so this asks nobody. */
async function domainOf(
  { domains, defaultDomain }: VisitDependencies,
  { user }: Pick<Session, 'user'>,
): Promise<ShownDomain | undefined> {
  const domain = await domains.find(user.domain);
  if (domain === undefined) return { name: user.domain };
  return user.domain !== defaultDomain || isIntroduced(domain) ? shownDomain(domain) : undefined;
}

async function settingsOf(session: Session, usual: Settings, record: Visit['record']): Promise<Settings> {
  if (session.helps !== undefined) return settingsForHelping(usual);
  return session.purpose === 'enrol' ? settingsForEnrolment(usual, session, await record()) : usual;
}

interface Holding {
  readonly secret: BrowserSecret;
  /** For `Set-Cookie`, when the browser does not have it yet. */
  readonly cookie?: string;
  readonly isBound?: boolean;
}

async function makeVisit(
  deps: VisitDependencies,
  request: LanguageChoice & Pick<PageRequest, 'path'>,
  session: Session,
  { secret, cookie, isBound = true }: Holding,
): Promise<Visit> {
  const stored = await deps.settings.forDomain(session.user.domain);
  if (stored === undefined) throw new ApiError('SESSION_UNKNOWN');
  const { language, chosen } = languageOfVisit(request, session.locale);
  let read: Promise<UserRecord> | undefined;
  const record = (): Promise<UserRecord> => {
    read ??= deps.users.load(session.user);
    return read;
  };
  const usual = resolveSettings(stored, session.application);
  const settings = await settingsOf(session, usual, record);
  const path: Visit['path'] = (step) => `/mfa/s/${session.id}${step === undefined ? '' : `/${step}`}`;
  const nowMs = deps.clock();
  const standing: Visit['standing'] = async () => standingOf(await record(), settings, session.epoch, deps.clock());
  let devices: Promise<readonly Device[]> | undefined;
  const registeredDevices: Visit['registeredDevices'] = () => {
    devices ??= record().then(({ account }) => (account === undefined ? [] : deps.devices.list(session.user, account)));
    return devices;
  };
  let helpers: Promise<readonly HelpingAccount[]> | undefined;
  const helping: Visit['helping'] = () => {
    helpers ??=
      session.helps === undefined
        ? record().then((one) => helpingAccounts(deps, session, one, deps.rp.rpId))
        : Promise.resolve([]);
    return helpers;
  };
  return {
    session,
    settings,
    assets: deps.assets.pathsFor(settings.PageColor),
    ...wordsIn(language, settings),
    chosenLanguage: chosen,
    nowMs,
    secret,
    cookies: cookie === undefined ? [] : [cookie],
    isBound,
    end: session.end,
    isExpired: session.end === undefined && session.expiresAtMs <= nowMs,
    domain: await domainOf(deps, session),
    rp: deps.rp,
    token: makeFormToken(deps.random, secret, session.id),
    nonce: Buffer.from(deps.random(12)).toString('base64url'),
    path,
    here: { path: path(request.path.step && encodeURIComponent(request.path.step)), query: request.query },
    record,
    standing,
    isBarred: async () => !provesInSpiteOfLock(proofsOf(session)) && (await standing()).kind === 'locked',
    registeredDevices,
    helping,
    offers: async () => offersOf(settings, await record(), await registeredDevices(), deps.rp.rpId),
    browser: browserOfPerson(deps, request.cookies, session.user, record),
  };
}
