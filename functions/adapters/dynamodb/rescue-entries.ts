import type { BypassCode } from '../../core/recovery/bypass-code.ts';
import type { RecoverySet } from '../../core/recovery/recovery-codes.ts';
import type { Reset } from '../../core/recovery/reset.ts';
import type { Credential } from '../../core/verify/credential.ts';

/** What of the credential item helps who has lost his factors. Names of one letter, as in PINs. */

/** A code that is left, with the constants that clear the counters. */
interface CodeEntry {
  readonly m: -1;
  readonly z: 0;
}

export interface RecoveryEntry {
  /** The salt. */
  readonly s: Uint8Array;
  /** When the set was made, in milliseconds. */
  readonly t: number;
  /** The codes that are left, by their hashes. */
  readonly c: Readonly<Record<string, CodeEntry>>;
}

export interface BypassEntry {
  readonly i: string;
  readonly s: Uint8Array;
  readonly h: Uint8Array;
  /** The instant of expiry in milliseconds. */
  readonly x: number;
  /** Uses that are left. */
  readonly u: number;
  /** 1 when it is approved. */
  readonly a: 0 | 1;
}

/** `rs` of the item says whether it stands. */
export interface ResetEntry {
  readonly ready: number;
  readonly by: Reset['by'];
  /** The session that alone may use it. */
  readonly sid?: string;
  /** Who wants it sooner. */
  readonly sooner?: string;
  /** When resets were asked for. */
  readonly asked: readonly number[];
  /** Of the write that made it. */
  readonly v: string;
}

interface RescueEntries {
  readonly rs?: number;
  readonly reset?: ResetEntry;
  readonly rc?: RecoveryEntry;
  readonly bp?: BypassEntry;
}

type Rescue = Pick<Credential, 'recovery' | 'bypass' | 'reset' | 'resetsAtMs'>;

export function decodeRescue({ rs = 0, reset, rc, bp }: RescueEntries): Rescue {
  return {
    resetsAtMs: reset?.asked ?? [],
    ...(rc === undefined ? {} : { recovery: { salt: rc.s, hashes: Object.keys(rc.c), madeAtMs: rc.t } }),
    ...(bp === undefined ? {} : { bypass: decodeBypass(bp) }),
    ...(reset === undefined || rs === 0 ? {} : { reset: decodeReset(rs, reset) }),
  };
}

export function encodeRecovery({ salt, hashes, madeAtMs }: RecoverySet): RecoveryEntry {
  const entry: CodeEntry = { m: -1, z: 0 };
  return { s: salt, t: madeAtMs, c: Object.fromEntries(hashes.map((hash) => [hash, entry])) };
}

export function encodeBypass({ id, salt, hash, expiresAtMs, usesLeft, isApproved }: BypassCode): BypassEntry {
  return { i: id, s: salt, h: hash, x: expiresAtMs, u: usesLeft, a: isApproved ? 1 : 0 };
}

function decodeBypass({ i: id, s: salt, h: hash, x: expiresAtMs, u: usesLeft, a }: BypassEntry): BypassCode {
  return { id, salt, hash, expiresAtMs, usesLeft, isApproved: a === 1 };
}

function decodeReset(requestedAtMs: number, { ready: readyAtMs, by, sid, sooner }: ResetEntry): Reset {
  const session = sid === undefined ? {} : { session: sid };
  return { requestedAtMs, readyAtMs, by, ...session, ...(sooner === undefined ? {} : { shorteningBy: sooner }) };
}
