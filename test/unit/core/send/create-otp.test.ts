import { describe, expect, it, vi } from 'vitest';
import { mac } from '../../../../functions/core/secrets/mac.ts';
import type { ClientOtpRequest } from '../../../../functions/core/send/otp-request.ts';
import type { Credential } from '../../../../functions/core/verify/credential.ts';
import { FRESH, KEYS, NOW_MS } from '../stubs.ts';
import { ask, request, type World } from './ask.ts';

const pins = (...expiries: number[]): Credential['pins'] =>
  Object.fromEntries(expiries.map((expiresAtMs, at) => [`pin-${at}`, { correlationId: `c${at}`, expiresAtMs }]));

describe('a PIN that is asked for', () => {
  it('is written with all its conditions and then delivered', async () => {
    const { outcome, sent, added } = await ask({ credentials: [{ ...FRESH, sends: 2, lastSendAtMs: NOW_MS - 1 }] });
    expect(outcome).toMatchObject({ kind: 'created', expiresAtMs: NOW_MS + 300_000 });
    expect(outcome).not.toHaveProperty('pin');
    expect(added[0]).toMatchObject({
      maxPins: 5,
      maxSends: 5,
      newSendWindow: undefined,
      replacedPins: [],
      nowMs: NOW_MS,
      limits: { maxFailures: 10, hardStop: 100 },
    });
    expect(sent[0]).toMatchObject({ channel: 'email', to: 'alice@example.com', language: 'ja' });
  });

  it('makes room: all that have run out, then the oldest', async () => {
    const full = {
      ...FRESH,
      pins: pins(NOW_MS + 5, NOW_MS, NOW_MS + 1, NOW_MS + 2, NOW_MS + 3, NOW_MS + 4, NOW_MS - 9),
    };
    expect((await ask({ credentials: [full] })).added[0]?.replacedPins).toEqual(['pin-1', 'pin-6', 'pin-2']);
    expect((await ask({ credentials: [full], settings: { MaxPins: 1 } })).added[0]?.replacedPins).toEqual([
      'pin-1',
      'pin-6',
      'pin-2',
      'pin-3',
      'pin-4',
      'pin-5',
      'pin-0',
    ]);
    expect((await ask({ credentials: [full], settings: { MaxPins: 6 } })).added[0]?.replacedPins).toEqual([
      'pin-1',
      'pin-6',
    ]);
  });

  it('after a lost race looks again, and gives up when it loses every time', async () => {
    const addPin = vi.fn(async () => 'blocked' as const);
    expect((await ask({ methods: { addPin } })).outcome).toEqual({ kind: 'busy' });
    expect(addPin).toHaveBeenCalledTimes(12);
    addPin.mockClear();
    let tries = 0;
    const second = await ask({ methods: { addPin: async () => (++tries === 2 ? 'added' : 'blocked') } });
    expect(second.outcome.kind).toBe('created');
    expect(second.sent).toHaveLength(1);
  });

  it('of a user without an item makes the item, or adds to it when another call was first', async () => {
    const createWithPin = vi.fn(async () => 'blocked' as const);
    const { outcome, added } = await ask({ credentials: [undefined, FRESH], methods: { createWithPin } });
    expect([outcome.kind, createWithPin.mock.calls.length, added.length]).toEqual(['created', 1, 1]);
  });

  it('starts a new sending window when the old one is over, and only then', async () => {
    const spent = { ...FRESH, sends: 5, lastSendAtMs: NOW_MS - 3_600_000 };
    expect((await ask({ credentials: [spent] })).added[0]?.newSendWindow).toEqual({ lastSendAtMs: NOW_MS - 3_600_000 });
    expect((await ask({ credentials: [{ ...spent, sends: 0 }] })).added[0]?.newSendWindow).toBeUndefined();
    const early = await ask({ credentials: [{ ...spent, lastSendAtMs: NOW_MS - 3_599_999 }] });
    expect(early.outcome).toEqual({ kind: 'refused', reason: 'SEND_LIMIT_EXCEEDED' });
  });
});

describe('nothing is sent', () => {
  it.each([
    [
      'to a locked user',
      { credentials: [{ ...FRESH, failures: 10, streak: 10, lastAttemptAtMs: NOW_MS }] },
      { kind: 'locked', untilMs: NOW_MS + 900_000 },
    ],
    [
      'after the budget',
      { credentials: [{ ...FRESH, sends: 5, lastSendAtMs: NOW_MS }] },
      { kind: 'refused', reason: 'SEND_LIMIT_EXCEEDED' },
    ],
    [
      'too soon',
      { settings: { ResendDelaySeconds: 30 }, credentials: [{ ...FRESH, lastSendAtMs: NOW_MS - 29_999 }] },
      { kind: 'too-soon', untilMs: NOW_MS + 1 },
    ],
    ['by mail that is off', { settings: { Email_Enabled: false } }, { kind: 'refused', reason: 'FACTOR_DISABLED' }],
    [
      'by SMS that is off',
      { settings: { Sms_Enabled: false }, asked: { channel: 'sms' } },
      { kind: 'refused', reason: 'FACTOR_DISABLED' },
    ],
    [
      'by SMS without the other factor',
      { settings: { SmsNeedsOtherFactor: true }, asked: { channel: 'sms' } },
      { kind: 'refused', reason: 'FACTOR_DISABLED' },
    ],
    ['without an address', { settings: { EmailField: 'other' } }, { kind: 'refused', reason: 'FACTOR_NOT_ENROLLED' }],
    ['to a number that is none', { asked: { channel: 'sms', phone: '1' } }, { kind: 'phone-invalid' }],
    [
      'for an authenticator that is not there',
      { asked: { channel: 'totp' } },
      { kind: 'refused', reason: 'FACTOR_NOT_ENROLLED' },
    ],
    [
      'for authenticators that are off',
      { settings: { Totp_Enabled: false }, asked: { channel: 'totp' } },
      { kind: 'refused', reason: 'FACTOR_DISABLED' },
    ],
  ] as const)('%s', async (_case, world, expected) => {
    const { outcome, sent, added } = await ask(world as World);
    expect(outcome).toEqual(expected);
    expect([sent, added]).toEqual([[], []]);
  });

  it('but after the delay to the millisecond something is', async () => {
    const settings = { ResendDelaySeconds: 30 };
    const { outcome } = await ask({ settings, credentials: [{ ...FRESH, lastSendAtMs: NOW_MS - 30_000 }] });
    expect(outcome.kind).toBe('created');
  });

  it('and no number of sends is too high where the settings name none', async () => {
    const settings = { MaxSendAttempts: 0 };
    const { outcome, added } = await ask({ settings, credentials: [{ ...FRESH, sends: 999, lastSendAtMs: NOW_MS }] });
    expect(outcome.kind).toBe('created');
    expect(added[0]?.maxSends).toBeGreaterThan(1e9);
  });

  it('and a delay of zero refuses nobody, even when clocks differ', async () => {
    expect((await ask({ credentials: [{ ...FRESH, lastSendAtMs: NOW_MS + 500 }] })).outcome.kind).toBe('created');
  });

  it('and the user is locked where the settings say so', async () => {
    const lockForSends = vi.fn(async () => undefined);
    const settings = { MaxSendAttemptsLockoutEnabled: true, MaxAttempts: 4 };
    const { outcome } = await ask({
      settings,
      credentials: [{ ...FRESH, sends: 5, lastSendAtMs: NOW_MS }],
      methods: { lockForSends },
    });
    expect(outcome).toEqual({ kind: 'locked', untilMs: NOW_MS + 900_000 });
    expect(lockForSends).toHaveBeenCalledExactlyOnceWith(request.user, { nowMs: NOW_MS, maxSends: 5, failures: 4 });
  });
});

describe('a delivery', () => {
  it.each([
    ['refused', 'no'],
    ['unknown', 'unknown'],
  ] as const)('that is %s takes the PIN back', async (delivery, sent) => {
    const withdrawPin = vi.fn(async () => undefined);
    const { outcome, added } = await ask({ delivery, methods: { withdrawPin } });
    expect(outcome).toEqual({ kind: 'refused', reason: 'DELIVERY_FAILED' });
    expect(withdrawPin).toHaveBeenCalledExactlyOnceWith(request.user, { pin: added[0]?.pin, send: undefined, sent });
  });

  it('by the caller himself hands him the PIN and sends nothing', async () => {
    const { outcome, sent } = await ask({ asked: { channel: 'custom' } });
    expect(outcome.kind === 'created' && outcome.pin?.reveal()).toMatch(/^\d{6}$/);
    expect(sent).toEqual([]);
  });
});

describe('a key that names a send', () => {
  const asked = { idempotency: { caller: 'D#app', key: 'k' } };
  const markDelivered = async (): Promise<void> => undefined;

  async function remembered(state: 'sending' | 'sent' | 'failed', startedAtMs = NOW_MS) {
    const first = (await ask({ asked, methods: { markDelivered } })).added[0];
    if (first?.send === undefined) throw new Error('the send was not named');
    const { keyHash, fingerprint } = first.send;
    const send = { fingerprint, state, correlationId: 'c', expiresAtMs: 1, rememberUntilMs: startedAtMs + 600_000 };
    return { ...FRESH, remembered: { [keyHash]: send } };
  }

  it.each([
    ['sent', 0, { kind: 'created', correlationId: 'c', expiresAtMs: 1, address: 'alice@example.com' }],
    ['sending', 0, { kind: 'busy' }],
    ['sending', 14_999, { kind: 'busy' }],
    ['sending', 15_000, { kind: 'refused', reason: 'DELIVERY_FAILED' }],
    ['failed', 0, { kind: 'refused', reason: 'DELIVERY_FAILED' }],
  ] as const)('and is %s since %i ms sends nothing and answers %j', async (state, ageMs, expected) => {
    const { outcome, sent } = await ask({ asked, credentials: [await remembered(state, NOW_MS - ageMs)] });
    expect(outcome).toEqual(expected);
    expect(sent).toEqual([]);
  });

  it('is refused for another request, and free again after ten minutes', async () => {
    const known = await remembered('sent');
    expect((await ask({ asked: { ...asked, channel: 'sms' }, credentials: [known] })).outcome).toEqual({
      kind: 'refused',
      reason: 'IDEMPOTENCY_KEY_REUSED',
    });
    const old = await remembered('sent', NOW_MS - 600_000);
    expect((await ask({ asked, credentials: [old], methods: { markDelivered } })).sent).toHaveLength(1);
  });

  it('of another caller is another key', async () => {
    const other = { idempotency: { caller: 'D#other', key: 'k' } };
    expect(
      (await ask({ asked: other, credentials: [await remembered('sent')], methods: { markDelivered } })).sent,
    ).toHaveLength(1);
  });

  it('is marked when the message is out, and a lost mark does not turn that into a failure', async () => {
    const mark = vi.fn(async () => Promise.reject(new Error('no table')));
    const { outcome, added } = await ask({ asked, methods: { markDelivered: mark } });
    expect(outcome.kind).toBe('created');
    expect(mark).toHaveBeenCalledExactlyOnceWith(request.user, { pin: added[0]?.pin, send: added[0]?.send });
  });

  it('is remembered for ten minutes, under a keyed hash of its purpose, its caller and itself', async () => {
    const { added } = await ask({ asked, methods: { markDelivered } });
    const keyHash = mac(KEYS, 'send', ['D#app', 'k']).subarray(0, 12).toString('base64url');
    expect(added[0]?.send).toMatchObject({ keyHash, rememberUntilMs: NOW_MS + 600_000 });
  });

  it('is known with a fingerprint of everything that was asked for', async () => {
    const fingerprintOf = async (changed: Partial<ClientOtpRequest>) => {
      const { added } = await ask({ asked: { ...asked, ...changed }, methods: { markDelivered } });
      return added[0]?.send?.fingerprint;
    };
    const fields = ['demo', 'email', null, null, null];
    expect(await fingerprintOf({})).toBe(mac(KEYS, 'request', fields).subarray(0, 6).toString('base64url'));
    const others = [{ application: 'x' }, { channel: 'sms' }, { sessionId: 'x' }, { email: 'x@y.z' }] as const;
    const prints = await Promise.all([{}, ...others, { phone: '+819012345678' }].map(fingerprintOf));
    expect(new Set(prints).size).toBe(6);
  });

  const send = (rememberUntilMs: number) => ({
    fingerprint: '',
    state: 'sent' as const,
    correlationId: 'c',
    expiresAtMs: 1,
    rememberUntilMs,
  });

  it('makes an item forget those that are over, and the oldest of more than eight', async () => {
    const many = Object.fromEntries([3, 8, 1, 6, 4, 9, 2, 7, 5].map((age) => [`s${age}`, send(NOW_MS + 1_000 - age)]));
    const { added } = await ask({
      asked,
      credentials: [{ ...FRESH, remembered: { ...many, over: send(NOW_MS) } }],
      methods: { markDelivered },
    });
    expect(added[0]?.forgottenSends.toSorted()).toEqual(['over', 's8', 's9']);
  });

  it('that is over is forgotten by a send without a key as well, and one that lives is not', async () => {
    const credential = { ...FRESH, remembered: { over: send(NOW_MS), living: send(NOW_MS + 1) } };
    const { added } = await ask({ credentials: [credential] });
    expect(added[0]).toMatchObject({ send: undefined, forgottenSends: ['over'] });
  });

  it('that is over and used again is written anew, and not forgotten by the same write', async () => {
    const over = await remembered('sent', NOW_MS - 600_000);
    const { added } = await ask({ asked, credentials: [over], methods: { markDelivered } });
    expect(Object.keys(over.remembered)).toEqual([added[0]?.send?.keyHash]);
    expect(added[0]?.forgottenSends).toEqual([]);
  });
});
