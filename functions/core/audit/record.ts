import { createHash } from 'node:crypto';
import type { UserKey } from '../directory/user.ts';

/** Everything that leaves a record, with what happened; docs/audit.md has the same table. */
export const AUDIT_KINDS = {
  'settings-changed': 'The settings of a domain were replaced.',
  'application-changed': 'An application was registered or changed.',
  'application-removed': 'An application was removed.',
  'domain-created': 'An identity domain was made.',
  'domain-changed': 'An identity domain was changed.',
  'domain-removed': 'An identity domain was deleted, with its users where that was asked for.',
  'user-written': 'A user was made, or written anew as a whole: groups, attributes, password.',
  'user-changed': 'Single things of a user were changed: groups, attributes, password.',
  'user-removed': 'A user was deleted with his factors.',
  'users-imported': 'A file of users was imported.',
  'user-signed-out': 'Everything that had been issued for a user ended.',
  'administrator-created': 'An administrator was made with the command.',
  'key-generation-added': 'A generation was added to the key ring.',
  'lock-begun': 'The last try before a lock was used up; with an authenticator or a phone it may have been right.',
  'lock-ended': 'An administrator ended the lock of a user and set his counters back.',
  'totp-begun': 'A TOTP key was made; it counts after its first right code.',
  'totp-confirmed': 'The first right code made a TOTP key count, in the place of an older one if there was one.',
  'totp-taken-over': 'The TOTP key of the old system became the key of a user.',
  'totp-removed': 'The TOTP keys of a user were removed.',
  'device-added': 'A phone or a browser became a device of a user.',
  'device-removed': 'A device of a user was removed.',
  'passkey-added': 'A passkey was added to a user.',
  'passkey-renamed': 'A passkey of a user was given another name.',
  'passkey-removed': 'A passkey of a user was removed.',
  'passkey-copy-suspected':
    'A passkey that is bound to its device counted back and was refused: there may be a copy of it.',
  'passkey-became-synced': 'A passkey that was bound to its device says that it can be copied now.',
  'recovery-codes-made': 'A user typed one code of a new set of recovery codes back; the set before ended.',
  'recovery-code-used': 'A recovery code was accepted.',
  'recovery-codes-removed': 'The recovery codes of a user were removed.',
  'bypass-code-made': 'The help desk made a code for a user.',
  'bypass-code-approved': 'A second person agreed to a code of the help desk.',
  'bypass-code-used': 'A code of the help desk was accepted.',
  'bypass-code-removed': 'A code of the help desk was ended.',
  'reset-requested': 'A reset was asked for; its cool-off began.',
  'reset-ended': 'A reset was ended before its time; what a right code ends leaves no record of its own.',
  'reset-shortened': 'The cool-off of a reset was shortened, or somebody asked for that.',
  'factors-reset': 'A new factor was enrolled after a reset; the ones before ended.',
  'factor-removed': 'An administrator or the help desk removed a factor of a user.',
  'factor-lost': 'A person said that a factor of his was lost; it proves nothing.',
  'factor-found': 'A person took back that a factor of his was lost.',
  'enrolment-code-made': 'A code that makes one device was given out, or the making of a passkey was begun.',
  'enrolment-stopped': 'A person said of what was being added that it was not his; it ended.',
  'address-changed': 'A person added, replaced or removed his own mail address or phone number.',
  'accounts-linked': 'Two accounts of one person in two domains were linked; each chain has a record of it.',
  'accounts-unlinked': 'The link between two accounts was ended; each chain has a record of it.',
  'reset-opened-by-link': 'A proof in a linked account took the place of the cool-off of a reset.',
  'linked-account-helped': 'A factor of a user was proven for an account that is linked to his.',
  'push-denied': 'A person denied a push; `not_me` also stopped further ones.',
} as const satisfies Record<string, string>;

export type AuditKind = keyof typeof AUDIT_KINDS;

/** What happened to whom. Names of fields and values that are no secret, never a password, a code, a key or a hash. */
export interface AuditEvent {
  readonly kind: AuditKind;
  /** The identity domain that it happened in; its chain holds the record. */
  readonly domain: string;
  /** The user whom it concerns; missing for what concerns a domain. */
  readonly userId?: string | undefined;
  /** Names of what was sent, sorted. */
  readonly fields?: readonly string[] | undefined;
  readonly changed?: Readonly<Record<string, string>> | undefined;
}

/** Who asked, and how. */
export interface Asker {
  readonly actor: {
    /** A kind of caller, `page` or `device` for a person who proved himself there, `operator` for the command. */
    readonly kind: string;
    readonly domain?: string | undefined;
    readonly userId?: string | undefined;
  };
  /** Network address of the caller. */
  readonly address?: string | undefined;
  readonly requestId?: string | undefined;
  /** In the caller's words. */
  readonly reason?: string | undefined;
}

/** `unknown`: something broke; the change may have happened, or not. */
export type Outcome = 'done' | 'refused' | 'unknown';

/** `noted` is one that stands alone, written after the fact. */
type Phase = 'begun' | 'ended' | 'noted';

export interface Entry extends AuditEvent, Asker {
  /** The same in what was begun and in what ended. */
  readonly id: string;
  readonly phase: Phase;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly outcome?: Outcome | undefined;
  /** Why it was refused. */
  readonly code?: string | undefined;
  /** When the table forgets it. */
  readonly expiresAtSeconds: number;
}

/** Where a record stands: the chain of a domain's day (UTC) begins with 1 and has no gap. */
interface Place {
  readonly day: string;
  readonly sequence: number;
  /** Hash of the record before; empty for the first one of a day. */
  readonly previousHash: string;
}

export interface AuditRecord extends Entry, Place {
  readonly hash: string;
}

export function chained(entry: Entry, place: Place): AuditRecord {
  const record = { ...entry, ...place };
  return { ...record, hash: hashOf(record) };
}

/** SHA-256 over all fields but the hash itself, as canonical JSON (RFC 8785; there are neither fractions nor exponents). */
export function hashOf(record: Entry & Place & { readonly hash?: string }): string {
  const { hash: _hash, ...fields } = record;
  return createHash('sha256').update(canonical(fields)).digest('base64url');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`);
  return `{${members.join(',')}}`;
}

const MAX_NAMES = 40;
const MAX_NAME_LENGTH = 80;
const MAX_VALUE_LENGTH = 160;

/** Names of what was sent, so that one record stays small whatever was sent. */
export function boundedNames(names: readonly string[]): readonly string[] {
  return names
    .toSorted()
    .slice(0, MAX_NAMES)
    .map((name) => name.slice(0, MAX_NAME_LENGTH));
}

/** Values as short texts. */
export function boundedValues(values: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const names = Object.keys(values).toSorted().slice(0, MAX_NAMES);
  const short = (value: unknown) => (typeof value === 'string' ? value : canonical(value ?? null));
  return Object.fromEntries(
    names.map((name) => [name.slice(0, MAX_NAME_LENGTH), short(values[name]).slice(0, MAX_VALUE_LENGTH)]),
  );
}

/** An event about one user. */
export function about({ domain, userId }: UserKey, kind: AuditKind): AuditEvent {
  return { kind, domain, userId };
}
