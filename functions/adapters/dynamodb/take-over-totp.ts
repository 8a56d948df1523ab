import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Limits } from '../../core/lock/lock.ts';
import type { TotpKey } from '../../core/verify/credential.ts';
import { EMPTY_ITEM, encodeTotp } from './credential-item.ts';
import { limitValues, notLocked } from './lock-condition.ts';

type Update = Omit<UpdateCommandInput, 'TableName' | 'Key'>;

/** The user has no key, and never had a confirmed one here. */
const NO_KEY_YET = 'attribute_not_exists(totp) AND attribute_not_exists(legacyOver)';

/** The values of `keepOrBegin`. */
export const BEGINNING = { ':zero': 0, ':none': {}, ':noMethod': EMPTY_ITEM.lastMethod };

/** What an item that does not exist yet has to begin with; an existing one keeps what it has. */
export function keepOrBegin(names = Object.keys(EMPTY_ITEM)): string {
  const beginnings: Readonly<Record<string, string>> = { pins: ':none', sent: ':none', lastMethod: ':noMethod' };
  return names.map((name) => `${name} = if_not_exists(${name}, ${beginnings[name] ?? ':zero'})`).join(', ');
}

/** Counts an attempt at a secret of the old system; the first write of a user who has no item makes it. */
export function reserveLegacyUpdate({ nowMs, limits }: { nowMs: number; limits: Limits }): Update {
  const { failures: _failures, streak: _streak, lastAttemptAt: _lastAttemptAt, ...others } = EMPTY_ITEM;
  return {
    UpdateExpression:
      'SET failures = if_not_exists(failures, :zero) + :one, streak = if_not_exists(streak, :zero) + :one, ' +
      `lastAttemptAt = :now, ${keepOrBegin(Object.keys(others))}${limits.owner?.generation === undefined ? '' : ', g = :g'}`,
    ConditionExpression: `attribute_not_exists(pk) OR (${NO_KEY_YET} AND ${notLocked(limits)})`,
    ExpressionAttributeValues: { ...limitValues(limits), ...BEGINNING, ':one': 1, ':now': nowMs },
    ReturnValues: 'UPDATED_NEW',
  };
}

export function takeOverUpdate(key: TotpKey, clear: string): Update {
  return {
    UpdateExpression: `SET totp = :key, legacyOver = :true, lastMethod = :method, ${clear}`,
    ConditionExpression: `attribute_exists(pk) AND ${NO_KEY_YET}`,
    ExpressionAttributeValues: { ':key': encodeTotp(key), ':true': true, ':method': 'totp', ':zero': 0 },
  };
}
