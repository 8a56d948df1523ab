import { kmsKeyRing } from '../adapters/kms/key-ring.ts';
import type { KeyRing } from '../core/ports.ts';
import { type TableGround, tableGround } from './table-ground.ts';

export interface KeyGround extends TableGround {
  readonly keys: KeyRing;
}

/** The table, and the keys that hash PINs and seal secrets in it. */
export function keyGround(env: { TABLE_NAME: string; DEFAULT_DOMAIN: string; KEY_ARN: string }): KeyGround {
  const base = tableGround(env);
  return { ...base, keys: kmsKeyRing({ table: base.table, keyArn: env.KEY_ARN, clock: base.clock }) };
}
