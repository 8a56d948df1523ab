import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Credentials } from '../../core/ports/credentials.ts';
import type { TotpKey } from '../../core/verify/credential.ts';
import { encodeTotp } from './credential-item.ts';

type Settled = Parameters<Credentials['settleTotp']>[1];
type Update = Omit<UpdateCommandInput, 'TableName' | 'Key'>;

/** Stores the accepted step, or makes the pending key count; `clear` sets the counters back. */
export function settleTotpUpdate(clear: string, settled: Settled): Update {
  return settled.confirms ? confirmUpdate(clear, settled) : stepUpdate(clear, settled);
}

function stepUpdate(clear: string, { key, step }: Settled): Update {
  return {
    UpdateExpression: `SET totp.lastStep = :step, lastMethod = :method, ${clear}`,
    ConditionExpression: 'totp.sealed = :sealed AND totp.lastStep < :step AND attribute_not_exists(totp.lostAt)',
    ExpressionAttributeValues: { ':zero': 0, ':method': 'totp', ':sealed': key.sealed, ':step': step },
  };
}

/** A code of the help desk has done its part. With a reset the recovery codes of before go too. */
function confirmUpdate(clear: string, { key, step, nowMs, reset }: Settled): Update {
  const gone = `pendingTotp, enrolment, bp${reset === undefined ? '' : ', rc'}`;
  return {
    UpdateExpression: `SET totp = :key, legacyOver = :true, lastMethod = :method${reset === undefined ? '' : ', since = :now'}, ${clear} REMOVE ${gone}`,
    ConditionExpression: `pendingTotp.sealed = :sealed${reset === undefined ? '' : ' AND rs = :reset'}`,
    ExpressionAttributeValues: {
      ':zero': 0,
      ':method': 'totp',
      ':sealed': key.sealed,
      ':key': encodeTotp(confirmedKey(key, step, nowMs)),
      ':true': true,
      ...(reset === undefined ? {} : { ':reset': reset.requestedAtMs, ':now': nowMs }),
    },
  };
}

/** Who made it, and when in his life, no longer matters. */
function confirmedKey({ by: _by, epoch: _epoch, ...key }: TotpKey, lastStep: number, confirmedAtMs: number): TotpKey {
  return { ...key, lastStep, confirmedAtMs };
}
