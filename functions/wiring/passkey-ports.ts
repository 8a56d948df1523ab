import { dynamodbPasskeys } from '../adapters/dynamodb/passkeys.ts';
import { recordedPasskeys } from '../core/audit/recorded-factors.ts';
import type { RelyingParty } from '../core/passkeys/passkey.ts';
import type { Passkeys } from '../core/ports/passkeys.ts';
import { notingUser } from './note-user-of-call.ts';
import type { TablePorts } from './table-ports.ts';

interface PasskeyPorts {
  readonly passkeys: Passkeys;
  /** Of the pages of this stage, which have one address. */
  readonly rp: RelyingParty;
}

export function passkeyPorts(
  env: { PASSKEY_RP_ID: string; PUBLIC_URL: string },
  { table, audit }: Pick<TablePorts, 'table' | 'audit'>,
): PasskeyPorts {
  return {
    passkeys: notingUser(recordedPasskeys(dynamodbPasskeys(table), audit)),
    rp: { rpId: env.PASSKEY_RP_ID, origins: [new URL(env.PUBLIC_URL).origin] },
  };
}
