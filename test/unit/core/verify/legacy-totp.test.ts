import { createHash } from 'node:crypto';
import { base32 } from '@scure/base';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { hotp, timeStep } from '../../../../functions/core/otp/hotp.ts';
import type { Credentials } from '../../../../functions/core/ports/credentials.ts';
import { openTotpSecret } from '../../../../functions/core/secrets/seal.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import {
  compareLegacySecret,
  readLegacySecret,
  tryLegacySecret,
} from '../../../../functions/core/verify/legacy-totp.ts';
import { countingBytes, KEYS, keyRing, NOW_MS } from '../stubs.ts';

function read(...values: string[]): string | undefined {
  const secret = readLegacySecret(values)?.reveal();
  return secret === undefined ? undefined : Buffer.from(secret).toString('hex');
}

describe('the secret of an old directory', () => {
  it.each([
    ['16 letters, as OAM made them', 'JBSWY3DPEHPK3PXP'],
    ['small letters', 'jbswy3dpehpk3pxp'],
    ['groups of four', 'JBSW Y3DP EHPK 3PXP'],
    ['hyphens', 'jbsw-y3dp-ehpk-3pxp'],
    ['two groups', 'JBSWY3DP EHPK3PXP'],
    ['groups of which the last is shorter', 'JBSWY 3DPEH PK3PX P'],
    ['groups with several blanks between', 'JBSW  Y3DP  EHPK  3PXP'],
    ['a blank at the end', 'JBSWY3DPEHPK3PXP '],
    ['padding', 'JBSWY3DPEHPK3PXP===='],
    ['padding in a group of its own', 'JBSW Y3DP EHPK 3PXP ===='],
    ['a blank before it', ' JBSWY3DPEHPK3PXP'],
    ['two halves', 'JBSWY3DP-EHPK3PXP'],
  ])('is read from %s', (_what, value) => {
    expect(read(value)).toBe('48656c6c6f21deadbeef');
  });

  it.each([
    ['nothing', ''],
    ['a text', 'Sales department, 3rd floor'],
    ['a word of Base32 letters that is too short', 'MANAGER'],
    ['9 bytes', base32.encode(new Uint8Array(9))],
    ['65 bytes', base32.encode(new Uint8Array(65))],
    ['letters outside of Base32', 'JBSWY3DPEHPK3PX1'],
    ['bits that are no whole bytes', 'JBSWY3DPEHPK3PXPB'],
    ['padding in the middle', 'JBSWY3DP==EHPK3PXP'],
    ['a secret behind other signs', '@JBSWY3DPEHPK3PXP'],
    ['a secret before other signs', 'JBSWY3DPEHPK3PXP@'],
  ])('is not read from %s', (_what, value) => {
    expect(readLegacySecret([value])).toBeUndefined();
  });

  it.each([
    'Marketing Manager',
    'Account Executive',
    'MARKETING MANAGER',
    'marketing-manager',
    'MarketingManager',
    'MARKETINGMANAGER',
    'marketingmanager',
    'Sale Team Lead Asia',
    'Software Engineer',
    'Vertriebsleiteri',
    'kaihatsuhonbucho',
    'INTERNATIONALIZA',
    'JBSWY3D PEHPK3PXP',
    'J BSWY3DPEHPK3PXP',
    'JBSW Y3DP EHPK3PXP',
    'JBSW Y3D PEHP K3PXP',
    'JBSW Y3 DPEH PK3P XP',
  ])('is not read from the words %s, whose codes everybody could compute', (value) => {
    expect(readLegacySecret([value])).toBeUndefined();
  });

  it.each(['ABCDEFGHIJKLMNOP', 'QXZKVBNMJHGFDSWP', 'AAAAAAAAAAAAAAAA', 'MARKETINGMANAG7R'])(
    'is read from %s, which holds no words though it has hardly a digit',
    (value) => {
      expect(readLegacySecret([value])?.reveal()).toHaveLength(10);
    },
  );

  it('is hardly ever taken for words: of 16 random letters once in some 700 times', () => {
    const values = Array.from({ length: 20_000 }, (_, at) =>
      base32.encode(createHash('sha256').update(String(at)).digest().subarray(0, 10)),
    );
    expect(values.filter((value) => readLegacySecret([value]) === undefined).length).toBeLessThan(50);
  });

  it.each([10, 64])('may have %i bytes', (size) => {
    expect(readLegacySecret([base32.encode(new Uint8Array(size))])?.reveal()).toHaveLength(size);
  });

  it('stands beside other texts, but two secrets are none', () => {
    expect(read('Account Executive', 'JBSWY3DPEHPK3PXP')).toBe('48656c6c6f21deadbeef');
    expect(read('Head of sales', 'JBSWY3DPEHPK3PXP')).toBe('48656c6c6f21deadbeef');
    expect(readLegacySecret(['JBSWY3DPEHPK3PXP', 'GEZDGNBVGY3TQOJQ'])).toBeUndefined();
    expect(readLegacySecret([])).toBeUndefined();
  });

  it('of 10 to 64 bytes is read back whatever it is, and never printed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 10, maxLength: 64 }), (bytes) => {
        // A digit, since a secret without one may read like words.
        const own = bytes.with(0, 0xd0);
        const secret = readLegacySecret([base32.encode(own)]);
        expect(secret?.reveal()).toEqual(own);
        expect(`${secret}`).toBe('[redacted]');
      }),
    );
  });
});

describe('the code of an authenticator from the old system', () => {
  const user = { domain: 'D', userId: 'alice' };
  const secret = new Secret<Uint8Array>(Buffer.from('12345678901234567890'));
  const codeOf = (steps: number) => new Secret(hotp(secret.reveal(), timeStep(NOW_MS) + steps));
  const context = {
    user,
    settings: resolveSettings({ TotpTimeWindow: 2 }),
    limits: { maxFailures: 3, hardStop: 100 },
    nowMs: NOW_MS,
  };

  function takeOver(reserved: 'reserved' | 'blocked' = 'reserved', taken: 'taken' | 'blocked' = 'taken') {
    const credentials = {
      reserveLegacyAttempt: vi.fn<Credentials['reserveLegacyAttempt']>(async () => reserved),
      takeOverTotp: vi.fn<Credentials['takeOverTotp']>(async () => taken),
    };
    return { ...credentials, deps: { keys: keyRing, random: countingBytes(), credentials } };
  }

  it('is compared only after the attempt is counted under the lock', async () => {
    const { deps, reserveLegacyAttempt, takeOverTotp } = takeOver();
    expect(await tryLegacySecret(deps, context, secret, codeOf(0))).toMatchObject({ kind: 'accepted' });
    expect(reserveLegacyAttempt).toHaveBeenCalledExactlyOnceWith(
      user,
      expect.objectContaining({ limits: context.limits }),
    );
    const locked = takeOver('blocked');
    expect(await tryLegacySecret(locked.deps, context, secret, codeOf(0))).toEqual({ kind: 'blocked' });
    expect(locked.takeOverTotp).not.toHaveBeenCalled();
    expect(takeOverTotp).toHaveBeenCalledOnce();
  });

  it('makes the secret a confirmed key of the user, sealed for him, with its step spent', async () => {
    const { deps, takeOverTotp } = takeOver();
    await compareLegacySecret(deps, context, secret, codeOf(-1));
    const [owner, key] = takeOverTotp.mock.calls[0] ?? expect.fail('nothing was written');
    expect(owner).toEqual(user);
    expect(key).toEqual({
      sealed: expect.any(Buffer),
      keyId: KEYS.id,
      lastStep: timeStep(NOW_MS) - 1,
      createdAtMs: NOW_MS,
      confirmedAtMs: NOW_MS,
    });
    expect(openTotpSecret(KEYS, user, key.sealed).reveal()).toEqual(secret.reveal());
  });

  it.each([
    ['outside of the time window', codeOf(-2)],
    ['ahead of its time', codeOf(1)],
    ['of nothing', new Secret('000000')],
    ['of a check that was for something else', 'not bound'],
  ] as const)('%s changes nothing', async (_what, code) => {
    const { deps, takeOverTotp } = takeOver();
    expect(await compareLegacySecret(deps, context, secret, code)).toEqual({ kind: 'rejected', reason: 'OTP_INVALID' });
    expect(takeOverTotp).not.toHaveBeenCalled();
  });

  it('is a replay when a parallel call took the secret over', async () => {
    const { deps } = takeOver('reserved', 'blocked');
    expect(await compareLegacySecret(deps, context, secret, codeOf(0))).toEqual({
      kind: 'rejected',
      reason: 'OTP_REPLAYED',
    });
  });
});
