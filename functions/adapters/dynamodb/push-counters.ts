import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { CountSend } from '../../core/ports.ts';
import { type CredentialItem, EMPTY_ITEM } from './credential-item.ts';
import { limitValues, NOT_LOCKED } from './lock-condition.ts';

type Update = Omit<UpdateCommandInput, 'TableName' | 'Key'>;

/** The item of a user to whom nothing was sent before. */
export function firstPushItem(nowMs: number): CredentialItem {
  return { ...EMPTY_ITEM, sends: 1, lastSendAt: nowMs };
}

/** Counts a push in the sending budget, unless the user is locked or has stopped pushes. */
export function countPushUpdate(push: CountSend): Update {
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

/** No push until a right factor clears it; `noPush` is cleared with the counters. */
export const STOP_PUSHES: Update = {
  UpdateExpression: 'SET noPush = :one',
  ConditionExpression: 'attribute_exists(pk)',
  ExpressionAttributeValues: { ':one': 1 },
};
