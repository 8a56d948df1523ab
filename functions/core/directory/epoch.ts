import { createHash } from 'node:crypto';
import type { Account } from './user.ts';

declare const EPOCH: unique symbol;

/**
 * What of a person was in force at one moment: who he was (a name can be given again) and since when what was issued for
 * him counts. Opaque; equality decides, so no two clocks are ever compared.
 */
export type Epoch = string & { readonly [EPOCH]: true };

type Dated = Pick<Account, 'generation' | 'passwordSetAtMs' | 'notBefore'>;

/** The epoch of an account as it is now: moved by a new password, by signing out everywhere, and by a new person. */
export function epochOf({ generation, passwordSetAtMs, notBefore }: Dated): Epoch {
  const parts = JSON.stringify([generation ?? null, passwordSetAtMs ?? null, notBefore ?? null]);
  return createHash('sha256').update(parts).digest('base64url').slice(0, 22) as Epoch;
}

/** Whether what carries `epoch` was issued in the epoch of the account; what carries none was not. */
export function isOfEpoch(account: Dated, epoch: string | undefined): boolean {
  return epoch !== undefined && epoch === epochOf(account);
}

/**
 * Which stored generations are those of one person. Items from before there were generations have none, and are those of
 * people who may be as old.
 */
export interface Ownership {
  readonly generation?: string;
  readonly alsoUnmarked: boolean;
}

export function ownershipOf({ generation, predates }: Pick<Account, 'generation' | 'predates'>): Ownership {
  if (generation === undefined) return { alsoUnmarked: true };
  return { generation, alsoUnmarked: predates === true };
}

/** Whether an item with this generation belongs to the person; an item of anybody else does not exist for him. */
export function isOwn(person: Pick<Account, 'generation' | 'predates'>, stored: string | undefined): boolean {
  const { generation, alsoUnmarked } = ownershipOf(person);
  return stored === undefined ? alsoUnmarked : stored === generation;
}
