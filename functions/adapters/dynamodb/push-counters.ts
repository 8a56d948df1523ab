import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Ownership } from '../../core/directory/epoch.ts';
import type { CountSend } from '../../core/ports/credentials.ts';
import { type CredentialItem, emptyItem, STANDS } from './credential-item.ts';
import { limitValues, notLocked } from './lock-condition.ts';

type Update = Omit<UpdateCommandInput, 'TableName' | 'Key'>;

/** The item of a user to whom nothing was sent before. */
export function firstPushItem(nowMs: number, owner: Ownership): CredentialItem {
  return { ...emptyItem(owner), sends: 1, lastSendAt: nowMs };
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
    ConditionExpression: `${notLocked(limits)} AND noPush = :zero AND ${window}`,
    ExpressionAttributeValues: { ...limitValues(limits), ...values, ':one': 1, ':zero': 0, ':now': nowMs },
  };
}

/** No push until a right factor clears it; `noPush` is cleared with the counters. */
export const STOP_PUSHES: Update = {
  UpdateExpression: 'SET noPush = :one',
  ConditionExpression: STANDS,
  ExpressionAttributeValues: { ':one': 1 },
};

export const ALLOW_PUSHES: Update = {
  UpdateExpression: 'SET noPush = :zero',
  ConditionExpression: STANDS,
  ExpressionAttributeValues: { ':zero': 0 },
};
