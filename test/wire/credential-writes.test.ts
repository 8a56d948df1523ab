/** What the whole design stands on: that the engine decides each race in one conditional write. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dynamodbCredentials } from '../../functions/adapters/dynamodb/credentials.ts';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { dynamodbUsers } from '../../functions/adapters/dynamodb/users.ts';
import { formatId } from '../../functions/core/otp/correlation-id.ts';
import type { AddPin, Credentials } from '../../functions/core/ports/credentials.ts';
import { type AnyAws, anyAws } from './any-aws.ts';
import { needing } from './target.ts';

const NOW_MS = Date.UTC(2026, 0, 5, 9);
const LIMITS = { maxFailures: 5, hardStop: 100 };
const CORRELATION_ID = formatId(Buffer.alloc(16, 1));
const OTHER_ID = formatId(Buffer.alloc(16, 2));
const ATTEMPT = { nowMs: NOW_MS, limits: LIMITS, mustProveFactor: false } as const;

let aws: AnyAws;
let users: ReturnType<typeof dynamodbUsers>;
let credentials: Credentials;
let made = 0;
let user = { domain: 'DefaultDomain', userId: '' };

beforeAll(async () => {
  aws = await anyAws();
  const table = openTable(await aws.createTable());
  users = dynamodbUsers(table);
  credentials = dynamodbCredentials(table);
});
afterAll(() => aws.close());
beforeEach(() => {
  user = { ...user, userId: `user-${made++}` };
});

function adding(pinHash: string, more: Partial<AddPin> = {}): AddPin {
  return {
    pin: { pinHash, correlationId: CORRELATION_ID, expiresAtMs: NOW_MS + 300_000 },
    method: undefined,
    handedBack: true,
    replacedPins: [],
    maxPins: 5,
    send: undefined,
    forgottenSends: [],
    newSendWindow: undefined,
    maxSends: 1_000,
    ...ATTEMPT,
    ...more,
  };
}

function times<T>(count: number, act: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => act(index)));
}

const count = (results: readonly string[], wanted: string) => results.filter((result) => result === wanted).length;

describe('one write', () => {
  it('makes the item of a user once', async () => {
    const results = await times(20, (index) => credentials.createWithPin(user, adding(`pin-${index}`)));
    expect([count(results, 'added'), count(results, 'blocked')]).toEqual([1, 19]);
  });

  it('accepts a right PIN once, however many come at the same moment', async () => {
    await credentials.createWithPin(user, adding('right'));
    const results = await times(50, () =>
      credentials.consumePin(user, { ...ATTEMPT, pinHash: 'right', correlationId: CORRELATION_ID }),
    );
    expect(count(results, 'accepted')).toBe(1);
  });

  it('compares no more wrong PINs than the limit allows', async () => {
    await credentials.createWithPin(user, adding('right'));
    const results = await times(50, (index) => credentials.consumePin(user, { ...ATTEMPT, pinHash: `wrong-${index}` }));
    expect([count(results, 'rejected'), count(results, 'blocked')]).toEqual([5, 45]);
    expect(await credentials.consumePin(user, { ...ATTEMPT, pinHash: 'right' })).toBe('blocked');
    expect((await users.belongings(user)).of({}).credential).toMatchObject({ failures: 5, streak: 5 });
  });

  it('sets the counters back with a right PIN and counts a wrong one', async () => {
    await credentials.createWithPin(user, adding('right'));
    expect(await credentials.consumePin(user, { ...ATTEMPT, pinHash: 'wrong' })).toBe('rejected');
    expect((await users.belongings(user)).of({}).credential).toMatchObject({ failures: 1, sends: 1 });
    expect(await credentials.consumePin(user, { ...ATTEMPT, pinHash: 'right' })).toBe('accepted');
    expect((await users.belongings(user)).of({}).credential).toMatchObject({ failures: 0, sends: 0, pins: {} });
  });

  it('takes a PIN that proves no factor only where none is asked for, and counts nothing by refusing it', async () => {
    await credentials.createWithPin(user, adding('shown'));
    const strict = { ...ATTEMPT, pinHash: 'shown', mustProveFactor: true };
    expect(await credentials.consumePin(user, strict)).toBe('blocked');
    expect((await users.belongings(user)).of({}).credential).toMatchObject({ failures: 0, pins: { shown: {} } });
    expect(await credentials.consumePin(user, { ...strict, mustProveFactor: false })).toBe('accepted');
    await credentials.addPin(user, adding('mailed', { method: 'email' }));
    expect(await credentials.consumePin(user, { ...strict, pinHash: 'mailed' })).toBe('accepted');
  });

  it('takes a PIN neither after its time nor for another correlation id, and counts nothing by that', async () => {
    await credentials.createWithPin(user, adding('right'));
    const late = { ...ATTEMPT, pinHash: 'right', nowMs: NOW_MS + 300_000 };
    expect(await credentials.consumePin(user, late)).toBe('blocked');
    const other = { ...ATTEMPT, pinHash: 'right', correlationId: OTHER_ID };
    expect(await credentials.consumePin(user, other)).toBe('blocked');
    expect((await users.belongings(user)).of({}).credential).toMatchObject({ failures: 0, pins: { right: {} } });
  });

  needing('decides races once')('makes room for a further PIN only while the one that goes still stands', async () => {
    await credentials.createWithPin(user, adding('first'));
    const replacing = adding('second', { replacedPins: ['first'], maxPins: 1 });
    const results = await times(10, () => credentials.addPin(user, replacing));
    expect(count(results, 'added')).toBe(1);
    expect(Object.keys((await users.belongings(user)).of({}).credential?.pins ?? {})).toEqual(['second']);
  });

  it('reserves no more attempts at a TOTP code than the limit allows', async () => {
    await credentials.createWithPin(user, adding('any'));
    const results = await times(20, () => credentials.reserveAttempt(user, { ...ATTEMPT, factor: 'totp' }));
    expect(results.filter((result) => result !== 'blocked').length).toBeLessThanOrEqual(5);
  });
});
