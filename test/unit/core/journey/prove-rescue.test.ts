import { describe, expect, it, vi } from 'vitest';
import { proveRescue } from '../../../../functions/core/journey/prove-rescue.ts';
import { rescuedBy, rescuesOf } from '../../../../functions/core/journey/rescues.ts';
import type { Credentials } from '../../../../functions/core/ports/credentials.ts';
import type { Sessions } from '../../../../functions/core/ports/sessions.ts';
import type { SlowHash } from '../../../../functions/core/ports/slow-hash.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import type { Rescue, Session } from '../../../../functions/core/sessions/session.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import { ALICE, credentialsStub, FRESH, factorLeasesStub, NOW_MS, usersStub } from '../stubs.ts';
import { SESSION } from './session.ts';

const HASH = new Uint8Array(32).fill(4);
const SET = { salt: new Uint8Array(16), hashes: ['x', 'y'], madeAtMs: 1 };
const BYPASS = {
  ...{ id: 'b', salt: new Uint8Array(16), hash: HASH.subarray(0, 16) },
  ...{ expiresAtMs: NOW_MS + 1, usesLeft: 1, isApproved: true },
};
const CODES: Readonly<Record<Rescue, string>> = { recovery: 'abcd-efgh-jkmn-pqrs', bypass: '12345 67890' };

interface World {
  /** As it is when nobody else types a code any more. */
  readonly now?: Partial<Session> | undefined;
  readonly lease?: 'lease' | 'busy';
  readonly right?: boolean;
}

async function prove(rescue: Rescue, world: World = {}, typed = CODES[rescue]) {
  const { now = {}, lease = 'lease', right = true } = world;
  const order: string[] = [];
  const item = { ...FRESH, recovery: SET, bypass: BYPASS };
  const slowHash = vi.fn<SlowHash>(async () => (right ? HASH : new Uint8Array(32)));
  const recorded = vi.fn<Sessions['prove']>(async () => {
    order.push('recorded');
    return 'recorded';
  });
  const consumeRecoveryCode = vi.fn<Credentials['consumeRecoveryCode']>(async () => {
    order.push('spent');
    return right ? 'accepted' : 'rejected';
  });
  const settleBypassCode = vi.fn<Credentials['settleBypassCode']>(async () => {
    order.push('spent');
    return 'settled';
  });
  const credentials = credentialsStub({ consumeRecoveryCode, settleBypassCode, reserveAttempt: async () => item });
  const deps = {
    clock: () => NOW_MS,
    factorLeases: factorLeasesStub(lease),
    users: usersStub(ALICE, () => item),
    sessions: { prove: recorded, find: async () => ({ ...SESSION, ...now }) } as Partial<Sessions> as Sessions,
    ...{ credentials, slowHash },
  };
  const open = { session: SESSION, browserHash: 'hash' };
  const proven = await proveRescue(deps, resolveSettings({}), open, { rescue, typed: new Secret(typed) });
  return { proven, recorded, order, slowHash };
}

describe.each(['recovery', 'bypass'] as const)('a %s code on a page', (rescue) => {
  it('is spent before the session hears of it, and leaves the session open', async () => {
    const { proven, recorded, order, slowHash } = await prove(rescue);
    expect(proven).toEqual({ verdict: { kind: 'accepted', provenAtMs: NOW_MS }, recorded: 'recorded' });
    expect(order).toEqual(['spent', 'recorded']);
    expect(recorded.mock.calls[0]?.slice(1)).toEqual([
      { factor: rescue, step: undefined, provenAtMs: NOW_MS },
      undefined,
    ]);
    expect(slowHash).toHaveBeenCalledOnce();
  });

  it.each([
    ['has come in already', { proven: [{ factor: 'recovery', provenAtMs: 1 }] }],
    ['has come in by a method', { proven: [{ factor: 'totp', provenAtMs: 1 }] }],
    ['is over', { end: 'cancelled' }],
  ] as const)('is not even looked at where the session %s', async (_what, now) => {
    const { proven, order, slowHash } = await prove(rescue, { now });
    expect([proven.recorded, order]).toEqual(['blocked', []]);
    expect(slowHash).not.toHaveBeenCalled();
  });

  it('waits for nobody who types another one at the same moment', async () => {
    const { proven, order } = await prove(rescue, { lease: 'busy' });
    expect(proven).toEqual({ verdict: { kind: 'busy' }, recorded: 'unchanged' });
    expect(order).toEqual([]);
  });

  it('that cannot be one is told apart without a hash, and while another one is looked at', async () => {
    const { proven, slowHash } = await prove(rescue, { lease: 'busy' }, 'hello');
    expect(proven).toEqual({ verdict: { kind: 'rejected', reason: 'OTP_INVALID' }, recorded: 'unchanged' });
    expect(slowHash).not.toHaveBeenCalled();
  });

  it('that is wrong records nothing', async () => {
    const { proven, recorded } = await prove(rescue, { right: false });
    expect(proven.verdict).toEqual({ kind: 'rejected', reason: 'OTP_INVALID' });
    expect(recorded).not.toHaveBeenCalled();
  });
});

describe('the ways of rescue', () => {
  const withSet = { credential: { ...FRESH, recovery: SET } };

  it('are those that the settings allow; a recovery code for who has some, one of the help desk for all', () => {
    expect(rescuesOf(resolveSettings({}), withSet)).toEqual(['recovery', 'bypass']);
    expect(rescuesOf(resolveSettings({}), { credential: { ...FRESH, recovery: { ...SET, hashes: [] } } })).toEqual([
      'bypass',
    ]);
    expect(rescuesOf(resolveSettings({}), {})).toEqual(['bypass']);
    expect(rescuesOf(resolveSettings({ BypassCodes_Enabled: false }), withSet)).toEqual(['recovery']);
    expect(rescuesOf(resolveSettings({ RecoveryCodes_Enabled: false }), withSet)).toEqual(['bypass']);
  });

  it('are what a session was opened with, whatever was added after that', () => {
    const proven = (...factors: ('recovery' | 'bypass' | 'totp')[]) => ({
      proven: factors.map((factor) => ({ factor, provenAtMs: 1 })),
    });
    expect(rescuedBy(proven('recovery', 'totp'))).toBe('recovery');
    expect(rescuedBy(proven('bypass'))).toBe('bypass');
    expect(rescuedBy(proven('totp'))).toBeUndefined();
    expect(rescuedBy(proven())).toBeUndefined();
  });
});
