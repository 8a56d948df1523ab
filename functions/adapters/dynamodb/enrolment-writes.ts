import { randomBytes } from 'node:crypto';
import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Enrolment } from '../../core/enrol/enrolment.ts';
import type { BeginWrite } from '../../core/ports/credentials.ts';
import { EMPTY_ITEM, encodeTotp, STANDS } from './credential-item.ts';
import { ownerValue, owns } from './lock-condition.ts';
import { BEGINNING, keepOrBegin } from './take-over-totp.ts';

type Update = Omit<UpdateCommandInput, 'TableName' | 'Key'>;

/** When the answer to a write is lost the SDK writes again: by its version it finds that this has happened already. */
const IS_OWN = 'enrolment.version = :version';

/** Short, for the room in the item: it only has to differ from the one before. */
function newVersion(): string {
  return randomBytes(8).toString('base64url');
}

/** Makes the item if it is missing. */
export function beginEnrolmentUpdate({
  seenVersion,
  enrolment,
  pendingTotp,
  besideConfirmed,
  reset,
  owner,
}: BeginWrite): Update {
  const version = newVersion();
  const isSeen = seenVersion === undefined ? 'attribute_not_exists(enrolment)' : 'enrolment.version = :seen';
  const hasNoKey = besideConfirmed ? '' : ' AND attribute_not_exists(totp)';
  const mark = owner.generation === undefined ? '' : ', g = :g';
  const key = pendingTotp === undefined ? ' REMOVE pendingTotp' : ', pendingTotp = :key';
  return {
    UpdateExpression: `SET ${reset === undefined ? keepOrBegin() : unlocked()}, enrolment = :enrolment${mark}${key}`,
    ConditionExpression: `(attribute_not_exists(pk) OR (${STANDS} AND ${owns(owner)})) AND (${isSeen} OR ${IS_OWN})${hasNoKey}${reset === undefined ? '' : ' AND rs = :reset'}`,
    ExpressionAttributeValues: {
      ...BEGINNING,
      ...ownerValue(owner),
      ':enrolment': { ...enrolment, version },
      ':version': version,
      ...(seenVersion === undefined ? {} : { ':seen': seenVersion }),
      ...(pendingTotp === undefined ? {} : { ':key': encodeTotp(pendingTotp) }),
      ...(reset === undefined ? {} : { ':reset': reset.requestedAtMs }),
    },
  };
}

/** Whoever has waited for a reset is not kept out by what a stranger has guessed meanwhile. */
function unlocked(): string {
  const { failures: _failures, streak: _streak, ...others } = EMPTY_ITEM;
  return `failures = :zero, streak = :zero, ${keepOrBegin(Object.keys(others))}`;
}

/** A code of the help desk has done its part. With a reset everything that was a factor in this item ends too. */
export function spendEnrolmentUpdate(
  codeHash: string,
  clear: string,
  reset?: { requestedAtMs: number; nowMs: number },
): Update {
  const common = {
    ConditionExpression: `enrolment.code.#hash = :hash OR ${IS_OWN}`,
    ExpressionAttributeNames: { '#hash': 'hash' },
    ExpressionAttributeValues: { ':hash': codeHash, ':version': newVersion() },
  };
  const spend = 'SET enrolment.version = :version';
  if (reset === undefined) return { ...common, UpdateExpression: `${spend} REMOVE enrolment.code, bp` };
  return {
    ...common,
    UpdateExpression: `${spend}, legacyOver = :true, since = :now, ${clear} REMOVE enrolment.code, totp, pendingTotp, rc, bp`,
    ConditionExpression: `(enrolment.code.#hash = :hash AND rs = :reset) OR ${IS_OWN}`,
    ExpressionAttributeValues: {
      ...common.ExpressionAttributeValues,
      ':reset': reset.requestedAtMs,
      ':now': reset.nowMs,
      ':zero': 0,
      ':true': true,
    },
  };
}

/** The whole map, which may be missing: how often something was begun matters no more where nothing is begun for a day. */
export function closeEnrolmentUpdate(closedUntilMs: number): Update {
  const closed: Enrolment = { version: newVersion(), begunAtMs: [], closedUntilMs };
  return {
    UpdateExpression: 'SET enrolment = :closed REMOVE pendingTotp',
    ConditionExpression: STANDS,
    ExpressionAttributeValues: { ':closed': closed },
  };
}
