import { randomBytes } from 'node:crypto';
import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Ownership } from '../../core/directory/epoch.ts';
import type { Credentials, ResetRequest } from '../../core/ports/credentials.ts';
import type { RecoverySet } from '../../core/recovery/recovery-codes.ts';
import type { Reset } from '../../core/recovery/reset.ts';
import { EMPTY_ITEM, STANDS } from './credential-item.ts';
import { limitValues, notLocked, ownerValue, owns } from './lock-condition.ts';
import { encodeRecovery, type ResetEntry } from './rescue-entries.ts';
import { BEGINNING, keepOrBegin } from './take-over-totp.ts';

type Update = Omit<UpdateCommandInput, 'TableName' | 'Key'>;

/** As for a PIN: a code that stands brings the cleared counters with it; without it they grow. */
export function consumeRecoveryUpdate({
  salt,
  codeHash,
  nowMs,
  limits,
}: Parameters<Credentials['consumeRecoveryCode']>[1]): Update {
  return {
    UpdateExpression:
      'SET failures = if_not_exists(rc.c.#code.m, failures) + :one, ' +
      'streak = if_not_exists(rc.c.#code.m, streak) + :one, ' +
      'sends = if_not_exists(rc.c.#code.z, sends), noPush = if_not_exists(rc.c.#code.z, noPush), ' +
      'rs = if_not_exists(rc.c.#code.z, if_not_exists(rs, :zero)), lastAttemptAt = :now REMOVE rc.c.#code',
    ConditionExpression: `${notLocked(limits)} AND rc.s = :salt`,
    ExpressionAttributeNames: { '#code': codeHash },
    ExpressionAttributeValues: { ...limitValues(limits), ':one': 1, ':zero': 0, ':now': nowMs, ':salt': salt },
    ReturnValues: 'ALL_OLD',
  };
}

/** In the place of the set with this salt, and of no other one: nothing that was used or replaced since comes back. */
export function putRecoveryUpdate(set: RecoverySet, owner: Ownership, seenSalt: Uint8Array | undefined): Update {
  const { ConditionExpression, ExpressionAttributeValues, ...update } = putOwn('rc', encodeRecovery(set), owner);
  const isSeen = seenSalt === undefined ? 'attribute_not_exists(#own)' : '#own.s = :seen';
  return {
    ...update,
    ConditionExpression: `(${ConditionExpression}) AND ${isSeen}`,
    ExpressionAttributeValues: {
      ...ExpressionAttributeValues,
      ...(seenSalt === undefined ? {} : { ':seen': seenSalt }),
    },
  };
}

/** Sets one thing of a person, who may have no item yet. `keepsFirst`: one that stands stays. */
export function putOwn(
  name: 'rc' | 'bp' | 'preferred' | 'later' | 'legacyOver',
  value: unknown,
  owner: Ownership,
  keepsFirst = false,
): Update {
  const mark = owner.generation === undefined ? '' : ', g = :g';
  return {
    UpdateExpression: `SET ${keepOrBegin()}, #own = ${keepsFirst ? 'if_not_exists(#own, :own)' : ':own'}${mark}`,
    ConditionExpression: `attribute_not_exists(pk) OR (${STANDS} AND ${owns(owner)})`,
    ExpressionAttributeNames: { '#own': name },
    ExpressionAttributeValues: { ...BEGINNING, ...ownerValue(owner), ':own': value },
  };
}

export function settleBypassUpdate(clear: string, { id, nowMs }: { id: string; nowMs: number }): Update {
  return {
    UpdateExpression: `SET bp.u = bp.u - :one, ${clear}`,
    ConditionExpression: 'bp.i = :id AND bp.a = :one AND bp.u > :zero AND bp.x > :now',
    ExpressionAttributeValues: { ':id': id, ':one': 1, ':zero': 0, ':now': nowMs },
  };
}

export function requestResetUpdate({ seen, reset, resetsAtMs, owner }: ResetRequest): Update {
  const { rs: _rs, ...others } = EMPTY_ITEM;
  const only = reset.session === undefined ? {} : { sid: reset.session };
  const v = randomBytes(6).toString('base64url');
  const entry: ResetEntry = { ready: reset.readyAtMs, by: reset.by, ...only, asked: resetsAtMs, v };
  const mark = owner.generation === undefined ? '' : ', g = :g';
  const isSeen = seen === undefined ? '(attribute_not_exists(rs) OR rs = :zero)' : 'rs = :seen';
  // When the answer to the write is lost the SDK writes again and finds its own.
  const isOwn = '(rs = :asked AND #reset.v = :own)';
  return {
    UpdateExpression: `SET ${keepOrBegin(Object.keys(others))}, rs = :asked, #reset = :reset${mark}`,
    ConditionExpression: `attribute_not_exists(pk) OR (${STANDS} AND ${owns(owner)} AND (${isSeen} OR ${isOwn}))`,
    ExpressionAttributeNames: { '#reset': 'reset' },
    ExpressionAttributeValues: {
      ...BEGINNING,
      ...ownerValue(owner),
      ':asked': reset.requestedAtMs,
      ':reset': entry,
      ':own': v,
      ...(seen === undefined ? {} : { ':seen': seen.requestedAtMs }),
    },
  };
}

export function endResetUpdate({ requestedAtMs }: Pick<Reset, 'requestedAtMs'>): Update {
  return {
    UpdateExpression: 'SET rs = :zero',
    ConditionExpression: 'rs = :seen',
    ExpressionAttributeValues: { ':zero': 0, ':seen': requestedAtMs },
  };
}

export function shortenResetUpdate(seen: Reset, change: Parameters<Credentials['shortenReset']>[2]): Update {
  const [set, value] =
    'readyAtMs' in change
      ? ['SET #reset.#ready = :new REMOVE #reset.sooner', change.readyAtMs]
      : ['SET #reset.sooner = :new', change.shorteningBy];
  const isAsked = seen.shorteningBy === undefined ? 'attribute_not_exists(#reset.sooner)' : '#reset.sooner = :sooner';
  return {
    UpdateExpression: set,
    ConditionExpression: `rs = :seen AND #reset.#ready = :ready AND ${isAsked}`,
    ExpressionAttributeNames: { '#reset': 'reset', '#ready': 'ready' },
    ExpressionAttributeValues: {
      ':new': value,
      ':seen': seen.requestedAtMs,
      ':ready': seen.readyAtMs,
      ...(seen.shorteningBy === undefined ? {} : { ':sooner': seen.shorteningBy }),
    },
  };
}

/** What was sent to an address that is lost is not taken any more. */
export function markAddressesUpdate(seen: readonly string[], lost: readonly string[], owner: Ownership): Update {
  const { pins: _pins, ...others } = EMPTY_ITEM;
  const mark = owner.generation === undefined ? '' : ', g = :g';
  const isSeen = seen.length === 0 ? '(attribute_not_exists(lost) OR lost = :seen)' : 'lost = :seen';
  return {
    UpdateExpression: `SET ${keepOrBegin(Object.keys(others))}, pins = :none, lost = :lost${mark}`,
    ConditionExpression: `attribute_not_exists(pk) OR (${STANDS} AND ${owns(owner)} AND ${isSeen})`,
    ExpressionAttributeValues: { ...BEGINNING, ...ownerValue(owner), ':lost': lost.join(' '), ':seen': seen.join(' ') },
  };
}
