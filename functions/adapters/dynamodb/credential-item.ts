import type { Ownership } from '../../core/directory/epoch.ts';
import type { UserKey } from '../../core/directory/user.ts';
import type { EnrolledBy, Enrolment } from '../../core/enrol/enrolment.ts';
import { formatId } from '../../core/otp/correlation-id.ts';
import type {
  Credential,
  Method,
  OutstandingPin,
  RememberedSend,
  SendState,
  TotpKey,
} from '../../core/verify/credential.ts';
import { type BypassEntry, decodeRescue, type RecoveryEntry, type ResetEntry } from './rescue-entries.ts';
import { CREDENTIAL, userPartition } from './table.ts';

/**
 * The credential item as it is stored. `m` (-1) and `z` (0) are constants inside each PIN: a write that consumes the
 * PIN computes the cleared counters from them, and an absent PIN leaves the counters to grow, all in one expression.
 */
export interface CredentialItem {
  /** The generation of whose it is; missing in items from before there were generations. */
  readonly g?: string;
  /** Of a tombstone, which has nothing else but its generation. */
  readonly deletedAt?: number;
  readonly failures: number;
  readonly streak: number;
  readonly lastAttemptAt: number;
  readonly sends: number;
  readonly lastSendAt: number;
  /** 1 when pushes are stopped, else 0: a number, so that a consumed PIN can clear it with its `zero`. */
  readonly noPush: number;
  readonly pins: Readonly<Record<string, PinEntry>>;
  readonly sent: Readonly<Record<string, SentEntry>>;
  readonly totp?: TotpEntry;
  readonly pendingTotp?: TotpEntry;
  /** The method that was proved last, or `none`: a PIN that is consumed brings its own. */
  readonly lastMethod: Method | 'none';
  readonly legacyOver?: true;
  /** When the reset that stands was asked for, 0 for none: a number, as `noPush`. Missing in items from before. */
  readonly rs?: number;
  readonly reset?: ResetEntry;
  /** When a reset was completed: passkeys and devices from before it are none. */
  readonly since?: number;
  readonly rc?: RecoveryEntry;
  readonly bp?: BypassEntry;
  /** `email`, `sms` or both, with a blank between: engines compare texts alike. */
  readonly lost?: string;
  readonly preferred?: Method | 'none';
  /** When the person put off adding a second factor, in milliseconds. */
  readonly later?: number;
  readonly enrolment?: Enrolment;
}

/** Names of one letter, because an item with many entries has to stay within one write unit (1,024 bytes). */
export interface PinEntry {
  /** The correlation id, 16 bytes. */
  readonly c: Uint8Array;
  /** The instant of expiry in milliseconds. */
  readonly x: number;
  /** The constants that clear the counters. */
  readonly m: -1;
  /** In what its own caller can read: the budget of sends is his again, and nothing else. */
  readonly z?: 0;
  /** In what proves a factor, which ends a reset too. */
  readonly r?: 0;
  /** The factor that it proves; `none` for one that its own caller can read. */
  readonly v: Method | 'none';
}

interface SentEntry {
  /** Correlation id and expiry, as in a PIN. */
  readonly c: Uint8Array;
  readonly x: number;
  /** Until when the key is remembered, in milliseconds. */
  readonly u: number;
  /** The fingerprint of the request. */
  readonly p: string;
  /** What became of the delivery. */
  readonly s: SendState;
}

interface TotpEntry {
  readonly sealed: Uint8Array;
  readonly keyId: string;
  readonly lastStep: number;
  readonly explainedStep?: number;
  readonly createdAt: number;
  readonly confirmedAt?: number;
  readonly by?: EnrolledBy;
  readonly epoch?: string;
  readonly lostAt?: number;
  readonly apart?: true;
}

export function credentialKey(user: UserKey): { pk: string; sk: string } {
  return { pk: userPartition(user), sk: CREDENTIAL };
}

/** A tombstone has no counters: nothing that clears or stops brings it to life. */
export const STANDS = 'attribute_exists(failures)';

export function emptyItem({ generation }: Partial<Ownership>): CredentialItem {
  return { ...EMPTY_ITEM, ...(generation === undefined ? {} : { g: generation }) };
}

export const EMPTY_ITEM = {
  failures: 0,
  streak: 0,
  lastAttemptAt: 0,
  sends: 0,
  lastSendAt: 0,
  noPush: 0,
  rs: 0,
  pins: {},
  sent: {},
  lastMethod: 'none',
} as const;

export function decodeCredential(item: CredentialItem): Credential {
  return {
    failures: item.failures,
    streak: item.streak,
    lastAttemptAtMs: item.lastAttemptAt,
    sends: item.sends,
    lastSendAtMs: item.lastSendAt,
    pushesStopped: item.noPush > 0,
    pins: mapValues(item.pins, decodePin),
    remembered: mapValues(item.sent, decodeSent),
    ...(item.totp === undefined ? {} : { totp: decodeTotp(item.totp) }),
    ...(item.pendingTotp === undefined ? {} : { pendingTotp: decodeTotp(item.pendingTotp) }),
    ...(item.lastMethod === 'none' ? {} : { lastMethod: item.lastMethod }),
    ...(item.legacyOver === undefined ? {} : { legacyOver: item.legacyOver }),
    ...(item.since === undefined ? {} : { factorsSinceMs: item.since }),
    ...(item.enrolment === undefined ? {} : { enrolment: item.enrolment }),
    ...(item.preferred === undefined || item.preferred === 'none' ? {} : { preferred: item.preferred }),
    ...(item.later === undefined ? {} : { putOffAtMs: item.later }),
    lostAddresses: (['email', 'sms'] as const).filter((channel) => item.lost?.split(' ').includes(channel)),
    ...decodeRescue(item),
  };
}

/** 16 bytes instead of 36 characters; what is not a correlation id becomes one byte, which equals no stored one. */
export function encodeCorrelationId(id: string): Uint8Array {
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
  return bytes.length === 16 && formatId(bytes) === id.toLowerCase() ? bytes : Buffer.alloc(1);
}

export function encodeTotp(key: TotpKey): TotpEntry {
  const { sealed, keyId, lastStep, explainedStep, createdAtMs: createdAt, confirmedAtMs: confirmedAt } = key;
  const { by, epoch, lostAtMs, isApart } = key;
  return {
    sealed,
    keyId,
    lastStep,
    createdAt,
    ...(explainedStep === undefined ? {} : { explainedStep }),
    ...(confirmedAt === undefined ? {} : { confirmedAt }),
    ...(by === undefined ? {} : { by }),
    ...(epoch === undefined ? {} : { epoch }),
    ...(lostAtMs === undefined ? {} : { lostAt: lostAtMs }),
    ...(isApart === undefined ? {} : { apart: isApart }),
  };
}

function decodePin(entry: PinEntry): OutstandingPin {
  return { correlationId: formatId(entry.c), expiresAtMs: entry.x };
}

function decodeSent(entry: SentEntry): RememberedSend {
  return {
    correlationId: formatId(entry.c),
    expiresAtMs: entry.x,
    rememberUntilMs: entry.u,
    fingerprint: entry.p,
    state: entry.s,
  };
}

function decodeTotp(entry: TotpEntry): TotpKey {
  const {
    sealed,
    keyId,
    lastStep,
    explainedStep,
    createdAt: createdAtMs,
    confirmedAt: confirmedAtMs,
    by,
    epoch,
    lostAt: lostAtMs,
    apart: isApart,
  } = entry;
  return {
    sealed,
    keyId,
    lastStep,
    createdAtMs,
    ...(explainedStep === undefined ? {} : { explainedStep }),
    ...(confirmedAtMs === undefined ? {} : { confirmedAtMs }),
    ...(by === undefined ? {} : { by }),
    ...(epoch === undefined ? {} : { epoch }),
    ...(isApart === undefined ? {} : { isApart }),
    ...(lostAtMs === undefined ? {} : { lostAtMs }),
  };
}

function mapValues<In, Out>(map: Readonly<Record<string, In>>, change: (value: In) => Out): Record<string, Out> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}
