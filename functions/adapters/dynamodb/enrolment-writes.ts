import { randomBytes } from 'node:crypto';
import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { BeginWrite } from '../../core/ports/credentials.ts';
import { encodeTotp, STANDS } from './credential-item.ts';
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
  owner,
}: BeginWrite): Update {
  const version = newVersion();
  const isSeen = seenVersion === undefined ? 'attribute_not_exists(enrolment)' : 'enrolment.version = :seen';
  const hasNoKey = besideConfirmed ? '' : ' AND attribute_not_exists(totp)';
  const mark = owner.generation === undefined ? '' : ', g = :g';
  const key = pendingTotp === undefined ? ' REMOVE pendingTotp' : ', pendingTotp = :key';
  return {
    UpdateExpression: `SET ${keepOrBegin()}, enrolment = :enrolment${mark}${key}`,
    ConditionExpression: `(attribute_not_exists(pk) OR (${STANDS} AND ${owns(owner)})) AND (${isSeen} OR ${IS_OWN})${hasNoKey}`,
    ExpressionAttributeValues: {
      ...BEGINNING,
      ...ownerValue(owner),
      ':enrolment': { ...enrolment, version },
      ':version': version,
      ...(seenVersion === undefined ? {} : { ':seen': seenVersion }),
      ...(pendingTotp === undefined ? {} : { ':key': encodeTotp(pendingTotp) }),
    },
  };
}

export function spendEnrolmentUpdate(codeHash: string): Update {
  return {
    UpdateExpression: 'SET enrolment.version = :version REMOVE enrolment.code',
    ConditionExpression: `enrolment.code.#hash = :hash OR ${IS_OWN}`,
    ExpressionAttributeNames: { '#hash': 'hash' },
    ExpressionAttributeValues: { ':hash': codeHash, ':version': newVersion() },
  };
}

export function closeEnrolmentUpdate(closedUntilMs: number): Update {
  return {
    UpdateExpression:
      'SET enrolment.version = :version, enrolment.closedUntilMs = :until REMOVE enrolment.code, pendingTotp',
    ConditionExpression: 'attribute_exists(enrolment)',
    ExpressionAttributeValues: { ':until': closedUntilMs, ':version': newVersion() },
  };
}
