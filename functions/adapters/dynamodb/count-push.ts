import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { CountSend } from '../../core/ports.ts';
import { limitValues, NOT_LOCKED } from './lock-condition.ts';

/** Counts a push in the sending budget, unless the user is locked or has stopped pushes. */
export function countPushUpdate(push: CountSend): Omit<UpdateCommandInput, 'TableName' | 'Key'> {
  const { newSendWindow, maxSends, nowMs, limits } = push;
  const [sends, window, values] =
    newSendWindow === undefined
      ? ['sends + :one', 'sends < :maxSends', { ':maxSends': maxSends }]
      : [':one', 'lastSendAt = :seen', { ':seen': newSendWindow.lastSendAtMs }];
  return {
    UpdateExpression: `SET sends = ${sends}, lastSendAt = :now`,
    ConditionExpression: `${NOT_LOCKED} AND noPush = :zero AND ${window}`,
    ExpressionAttributeValues: { ...limitValues(limits), ...values, ':one': 1, ':zero': 0, ':now': nowMs },
  };
}
