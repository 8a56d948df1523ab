import { type Entry, Filter, ResultCodeError } from 'ldapts';
import { KNOWN_GROUPS } from '../../core/directory/groups.ts';
import { MAX_FOUND } from '../../core/directory/search.ts';
import { DirectoryError } from '../../core/errors/directory-error.ts';
import type { LdapStore } from '../../core/identity-domains/identity-store.ts';
import type { Secret } from '../../core/secrets/secret.ts';
import { type Connection, openConnection } from './connection.ts';
import { checkName, nameAttribute, valuesOf } from './entry.ts';
import { IDENTITY_ATTRIBUTES } from './identity.ts';
import { createPool } from './pool.ts';

/** Of one question to the directory. A request asks two as a rule (who calls, and for whom): 424 comes within 3 seconds. */
const QUESTION_MS = 1_300;
/** What connecting may take of it. */
const CONNECT_MS = 1_000;
/** Two are enough to know that a name is not one person's. */
const MAX_USERS = 2;

export interface FoundUser {
  readonly dn: string;
  readonly entry: Entry;
  readonly groups: readonly string[];
}

/** The account that searches; read from Secrets Manager, and `forget` makes the next read a fresh one. */
export interface BindCredential {
  read(): Promise<{ readonly bindDn: string; readonly password: Secret<string> }>;
  forget(): void;
}

/** A directory that is only ever read. Every method throws a `DirectoryError` when it cannot say. */
export interface LdapDirectory {
  find(userId: string, attributes: readonly string[]): Promise<FoundUser | undefined>;
  /** Entries that fit the filter, at most `MAX_FOUND`, with these attributes and that of the name. */
  search(filter: string, attributes: readonly string[]): Promise<FoundEntries>;
  /**
   * The user, if the password is right: the directory itself judges it, by a bind. That is not tried for somebody who is
   * not allowed: the directory would count it, and lock him.
   */
  signIn(userId: string, password: Secret<string>, how: SignIn): Promise<FoundUser | undefined>;
}

interface FoundEntries {
  readonly entries: readonly Entry[];
  readonly hasMore: boolean;
}

interface SignIn {
  readonly attributes: readonly string[];
  readonly isAllowed: (user: FoundUser) => boolean;
}

export function ldapDirectory(store: LdapStore, credential: BindCredential, now: () => number): LdapDirectory {
  const searching = createPool((signal) => openBound(store, credential, signal), now);
  // Binding changes who a connection is, so passwords are tried on connections that never search.
  const binding = createPool((signal) => openConnection(store, CONNECT_MS, signal), now);
  const find = (userId: string, attributes: readonly string[], signal: AbortSignal) =>
    searching.use((connection) => findUser(connection, store, userId, attributes), signal);

  return {
    find: (userId, attributes) => question((signal) => find(userId, attributes, signal)),
    search: (filter, attributes) =>
      question((signal) =>
        searching.use((connection) => findEntries(connection, store, { filter, attributes }), signal),
      ),
    signIn: (userId, password, { attributes, isAllowed }) =>
      question(async (signal) => {
        // A bind with an empty password succeeds without judging anything (RFC 4513 section 5.1.2).
        if (password.reveal() === '') return undefined;
        const found = await find(userId, attributes, signal);
        const allowed = found !== undefined && isAllowed(found) ? found : undefined;
        // The base entry has no password: an unknown name costs the directory and us the same requests.
        const dn = allowed?.dn ?? store.baseDn;
        const right = await binding.use((connection) => isRight(connection, dn, password), signal);
        return right ? allowed : undefined;
      }),
  };
}

/** Gives one question its time, and turns every failure of the directory into the one error that the core knows. */
async function question<T>(ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  try {
    return await ask(AbortSignal.timeout(QUESTION_MS));
  } catch (error) {
    // AWS did not give the bind credential: that is not the directory's fault.
    if (error instanceof DirectoryError || (error instanceof Error && '$metadata' in error)) throw error;
    throw new DirectoryError('DIRECTORY_UNAVAILABLE', reasonOf(error));
  }
}

/** An error code or the kind of error: messages of a directory may hold names. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error ? `${error.name} ${String(error.code)}` : error.name;
}

async function openBound(store: LdapStore, credential: BindCredential, signal: AbortSignal) {
  const { bindDn, password } = await credential.read();
  const connection = await openConnection(store, CONNECT_MS, signal);
  try {
    await connection.client.bind(bindDn, password.reveal());
    return connection;
  } catch (error) {
    connection.close();
    // The password was changed, perhaps: the next question reads it anew.
    credential.forget();
    throw error;
  }
}

/** Busy, unavailable, other (RFC 4511 appendix A.1): the directory did not get as far as the password. */
const OUTAGES: readonly number[] = [51, 52, 80];

/** Every other result is an answer about this user: wrong, without a password, gone, expired, or locked over there. */
async function isRight(connection: Connection, dn: string, password: Secret<string>): Promise<boolean> {
  connection.allow(0);
  try {
    await connection.client.bind(dn, password.reveal());
    return true;
  } catch (error) {
    if (error instanceof ResultCodeError && !OUTAGES.includes(error.code)) return false;
    throw error;
  }
}

async function findUser(
  connection: Connection,
  store: LdapStore,
  userId: string,
  attributes: readonly string[],
): Promise<FoundUser | undefined> {
  const name = nameAttribute(store.userFilter);
  // A function, because `$&` in a text replacement means the match.
  const filter = store.userFilter.replace('{userId}', () => Filter.escape(userId));
  connection.allow(MAX_USERS);
  const { searchEntries } = await connection.client.search(store.baseDn, {
    scope: 'sub',
    derefAliases: 'never',
    filter,
    sizeLimit: MAX_USERS,
    timeLimit: 1,
    attributes: [name, ...IDENTITY_ATTRIBUTES, ...attributes],
  });
  // References to other servers are not followed: a name is known here or not at all.
  const [entry] = searchEntries;
  const names = entry === undefined ? 'other' : checkName(entry, name, userId);
  if (searchEntries.length > 1 || names === 'several') throw new DirectoryError('USER_AMBIGUOUS', 'several entries');
  // Asked for a name that is nobody's as well, so that the time does not tell which are somebody's.
  const groups = await groupsOf(connection, store, entry?.dn ?? store.baseDn, userId);
  return entry === undefined || names === 'other' ? undefined : { dn: entry.dn, entry, groups };
}

/** One more than is shown tells that there are more; a directory that stops at its own limit has more as well. */
async function findEntries(
  connection: Connection,
  store: LdapStore,
  { filter, attributes }: { readonly filter: string; readonly attributes: readonly string[] },
): Promise<FoundEntries> {
  connection.allow(MAX_FOUND + 1);
  const { searchEntries } = await connection.client.search(store.baseDn, {
    scope: 'sub',
    derefAliases: 'never',
    filter,
    sizeLimit: MAX_FOUND + 1,
    timeLimit: 1,
    attributes: [nameAttribute(store.userFilter), ...attributes],
  });
  return { entries: searchEntries.slice(0, MAX_FOUND), hasMore: searchEntries.length > MAX_FOUND };
}

/** Which of the few groups that matter list this member. Their members are never fetched: a group may have thousands. */
async function groupsOf(connection: Connection, store: LdapStore, dn: string, userId: string): Promise<string[]> {
  if (store.groupBaseDn === undefined) return [];
  const names = KNOWN_GROUPS.map((name) => `(cn=${Filter.escape(name)})`).join('');
  // posixGroup lists bare names (RFC 2307), every other class lists DNs.
  const member = store.memberAttribute.toLowerCase() === 'memberuid' ? userId : dn;
  // Directories may have a group of one name in several places.
  connection.allow(10 * KNOWN_GROUPS.length);
  const { searchEntries } = await connection.client.search(store.groupBaseDn, {
    scope: 'sub',
    derefAliases: 'never',
    filter: `(&(|${names})(${store.memberAttribute}=${Filter.escape(member)}))`,
    timeLimit: 1,
    attributes: ['cn'],
  });
  const found = new Set(searchEntries.flatMap((entry) => valuesOf(entry, 'cn').map((name) => name.toLowerCase())));
  return KNOWN_GROUPS.filter((name) => found.has(name.toLowerCase()));
}
