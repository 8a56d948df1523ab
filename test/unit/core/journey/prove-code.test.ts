import { describe, expect, it, vi } from 'vitest';
import { epochOf } from '../../../../functions/core/directory/epoch.ts';
import { type CodeStep, proveCode } from '../../../../functions/core/journey/prove-code.ts';
import { hotp, timeStep } from '../../../../functions/core/otp/hotp.ts';
import { hashPin } from '../../../../functions/core/otp/pin.ts';
import type { Credentials } from '../../../../functions/core/ports/credentials.ts';
import type { Sessions } from '../../../../functions/core/ports/sessions.ts';
import { sealTotpSecret } from '../../../../functions/core/secrets/seal.ts';
import { type OneTimeCode, Secret } from '../../../../functions/core/secrets/secret.ts';
import type { Session } from '../../../../functions/core/sessions/session.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import type { Credential, TotpKey } from '../../../../functions/core/verify/credential.ts';
import { proofMark } from '../../../../functions/core/verify/proof-mark.ts';
import {
  ALICE,
  countingBytes,
  credentialsStub,
  FRESH,
  factorLeasesStub,
  KEYS,
  keyRing,
  NOW_MS,
  usersStub,
} from '../stubs.ts';
import { SESSION } from './session.ts';

/** What was sent in this session: as it stands there, whatever a form says. */
const SENT = { correlationId: 'c', sentAtMs: NOW_MS, expiresAtMs: NOW_MS + 1 };
const OPEN = {
  session: {
    ...SESSION,
    challenges: {
      email: { ...SENT, address: 'alice@example.com' },
      sms: { ...SENT, address: '+819012345678' },
      'add-email': { ...SENT, address: 'new@example.com' },
    },
  },
  browserHash: 'hash',
};
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
  readonly session?: Session;
}

async function prove(step: CodeStep, code: OneTimeCode, world: World = {}) {
  const { settings = {}, credential = {}, methods = {}, prove: answer, session = OPEN.session } = world;
  const item = { ...FRESH, ...credential };
  const recorded = vi.fn<Sessions['prove']>(async () => answer ?? 'recorded');
  const settleTotp = vi.fn<Credentials['settleTotp']>(async () => 'settled');
  const consumePin = vi.fn<Credentials['consumePin']>(async () => 'accepted');
  const deps = {
    clock: () => NOW_MS,
    random: countingBytes(),
    keys: keyRing,
    factorLeases: factorLeasesStub(),
    users: usersStub(ALICE, () => item),
    credentials: credentialsStub({ consumePin, reserveAttempt: async () => item, settleTotp, ...methods }),
    sessions: { prove: recorded } as Partial<Sessions> as Sessions,
  };
  const proven = await proveCode(deps, resolveSettings(settings), { ...OPEN, session }, step, code);
  if (proven === 'nothing-sent') throw new Error(proven);
  return { proven, recorded, settleTotp, consumePin };
}

const scope = { ...SESSION.user, application: 'demo', sessionId: SESSION.id };

describe('a code that came by e-mail or SMS', () => {
  it.each([
    ['email', 'alice@example.com'],
    ['sms', '+819012345678'],
  ] as const)('by %s is checked for this session, way and address, and recorded as that', async (method, address) => {
    const { proven, recorded, consumePin } = await prove(method, CODE);
    expect(proven).toEqual({ verdict: { kind: 'accepted', provenAtMs: NOW_MS }, recorded: 'recorded' });
    const bound = { purpose: 'page-pin', ...scope, method, address } as const;
    expect(consumePin).toHaveBeenCalledExactlyOnceWith(
      SESSION.user,
      expect.objectContaining({ pinHash: hashPin(KEYS, bound, CODE), correlationId: 'c' }),
    );
    expect(recorded).toHaveBeenCalledExactlyOnceWith(
      { id: SESSION.id, browserHash: 'hash', nowMs: NOW_MS },
      { factor: method, step: method, provenAtMs: NOW_MS, of: proofMark(address) },
      expect.objectContaining({ end: 'verified' }),
    );
  });

  it.each(['email', 'sms', 'add-email', 'add-sms'] as const)(
    'is not even tried where the session sent nothing (%s)',
    async (step) => {
      await expect(prove(step, CODE, { session: SESSION })).rejects.toThrow('nothing-sent');
    },
  );

  it('that is wrong records nothing', async () => {
    const methods = { consumePin: async () => 'rejected' as const };
    const { proven, recorded } = await prove('email', CODE, { methods });
    expect(proven).toEqual({ verdict: { kind: 'rejected', reason: 'OTP_INVALID' }, recorded: 'unchanged' });
    expect(recorded).not.toHaveBeenCalled();
  });

  it('that is right counts for nothing when the session was over meanwhile', async () => {
    const { proven } = await prove('email', CODE, { prove: 'blocked' });
    expect(proven.recorded).toBe('blocked');
  });

  it('and confirms a new address is looked for under that address and that purpose', async () => {
    const { consumePin, recorded } = await prove('add-email', CODE);
    const bound = { purpose: 'new-address', ...scope, method: 'email', address: 'new@example.com' } as const;
    expect(consumePin.mock.calls[0]?.[1].pinHash).toBe(hashPin(KEYS, bound, CODE));
    expect(recorded.mock.calls[0]?.[1]).toEqual({
      factor: 'email',
      step: 'add-email',
      of: proofMark('new@example.com'),
      provenAtMs: NOW_MS,
      enrols: true,
    });
  });
});

describe('a code of an authenticator app', () => {
  const codeAt = (secret: Uint8Array, steps = 0) => new Secret(hotp(secret, timeStep(NOW_MS) + steps));
  const OTHER = Uint8Array.from({ length: 20 }, () => 9);
  const proven = { by: 'proof', epoch: epochOf(ALICE), createdAtMs: NOW_MS } as const;
  const BOTH = { totp: key(SECRET), pendingTotp: { ...key(OTHER), ...proven } };

  it('proves the confirmed key', async () => {
    const { proven, recorded, settleTotp } = await prove('totp', codeAt(SECRET), { credential: BOTH });
    const of = proofMark(BOTH.totp.sealed);
    expect(proven).toEqual({ verdict: { kind: 'accepted', provenAtMs: NOW_MS, of }, recorded: 'recorded' });
    expect(settleTotp.mock.calls[0]?.[1]).toMatchObject({ step: timeStep(NOW_MS), confirms: false });
    expect(recorded.mock.calls[0]?.[1]).toMatchObject({ factor: 'totp', of });
  });

  it('of a key that waits for its first code proves nothing: a password alone may have made it', async () => {
    const { proven } = await prove('totp', codeAt(OTHER), { credential: BOTH });
    expect(proven.verdict).toEqual({ kind: 'rejected', reason: 'OTP_INVALID' });
  });

  it('confirms that key where this was asked for', async () => {
    const { proven, settleTotp } = await prove('add-totp', codeAt(OTHER), { credential: BOTH });
    expect(proven.verdict).toMatchObject({ kind: 'accepted', provenAtMs: NOW_MS });
    expect(settleTotp.mock.calls[0]?.[1].confirms).toBe(true);
  });

  it('of the confirmed key confirms no other one', async () => {
    expect((await prove('add-totp', codeAt(SECRET), { credential: BOTH })).proven.verdict.kind).toBe('rejected');
  });

  it.each([
    [true, { kind: 'rejected', reason: 'OTP_INVALID', driftSeconds: -180 }],
    [false, { kind: 'rejected', reason: 'OTP_INVALID' }],
  ])('from a clock that is off is explained only where answers are verbose (%s)', async (VerboseOutput, verdict) => {
    const { proven } = await prove('totp', codeAt(SECRET, -6), { credential: BOTH, settings: { VerboseOutput } });
    expect(proven.verdict).toEqual(verdict);
  });
});
