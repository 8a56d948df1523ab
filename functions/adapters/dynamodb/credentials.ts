import { PutCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { UserKey } from '../../core/directory/user.ts';
import type { Limits } from '../../core/lock/lock.ts';
import type { AddPin, Credentials } from '../../core/ports/credentials.ts';
import type { TotpKey } from '../../core/verify/credential.ts';
import { addPinUpdate, deliveredUpdate, firstItem, withdrawUpdate } from './add-pin.ts';
import { consumePinUpdate } from './consume-pin.ts';
import {
  type CredentialItem,
  credentialKey,
  decodeCredential,
  emptyItem,
  encodeTotp,
  STANDS,
} from './credential-item.ts';
import { beginEnrolmentUpdate, closeEnrolmentUpdate, spendEnrolmentUpdate } from './enrolment-writes.ts';
import { endsTries, limitValues, notLocked, owns } from './lock-condition.ts';
import { ALLOW_PUSHES, countPushUpdate, firstPushItem, STOP_PUSHES } from './push-counters.ts';
import { type Table, unlessBlocked } from './table.ts';
import { reserveLegacyUpdate, takeOverUpdate } from './take-over-totp.ts';

const COUNT = 'failures = failures + :one, streak = streak + :one, lastAttemptAt = :now';
const CLEAR = 'failures = :zero, streak = :zero, sends = :zero, noPush = :zero';

type Update = Omit<UpdateCommandInput, 'TableName' | 'Key'>;

/** Each method is one conditional write on one item; none reads first. `onLastTry` hears of what begins a lock. */
export function dynamodbCredentials(
  table: Table,
  onLastTry: (user: UserKey) => Promise<void> = async () => undefined,
): Credentials {
  const update = (user: UserKey, input: Update) =>
    unlessBlocked(table.client.send(new UpdateCommand({ TableName: table.name, Key: credentialKey(user), ...input })));
  const tried = async <T>(user: UserKey, counters: unknown, limits: Limits, outcome: T): Promise<T> => {
    if (endsTries(counters, limits)) await onLastTry(user);
    return outcome;
  };

  return {
    async consumePin(user, attempt) {
      const done = await update(user, consumePinUpdate(attempt));
      if (done === 'blocked') return 'blocked';
      const before = done.Attributes as unknown as CredentialItem;
      if (before.pins[attempt.pinHash] !== undefined) return 'accepted';
      return tried(user, { failures: before.failures + 1, streak: before.streak + 1 }, attempt.limits, 'rejected');
    },

    async countFailure(user, { nowMs, limits, expiredPin }) {
      const done = await update(user, {
        UpdateExpression: `SET ${COUNT}${expiredPin === undefined ? '' : ' REMOVE pins.#pin'}`,
        ConditionExpression: notLocked(limits),
        ...(expiredPin === undefined ? {} : { ExpressionAttributeNames: { '#pin': expiredPin } }),
        ExpressionAttributeValues: { ...limitValues(limits), ':one': 1, ':now': nowMs },
        ReturnValues: 'UPDATED_NEW',
      });
      return done === 'blocked' ? 'blocked' : tried(user, done.Attributes, limits, 'counted');
    },

    async reserveAttempt(user, { nowMs, limits, factor }) {
      const enrolled = factor === 'totp' ? ' AND (attribute_exists(totp) OR attribute_exists(pendingTotp))' : '';
      const done = await update(user, {
        UpdateExpression: `SET ${COUNT}`,
        ConditionExpression: `${notLocked(limits)}${enrolled}`,
        ExpressionAttributeValues: { ...limitValues(limits), ':one': 1, ':now': nowMs },
        ReturnValues: 'ALL_NEW',
      });
      if (done === 'blocked') return 'blocked';
      return tried(user, done.Attributes, limits, decodeCredential(done.Attributes as unknown as CredentialItem));
    },

    async settleTotp(user, { key, step, confirms, nowMs }) {
      const done = await update(user, {
        UpdateExpression: confirms
          ? `SET totp = :key, legacyOver = :true, lastMethod = :method, ${CLEAR} REMOVE pendingTotp, enrolment`
          : `SET totp.lastStep = :step, lastMethod = :method, ${CLEAR}`,
        ConditionExpression: confirms
          ? 'pendingTotp.sealed = :sealed'
          : 'totp.sealed = :sealed AND totp.lastStep < :step',
        ExpressionAttributeValues: {
          ':zero': 0,
          ':method': 'totp',
          ':sealed': key.sealed,
          ...(confirms ? { ':key': encodeTotp(confirmedKey(key, step, nowMs)), ':true': true } : { ':step': step }),
        },
      });
      return done === 'blocked' ? 'blocked' : 'settled';
    },

    async settlePush(user) {
      await update(user, {
        UpdateExpression: `SET lastMethod = :method, ${CLEAR}`,
        ConditionExpression: STANDS,
        ExpressionAttributeValues: { ':zero': 0, ':method': 'push' },
      });
    },

    async stopPushes(user) {
      await update(user, STOP_PUSHES);
    },

    async allowPushes(user) {
      await update(user, ALLOW_PUSHES);
    },

    async spendAhead(user, { slot, key, step, currentStep }) {
      const done = await update(user, {
        UpdateExpression: 'SET #slot.explainedStep = :step',
        ConditionExpression:
          '#slot.sealed = :sealed AND (attribute_not_exists(#slot.explainedStep) OR #slot.explainedStep < :current)',
        ExpressionAttributeNames: { '#slot': slot },
        ExpressionAttributeValues: { ':sealed': key.sealed, ':step': step, ':current': currentStep },
      });
      return done === 'blocked' ? 'blocked' : 'spent';
    },

    async reserveLegacyAttempt(user, attempt) {
      const done = await update(user, reserveLegacyUpdate(attempt));
      return done === 'blocked' ? 'blocked' : tried(user, done.Attributes, attempt.limits, 'reserved');
    },

    async takeOverTotp(user, key) {
      return (await update(user, takeOverUpdate(key, CLEAR))) === 'blocked' ? 'blocked' : 'taken';
    },

    async openWindow(user, { failures, lastAttemptAtMs }) {
      await update(user, {
        UpdateExpression: 'SET failures = :zero, sends = :zero, pins = :none',
        ConditionExpression: 'failures = :failures AND lastAttemptAt = :lastAttemptAt',
        ExpressionAttributeValues: {
          ':zero': 0,
          ':none': {},
          ':failures': failures,
          ':lastAttemptAt': lastAttemptAtMs,
        },
      });
    },

    async lockForSends(user, { nowMs, maxSends, failures }) {
      const locked = await update(user, {
        UpdateExpression: 'SET failures = :failures, lastAttemptAt = :now',
        ConditionExpression: 'sends >= :maxSends AND failures < :failures',
        ExpressionAttributeValues: { ':failures': failures, ':now': nowMs, ':maxSends': maxSends },
      });
      if (locked !== 'blocked') await onLastTry(user);
    },

    async createWithPin(user, add) {
      const write = new PutCommand({
        TableName: table.name,
        Item: { ...credentialKey(user), ...firstItem(add) },
        ConditionExpression: 'attribute_not_exists(pk)',
      });
      return (await unlessBlocked(table.client.send(write))) === 'blocked' ? 'blocked' : 'added';
    },

    async createWithPush(user, nowMs, owner) {
      const write = new PutCommand({
        TableName: table.name,
        Item: { ...credentialKey(user), ...firstPushItem(nowMs, owner) },
        ConditionExpression: 'attribute_not_exists(pk)',
      });
      return (await unlessBlocked(table.client.send(write))) === 'blocked' ? 'blocked' : 'counted';
    },

    async replaceLeftover(user, leftover, owner) {
      const seen = leftover.generation === undefined ? {} : { generation: leftover.generation };
      const write = new PutCommand({
        TableName: table.name,
        Item: { ...credentialKey(user), ...emptyItem(owner) },
        ConditionExpression: `attribute_exists(pk) AND ${owns({ ...seen, alsoUnmarked: false })}`,
        ...(leftover.generation === undefined ? {} : { ExpressionAttributeValues: { ':g': leftover.generation } }),
      });
      await unlessBlocked(table.client.send(write));
    },

    async countPush(user, push) {
      return (await update(user, countPushUpdate(push))) === 'blocked' ? 'blocked' : 'counted';
    },

    async addPin(user: UserKey, add: AddPin) {
      return (await update(user, addPinUpdate(add))) === 'blocked' ? 'blocked' : 'added';
    },

    async markDelivered(user, { pin, send }) {
      await update(user, deliveredUpdate(pin, send));
    },

    async withdrawPin(user, { pin, send, sent }) {
      await update(user, withdrawUpdate(pin, send, sent));
    },

    async beginEnrolment(user, begun) {
      return (await update(user, beginEnrolmentUpdate(begun))) === 'blocked' ? 'blocked' : 'stored';
    },

    async spendEnrolment(user, codeHash) {
      const done = await update(user, spendEnrolmentUpdate(codeHash));
      return done === 'blocked' ? 'blocked' : 'spent';
    },

    async closeEnrolment(user, closedUntilMs) {
      return (await update(user, closeEnrolmentUpdate(closedUntilMs))) === 'blocked' ? 'blocked' : 'closed';
    },

    async removeTotp(user, seen) {
      const done = await update(user, {
        // What the old system still keeps for this user must not come back in its place.
        UpdateExpression: 'SET legacyOver = :true REMOVE totp, pendingTotp',
        ConditionExpression:
          seen === undefined ? 'attribute_exists(pendingTotp) AND attribute_not_exists(totp)' : 'totp.sealed = :sealed',
        ExpressionAttributeValues: { ':true': true, ...(seen === undefined ? {} : { ':sealed': seen.sealed }) },
      });
      return done === 'blocked' ? 'blocked' : 'removed';
    },

    async clearLock(user) {
      const done = await update(user, {
        UpdateExpression: `SET ${CLEAR}, lastAttemptAt = :zero`,
        ConditionExpression: STANDS,
        ExpressionAttributeValues: { ':zero': 0 },
      });
      return done === 'blocked' ? 'absent' : 'cleared';
    },
  };
}

/** Who made it, and when in his life, no longer matters. */
function confirmedKey({ by: _by, epoch: _epoch, ...key }: TotpKey, lastStep: number, confirmedAtMs: number): TotpKey {
  return { ...key, lastStep, confirmedAtMs };
}
