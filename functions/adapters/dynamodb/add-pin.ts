import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { AddPin, NewPin, SendRecord } from '../../core/ports/credentials.ts';
import type { SendState } from '../../core/verify/credential.ts';
import { type CredentialItem, emptyItem, encodeCorrelationId, type PinEntry } from './credential-item.ts';
import { limitValues, notLocked } from './lock-condition.ts';

function pinEntry({ pin, method: via }: AddPin): PinEntry {
  const proves = via === undefined ? ({ v: 'none', z: 0 } as const) : ({ v: via, r: 0 } as const);
  return { c: encodeCorrelationId(pin.correlationId), x: pin.expiresAtMs, m: -1, ...proves };
}

/** How a send is remembered. */
function sentEntry(pin: NewPin, send: SendRecord, state: SendState): CredentialItem['sent'][string] {
  const entry = { c: encodeCorrelationId(pin.correlationId), x: pin.expiresAtMs, u: send.rememberUntilMs };
  return { ...entry, p: send.fingerprint, s: state };
}

/** A caller who delivers the PIN himself has it with the answer. */
function firstState({ handedBack }: AddPin): SendState {
  return handedBack ? 'sent' : 'sending';
}

/** Remembers that the delivery happened, if the send is still remembered at all. */
export function deliveredUpdate(pin: NewPin, send: SendRecord): Omit<UpdateCommandInput, 'TableName' | 'Key'> {
  return {
    UpdateExpression: 'SET sent.#send = :sent',
    ConditionExpression: 'attribute_exists(sent.#send)',
    ExpressionAttributeNames: { '#send': send.keyHash },
    ExpressionAttributeValues: { ':sent': sentEntry(pin, send, 'sent') },
  };
}

/** The item of a user to whom nothing was sent before. */
export function firstItem(add: AddPin): CredentialItem {
  return {
    ...emptyItem(add.limits.owner ?? {}),
    sends: 1,
    lastSendAt: add.nowMs,
    pins: { [add.pin.pinHash]: pinEntry(add) },
    sent: add.send === undefined ? {} : { [add.send.keyHash]: sentEntry(add.pin, add.send, firstState(add)) },
  };
}

/**
 * Adds a PIN and removes those that make room for it. Each removed one must still stand and the number of PINs must
 * fit, so two calls cannot both take the same place; a lost race is `blocked` and tried again on a fresh look.
 */
export function addPinUpdate(add: AddPin): Omit<UpdateCommandInput, 'TableName' | 'Key'> {
  const { replacedPins, forgottenSends, send, newSendWindow } = add;
  const names: Record<string, string> = { '#pin': add.pin.pinHash };
  const values: Record<string, unknown> = {
    ':pin': pinEntry(add),
    ':now': add.nowMs,
    ':one': 1,
    ':room': add.maxPins - 1 + replacedPins.length,
    ...limitValues(add.limits),
  };
  const set = ['pins.#pin = :pin', 'lastSendAt = :now'];
  // What is older than generations becomes his for good with the next code that is sent to him.
  if (add.limits.owner?.generation !== undefined) set.push('g = :g');
  const remove: string[] = [];
  const conditions = [notLocked(add.limits), 'size(pins) <= :room'];
  replacedPins.forEach((hash, place) => {
    names[`#old${place}`] = hash;
    remove.push(`pins.#old${place}`);
    conditions.push(`attribute_exists(pins.#old${place})`);
  });
  forgottenSends.forEach((hash, place) => {
    names[`#gone${place}`] = hash;
    remove.push(`sent.#gone${place}`);
  });
  if (newSendWindow !== undefined) {
    values[':lastSendAt'] = newSendWindow.lastSendAtMs;
    set.push('sends = :one');
    conditions.push('lastSendAt = :lastSendAt');
  } else {
    values[':maxSends'] = add.maxSends;
    set.push('sends = sends + :one');
    conditions.push('sends < :maxSends');
  }
  if (send !== undefined) {
    names['#send'] = send.keyHash;
    values[':send'] = sentEntry(add.pin, send, firstState(add));
    set.push('sent.#send = :send');
    conditions.push('(attribute_not_exists(sent.#send) OR sent.#send.u <= :now)');
  }
  return {
    UpdateExpression: `SET ${set.join(', ')}${remove.length > 0 ? ` REMOVE ${remove.join(', ')}` : ''}`,
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  };
}

/** Takes back a PIN that was not delivered, if it still stands. What surely was not sent does not count as sent. */
export function withdrawUpdate(
  pin: NewPin,
  send: SendRecord | undefined,
  sent: 'no' | 'unknown',
): Omit<UpdateCommandInput, 'TableName' | 'Key'> {
  const names: Record<string, string> = {
    '#pin': pin.pinHash,
    ...(send === undefined ? {} : { '#send': send.keyHash }),
  };
  const common = { ConditionExpression: 'attribute_exists(pins.#pin)', ExpressionAttributeNames: names };
  if (sent === 'no') {
    const forget = send === undefined ? '' : ', sent.#send';
    return {
      ...common,
      UpdateExpression: `SET sends = sends - :one REMOVE pins.#pin${forget}`,
      ExpressionAttributeValues: { ':one': 1 },
    };
  }
  if (send === undefined) return { ...common, UpdateExpression: 'REMOVE pins.#pin' };
  return {
    ...common,
    UpdateExpression: 'SET sent.#send = :failed REMOVE pins.#pin',
    ExpressionAttributeValues: { ':failed': sentEntry(pin, send, 'failed') },
  };
}
