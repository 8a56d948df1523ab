import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { PinAttempt } from '../../core/ports/credentials.ts';
import { encodeCorrelationId } from './credential-item.ts';
import { limitValues, notLocked } from './lock-condition.ts';

/** Set to 0 by a PIN that stands, of whatever kind. */
function cleared(counter: string): string {
  return `if_not_exists(pins.#pin.r, if_not_exists(pins.#pin.z, ${counter}))`;
}

/**
 * Counts the attempt, consumes the PIN and clears the counters, whatever the outcome: a PIN that stands brings its own
 * -1 and 0 for the counters, so they are cleared; without one they grow. What stood before says which it was.
 */
export function consumePinUpdate({
  pinHash,
  correlationId,
  mustProveFactor,
  nowMs,
  limits,
}: PinAttempt): Omit<UpdateCommandInput, 'TableName' | 'Key'> {
  const bound = correlationId === undefined ? '' : ' AND pins.#pin.c = :cid';
  const proves = mustProveFactor ? ' AND pins.#pin.v <> :none' : '';
  return {
    UpdateExpression:
      'SET failures = if_not_exists(pins.#pin.m, failures) + :one, ' +
      'streak = if_not_exists(pins.#pin.m, streak) + :one, ' +
      `sends = ${cleared('sends')}, noPush = ${cleared('noPush')}, ` +
      'rs = if_not_exists(pins.#pin.r, if_not_exists(rs, :zero)), ' +
      'lastMethod = if_not_exists(pins.#pin.v, lastMethod), lastAttemptAt = :now REMOVE pins.#pin',
    ConditionExpression: `${notLocked(limits)} AND (attribute_not_exists(pins.#pin) OR (pins.#pin.x > :now${bound}${proves}))`,
    ExpressionAttributeNames: { '#pin': pinHash },
    ExpressionAttributeValues: {
      ...limitValues(limits),
      ':one': 1,
      ':zero': 0,
      ':now': nowMs,
      ...(mustProveFactor ? { ':none': 'none' } : {}),
      ...(correlationId === undefined ? {} : { ':cid': encodeCorrelationId(correlationId) }),
    },
    ReturnValues: 'ALL_OLD',
  };
}
