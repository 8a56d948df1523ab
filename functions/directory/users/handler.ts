import { attributeOf } from '../../core/directory/attribute.ts';
import { checkAttributes, type StoredProfile } from '../../core/directory/profile.ts';
import type { UserKey } from '../../core/directory/user.ts';
import { isNewUserName, USER_NAME_EXPECTED } from '../../core/directory/user-name.ts';
import { isFor, type PasswordVerifier } from '../../core/passwords/authenticate.ts';
import { PASSWORD_EXPECTED, passwordFault } from '../../core/passwords/password-policy.ts';
import type { Directory, NewPassword } from '../../core/ports/directory.ts';
import type { Domains } from '../../core/ports/identity-domains.ts';
import type { Users } from '../../core/ports/users.ts';
import { Secret } from '../../core/secrets/secret.ts';
import { resolveSettings } from '../../core/settings/resolve.ts';
import { administeredDomain } from '../../http/administered-domain.ts';
import { type AskedUser, administeredUser } from '../../http/administered-user.ts';
import { ApiError, type FieldFault } from '../../http/api-error.ts';
import { byRoute } from '../../http/by-route.ts';
import type { CallerDependencies } from '../../http/callers.ts';
import { askedPage, nextPage } from '../../http/page-of-users.ts';
import { ok, type Reply } from '../../http/reply.ts';
import { type ApiHandler, type ServeDependencies, serve } from '../../http/serve.ts';
import { user, users } from './contract.ts';
import { readiness } from './readiness-contract.ts';
import { type ReadinessDependencies, showReadiness } from './readiness-handler.ts';
import { mayList, type SearchDependencies, search } from './search.ts';
import { requireWhyVouched, tellOfAddresses, type WrittenDependencies } from './written.ts';

interface UsersHandlerDependencies
  extends ServeDependencies,
    SearchDependencies,
    ReadinessDependencies,
    WrittenDependencies {
  readonly clock: WrittenDependencies['clock'];
  readonly directory: Directory;
  readonly domains: Domains;
  readonly callers: CallerDependencies;
  readonly users: Pick<Users, 'findAccount' | 'load'>;
  readonly passwords: Pick<PasswordVerifier, 'hash' | 'isOutdated'>;
  readonly commonPasswords: () => ReadonlySet<string>;
}

const PAGE_LIMITS = { default: 50, max: 100 } as const;

/** Edge of our own directory: an administrator shows, makes, changes, lists and removes users. */
export function usersHandler(deps: UsersHandlerDependencies): ApiHandler {
  return byRoute({
    [user.path]: serve(user, deps, {
      GET: async (asked) => view(await deps.directory.find(await userOf(deps, asked))),
      PUT: async ({ body: { password, ...profile }, ...asked }) => {
        const key = await userOf(deps, asked);
        await requireName(deps, key, asked.path.userId ?? '');
        const attributes = await checked(deps, key, profile.attributes);
        requireKnown(profile.verified, attributes);
        if (profile.verified.length > 0) {
          await requireWhyVouched(deps, key, await deps.directory.find(key), { ...profile, attributes });
        }
        const newOne = await newPassword(deps, key, password);
        const written = await deps.directory.put(key, { ...profile, attributes }, newOne);
        await tellOfAddresses(deps, key, written);
        return view(written.profile);
      },
      PATCH: async ({ body: { password, attributes, previousPasswordUntil, ...change }, ...asked }) => {
        const key = await userOf(deps, asked);
        const changed = attributes === undefined ? undefined : await checked(deps, key, attributes);
        if (change.verified !== undefined) await requireVerifiable(deps, key, change.verified, changed ?? {});
        const overlap = await overlapOf(deps, key, password, previousPasswordUntil);
        const newOne = await newPassword(deps, key, password, overlap);
        const endsPreviousPassword = previousPasswordUntil === null;
        const wanted = { ...change, attributes: changed, endsPreviousPassword };
        const written = await deps.directory.change(key, wanted, newOne);
        // He was there a moment ago: somebody else has changed the password meanwhile.
        if (written === undefined && overlap !== undefined) {
          throw new ApiError('TOO_MANY_REQUESTS', { headers: { 'retry-after': '1' } });
        }
        if (written !== undefined) await tellOfAddresses(deps, key, written);
        return view(written?.profile);
      },
      DELETE: async (asked): Promise<Reply> => {
        if (!(await deps.directory.remove(await userOf(deps, asked)))) throw new ApiError('USER_UNKNOWN');
        return { status: 204 };
      },
    }),
    [users.path]: serve(users, deps, {
      GET: async (asked) => {
        const domain = administeredDomain(deps.callers, asked.caller, asked.query.domain ?? asked.caller.user.domain);
        if (asked.query.search !== undefined) return search(deps, asked.caller, domain, asked.query.search);
        if (!mayList(asked.caller)) throw new ApiError('ADMINISTRATOR_ONLY');
        await requireDirectory(deps, domain);
        const page = await deps.directory.list(domain, askedPage(asked.query, PAGE_LIMITS));
        return ok({ users: page.users.map(shown), ...nextPage(page.next) });
      },
    }),
    [readiness.path]: serve(readiness, deps, {
      GET: async ({ caller, path, query }) => {
        const domain = administeredDomain(deps.callers, caller, path.domain);
        await requireDirectory(deps, domain);
        return showReadiness(deps, domain, query);
      },
    }),
  });
}

async function userOf(deps: UsersHandlerDependencies, asked: AskedUser): Promise<UserKey> {
  const user = await administeredUser(deps, asked);
  await requireDirectory(deps, user.domain);
  return user;
}

/** Users who live in LDAP are that directory's to manage. */
async function requireDirectory({ domains }: UsersHandlerDependencies, name: string): Promise<void> {
  const domain = await domains.find(name);
  if (domain === undefined) throw new ApiError('DOMAIN_UNKNOWN');
  if (domain.identityStore.kind !== 'directory') throw new ApiError('DIRECTORY_READ_ONLY');
}

/** Whoever is in the directory keeps his name, by whatever rules it was given. */
async function requireName({ directory }: UsersHandlerDependencies, key: UserKey, typed: string): Promise<void> {
  if (isNewUserName(typed) || (await directory.find(key)) !== undefined) return;
  throw invalid([{ field: 'userId', expected: USER_NAME_EXPECTED }]);
}

async function checked<V extends string | null>(
  deps: UsersHandlerDependencies,
  { domain }: UserKey,
  attributes: Readonly<Record<string, V>>,
): Promise<Readonly<Record<string, V>>> {
  const settings = resolveSettings((await deps.settings.forDomain(domain)) ?? {});
  const result = checkAttributes(settings, attributes);
  if (result.kind === 'invalid') throw invalid(result.faults);
  return result.attributes;
}

async function newPassword(
  deps: UsersHandlerDependencies,
  { userId }: UserKey,
  text: string | undefined,
  overlap?: NewPassword['overlap'],
): Promise<NewPassword | undefined> {
  if (text === undefined) return undefined;
  const password = new Secret(text);
  const fault = passwordFault(password, { userId, common: deps.commonPasswords() });
  if (fault !== undefined) throw invalid([{ field: 'password', expected: PASSWORD_EXPECTED[fault] }]);
  const hash = await deps.passwords.hash(password, overlap?.previous);
  return { hash, setAtMs: deps.clock(), ...(overlap === undefined ? {} : { overlap }) };
}

const LONGEST_OVERLAP_MS = 7 * 24 * 60 * 60 * 1000;

/** What of the old password stays good while the programs of a client get the new one; a person's ends at once. */
async function overlapOf(
  { users, passwords, clock }: UsersHandlerDependencies,
  key: UserKey,
  password: string | undefined,
  until: string | null | undefined,
): Promise<NewPassword['overlap']> {
  if (until === undefined || until === null) return undefined;
  const untilMs = Date.parse(until);
  const account = await users.findAccount(key);
  if (account === undefined) throw new ApiError('USER_UNKNOWN');
  const previous = isFor('clients', account) ? account.passwordHash : undefined;
  const isInTime = clock() < untilMs && untilMs <= clock() + LONGEST_OVERLAP_MS;
  if (password === undefined || previous === undefined || passwords.isOutdated(previous) || !isInTime) {
    const expected = 'a time within 7 days, with a new password of a client that has signed in with its old one';
    throw invalid([{ field: 'previousPasswordUntil', expected }]);
  }
  return { previous, untilMs };
}

function requireKnown(verified: readonly string[], attributes: Readonly<Record<string, unknown>>): void {
  const unknown = verified.filter((name) => (attributeOf(attributes, name) ?? null) === null);
  if (unknown.length > 0) throw invalid([{ field: 'verified', expected: 'names of attributes that the user has' }]);
}

/** What a change leaves the user with; an attribute that goes cannot be verified. */
async function requireVerifiable(
  deps: UsersHandlerDependencies,
  key: UserKey,
  verified: readonly string[],
  changed: Readonly<Record<string, string | null>>,
): Promise<void> {
  const stored = await deps.directory.find(key);
  if (stored === undefined) throw new ApiError('USER_UNKNOWN');
  const attributes = { ...stored.attributes, ...changed };
  requireKnown(verified, attributes);
  await requireWhyVouched(deps, key, stored, { attributes, verified });
}

function invalid(faults: readonly FieldFault[]): ApiError {
  return new ApiError('FIELD_INVALID', { faults });
}

function view(stored: StoredProfile | undefined): Reply {
  if (stored === undefined) throw new ApiError('USER_UNKNOWN');
  return { ...ok(shown(stored)), changed: { groups: stored.groups } };
}

function shown({ passwordSetAtMs, previousUntilMs, ...profile }: StoredProfile): object {
  return { ...profile, passwordSetAt: instant(passwordSetAtMs), previousPasswordUntil: instant(previousUntilMs) };
}

function instant(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}
