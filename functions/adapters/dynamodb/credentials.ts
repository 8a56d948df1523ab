import { PutCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { UserKey } from '../../core/directory/user.ts';
import type { Limits } from '../../core/lock/lock.ts';
import type { AddPin, Credentials } from '../../core/ports/credentials.ts';
import { addPinUpdate, deliveredUpdate, firstItem, withdrawUpdate } from './add-pin.ts';
import { consumePinUpdate } from './consume-pin.ts';
import { type CredentialItem, credentialKey, decodeCredential, emptyItem, STANDS } from './credential-item.ts';
import { beginEnrolmentUpdate, closeEnrolmentUpdate, spendEnrolmentUpdate } from './enrolment-writes.ts';
import { endsTries, limitValues, notLocked, owns } from './lock-condition.ts';
import { ALLOW_PUSHES, countPushUpdate, firstPushItem, STOP_PUSHES } from './push-counters.ts';
import { rescueWrites } from './rescue.ts';
import { settleTotpUpdate } from './settle-totp.ts';
import { type Table, unlessBlocked } from './table.ts';
import { reserveLegacyUpdate, takeOverUpdate } from './take-over-totp.ts';

const COUNT = 'failures = failures + :one, streak = streak + :one, lastAttemptAt = :now';
const COUNTERS = 'failures = :zero, streak = :zero, sends = :zero, noPush = :zero';
/** What a right factor does: whoever asked for a reset meanwhile was somebody else, or needs none. */
const CLEAR = `${COUNTERS}, rs = :zero`;

/** Where there is nothing to be tried, nothing is counted. */
const TO_BE_TRIED = {
  totp: ' AND ((attribute_exists(totp) AND attribute_not_exists(totp.lostAt)) OR attribute_exists(pendingTotp))',
  bypass: ' AND attribute_exists(bp)',
  push: '',
} as const;

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
    ...rescueWrites({ update, tried }, CLEAR),

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
      const enrolled = TO_BE_TRIED[factor];
      const done = await update(user, {
        UpdateExpression: `SET ${COUNT}`,
        ConditionExpression: `${notLocked(limits)}${enrolled}`,
        ExpressionAttributeValues: { ...limitValues(limits), ':one': 1, ':now': nowMs },
        ReturnValues: 'ALL_NEW',
      });
      if (done === 'blocked') return 'blocked';
      return tried(user, done.Attributes, limits, decodeCredential(done.Attributes as unknown as CredentialItem));
    },

    async settleTotp(user, settled) {
      return (await update(user, settleTotpUpdate(CLEAR, settled))) === 'blocked' ? 'blocked' : 'settled';
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

    async spendEnrolment(user, codeHash, reset) {
      const done = await update(user, spendEnrolmentUpdate(codeHash, CLEAR, reset));
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
        UpdateExpression: `SET ${COUNTERS}, lastAttemptAt = :zero`,
        ConditionExpression: STANDS,
        ExpressionAttributeValues: { ':zero': 0 },
      });
      return done === 'blocked' ? 'absent' : 'cleared';
    },
  };
}
