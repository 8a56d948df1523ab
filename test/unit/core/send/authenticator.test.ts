import { describe, expect, it } from 'vitest';
import { checkTotpCorrelationId } from '../../../../functions/core/otp/correlation-id.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import { FRESH, KEYS, NOW_MS } from '../stubs.ts';
import { ask, request, type World } from './ask.ts';

const KEY = { sealed: new Uint8Array(), keyId: 'first', lastStep: -1, createdAtMs: 0 };
const OLD_SECRET = new Secret(new Uint8Array(20));
const LOCKED = { ...FRESH, failures: 10, streak: 10, lastAttemptAtMs: NOW_MS };

const askTotp = (world: World) => ask({ ...world, asked: { channel: 'totp', ...world.asked } });

describe('a request for the code of an authenticator', () => {
  it.each<[string, World]>([
    ['a confirmed key', { credentials: [{ ...FRESH, totp: KEY }] }],
    ['a key that waits for its first code', { credentials: [{ ...FRESH, pendingTotp: KEY }] }],
    ['a secret of the old system beside counters', { legacyTotp: OLD_SECRET }],
    ['a secret of the old system and nothing else', { legacyTotp: OLD_SECRET, credentials: [undefined] }],
  ])('is taken from a user with %s, and nothing is sent or written', async (_case, world) => {
    const { outcome, sent, added } = await askTotp({ ...world, settings: { pinExpiry: 60_000 } });
    expect(outcome).toMatchObject({ kind: 'created', expiresAtMs: NOW_MS + 60_000 });
    expect(outcome).not.toHaveProperty('pin');
    expect([sent, added]).toEqual([[], []]);
  });

  it('gives an id that is good for this user, application and session until it runs out, and for nothing else', async () => {
    const { outcome } = await askTotp({ credentials: [{ ...FRESH, totp: KEY }], asked: { sessionId: 's' } });
    if (outcome.kind !== 'created') throw new Error('refused');
    const scope = { purpose: 'pin', ...request.user, application: 'demo', sessionId: 's' } as const;
    const good = (changed: object, nowMs = NOW_MS) =>
      checkTotpCorrelationId(KEYS, { ...scope, ...changed }, outcome.correlationId, nowMs);
    expect([good({}), good({}, NOW_MS + 300_000)]).toEqual([true, false]);
    expect([
      good({ userId: 'bob' }),
      good({ domain: 'E' }),
      good({ application: 'other' }),
      good({ sessionId: 't' }),
      good({ sessionId: undefined }),
    ]).not.toContain(true);
  });

  it.each<[string, World, object]>([
    ['without any item', { credentials: [undefined] }, { kind: 'refused', reason: 'FACTOR_NOT_ENROLLED' }],
    ['who is locked', { credentials: [{ ...LOCKED, totp: KEY }] }, { kind: 'locked', untilMs: NOW_MS + 900_000 }],
    ['who is not in the directory', { account: undefined, credentials: [FRESH] }, { kind: 'unknown-user' }],
  ])('is refused to a user %s', async (_case, world, expected) => {
    expect((await askTotp(world)).outcome).toEqual(expected);
  });

  it('opens no new window after a lock: the code that comes does that', async () => {
    const over = { ...LOCKED, lastAttemptAtMs: NOW_MS - 900_000, totp: KEY };
    expect((await askTotp({ credentials: [over] })).outcome.kind).toBe('created');
  });
});
