import { describe, expect, it, vi } from 'vitest';
import { pinSessionId, proveCode, type TypedCode } from '../../../../functions/core/journey/prove-code.ts';
import { hotp, timeStep } from '../../../../functions/core/otp/hotp.ts';
import { hashPin } from '../../../../functions/core/otp/pin.ts';
import type { Credentials } from '../../../../functions/core/ports.ts';
import { sealTotpSecret } from '../../../../functions/core/secrets/seal.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import type { Sessions } from '../../../../functions/core/sessions/sessions.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import type { Credential, TotpKey } from '../../../../functions/core/verify/credential.ts';
import { ALICE, countingBytes, credentialsStub, FRESH, KEYS, keyRing, NOW_MS, usersStub } from '../stubs.ts';
import { SESSION } from './session.ts';

const OPEN = { session: SESSION, browserHash: 'hash' };
const CODE = new Secret('123456');
const SECRET = new Uint8Array(20);

const key = (secret: Uint8Array): TotpKey => ({
  sealed: sealTotpSecret(KEYS, countingBytes(), SESSION.user, new Secret(secret)),
  keyId: KEYS.id,
  lastStep: -1,
  createdAtMs: 0,
});

interface World {
  readonly settings?: Record<string, boolean>;
  readonly credential?: Partial<Credential>;
  readonly methods?: Partial<Credentials>;
  readonly prove?: 'recorded' | 'blocked';
}

async function prove(typed: TypedCode, { settings = {}, credential = {}, methods = {}, prove: answer }: World) {
  const item = { ...FRESH, ...credential };
  const recorded = vi.fn<Sessions['prove']>(async () => answer ?? 'recorded');
  const settleTotp = vi.fn<Credentials['settleTotp']>(async () => 'settled');
  const consumePin = vi.fn<Credentials['consumePin']>(async () => 'accepted');
  const deps = {
    clock: () => NOW_MS,
    random: countingBytes(),
    keys: keyRing,
    users: usersStub(ALICE, () => item),
    credentials: credentialsStub({ consumePin, reserveAttempt: async () => item, settleTotp, ...methods }),
    sessions: { prove: recorded } as Partial<Sessions> as Sessions,
  };
  const proven = await proveCode(deps, resolveSettings(settings), OPEN, typed);
  return { proven, recorded, settleTotp, consumePin };
}

const scope = (sessionId: string) => ({ ...SESSION.user, application: 'demo', sessionId });

describe('a code that came by e-mail or SMS', () => {
  it.each(['email', 'sms'] as const)('is checked for this session and for %s, and recorded as that', async (method) => {
    const { proven, recorded, consumePin } = await prove({ method, code: CODE, correlationId: 'c' }, {});
    expect(proven).toEqual({ verdict: { kind: 'accepted' }, recorded: 'recorded' });
    expect(consumePin).toHaveBeenCalledExactlyOnceWith(
      SESSION.user,
      expect.objectContaining({ pinHash: hashPin(KEYS, scope(`${SESSION.id} ${method}`), CODE), correlationId: 'c' }),
    );
    expect(recorded).toHaveBeenCalledExactlyOnceWith(
      { id: SESSION.id, browserHash: 'hash', nowMs: NOW_MS },
      { factor: method, provenAtMs: NOW_MS },
      expect.objectContaining({ end: 'verified' }),
    );
  });

  it('counts only with the message that was sent; without one there is no id to match', async () => {
    const { consumePin } = await prove({ method: 'email', code: CODE }, {});
    expect(consumePin.mock.calls[0]?.[1].correlationId).toBe('');
  });

  it('that is wrong records nothing', async () => {
    const methods = { consumePin: async () => 'rejected' as const };
    const { proven, recorded } = await prove({ method: 'email', code: CODE, correlationId: 'c' }, { methods });
    expect(proven).toEqual({ verdict: { kind: 'rejected', reason: 'OTP_INVALID' }, recorded: 'unchanged' });
    expect(recorded).not.toHaveBeenCalled();
  });

  it('that is right counts for nothing when the session was over meanwhile', async () => {
    const { proven } = await prove({ method: 'email', code: CODE, correlationId: 'c' }, { prove: 'blocked' });
    expect(proven.recorded).toBe('blocked');
  });
});

it('a code is bound to its way, and to the new address that it confirms: none stands in for another', () => {
  const ways = [
    pinSessionId('s', { method: 'email' }),
    pinSessionId('s', { method: 'sms' }),
    pinSessionId('s', { method: 'email', newAddress: 'a@example.com' }),
    pinSessionId('s', { method: 'email', newAddress: 'b@example.com' }),
    pinSessionId('s', { method: 'sms', newAddress: '+819012345678' }),
    pinSessionId('t', { method: 'email' }),
  ];
  expect(new Set(ways).size).toBe(ways.length);
  expect(ways.every((way) => way.startsWith('s ') || way.startsWith('t '))).toBe(true);
});

it('a code that confirms a new address is looked for under that address', async () => {
  const newAddress = 'new@example.com';
  const { consumePin } = await prove({ method: 'email', code: CODE, correlationId: 'c', newAddress }, {});
  const bound = scope(pinSessionId(SESSION.id, { method: 'email', newAddress }));
  expect(consumePin.mock.calls[0]?.[1].pinHash).toBe(hashPin(KEYS, bound, CODE));
});

describe('a code of an authenticator app', () => {
  const codeAt = (secret: Uint8Array, steps = 0) => new Secret(hotp(secret, timeStep(NOW_MS) + steps));
  const OTHER = Uint8Array.from({ length: 20 }, () => 9);
  const BOTH = { totp: key(SECRET), pendingTotp: key(OTHER) };

  it('proves the confirmed key', async () => {
    const { proven, recorded, settleTotp } = await prove(
      { method: 'totp', code: codeAt(SECRET) },
      { credential: BOTH },
    );
    expect(proven).toEqual({ verdict: { kind: 'accepted' }, recorded: 'recorded' });
    expect(settleTotp.mock.calls[0]?.[1]).toMatchObject({ step: timeStep(NOW_MS), confirms: false });
    expect(recorded.mock.calls[0]?.[1].factor).toBe('totp');
  });

  it('of a key that waits for its first code proves nothing: a password alone may have made it', async () => {
    const { proven } = await prove({ method: 'totp', code: codeAt(OTHER) }, { credential: BOTH });
    expect(proven.verdict).toEqual({ kind: 'rejected', reason: 'OTP_INVALID' });
  });

  it('confirms that key where this was asked for', async () => {
    const typed = { method: 'totp', code: codeAt(OTHER), confirmsKey: true } as const;
    const { proven, settleTotp } = await prove(typed, { credential: BOTH });
    expect(proven.verdict).toEqual({ kind: 'accepted' });
    expect(settleTotp.mock.calls[0]?.[1].confirms).toBe(true);
  });

  it('of the confirmed key confirms no other one', async () => {
    const typed = { method: 'totp', code: codeAt(SECRET), confirmsKey: true } as const;
    expect((await prove(typed, { credential: BOTH })).proven.verdict.kind).toBe('rejected');
  });

  it.each([
    [true, { kind: 'rejected', reason: 'OTP_INVALID', driftSeconds: -180 }],
    [false, { kind: 'rejected', reason: 'OTP_INVALID' }],
  ])('from a clock that is off is explained only where answers are verbose (%s)', async (VerboseOutput, verdict) => {
    const typed = { method: 'totp', code: codeAt(SECRET, -6) } as const;
    const { proven } = await prove(typed, { credential: BOTH, settings: { VerboseOutput } });
    expect(proven.verdict).toEqual(verdict);
  });
});
