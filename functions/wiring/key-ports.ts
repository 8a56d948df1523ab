import { dynamodbEnrolments } from '../adapters/dynamodb/enrolments.ts';
import { kmsKeyRing } from '../adapters/kms/key-ring.ts';
import { pseudonymOf } from '../core/directory/pseudonym.ts';
import type { KeyRing } from '../core/ports/key-ring.ts';
import type { Enrolments } from '../core/ports/push.ts';
import type { Pseudonym } from '../http/measured.ts';
import { type TablePorts, tablePorts } from './table-ports.ts';

export interface KeyPorts extends TablePorts {
  readonly keys: KeyRing;
  readonly pseudonym: Pseudonym;
  readonly enrolments: Enrolments;
}

/** The table, and the keys that hash PINs and seal secrets in it, and what their hashes lead to. */
export function keyPorts(env: { TABLE_NAME: string; DEFAULT_DOMAIN: string; KEY_ARN: string }): KeyPorts {
  const base = tablePorts(env);
  const keys = kmsKeyRing({ table: base.table, keyArn: env.KEY_ARN, clock: base.clock });
  const pseudonym: Pseudonym = async (user) => pseudonymOf(await keys.current(), user);
  return { ...base, keys, pseudonym, enrolments: dynamodbEnrolments(base.table) };
}
