import { describe, expect, it } from 'vitest';
import { epochOf } from '../../../../functions/core/directory/epoch.ts';
import type { PasskeyChallenge } from '../../../../functions/core/passkeys/passkey-challenge.ts';
import { startPasskeyChallenge } from '../../../../functions/core/passkeys/start-passkey-challenge.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import { ALICE, FRESH, NOW_MS } from '../stubs.ts';
import { EXPECTED, newAuthenticator, passkeyOf } from './software-authenticator.ts';

const MINE = passkeyOf(newAuthenticator());
const { rpId } = EXPECTED.rp;
const REQUEST = {
  user: { domain: 'D', userId: 'alice' },
  application: 'shop',
  client: { domain: 'D', userId: 'shop-client' },
};

async function start({ settings = {}, isThere = true, passkeys = [MINE], streak = 0 } = {}) {
  const added: PasskeyChallenge[] = [];
  let byte = 0;
  const deps = {
    clock: () => NOW_MS,
    random: (size: number) => Buffer.alloc(size, ++byte),
    users: {
      load: async () =>
        isThere ? { account: ALICE, credential: { ...FRESH, failures: streak, streak }, passkeys } : {},
    },
    passkeyChallenges: { add: async (one: PasskeyChallenge) => void added.push(one) },
  };
  return { started: await startPasskeyChallenge(deps, resolveSettings(settings), { ...REQUEST, rpId }), added };
}

describe('a challenge of an application', () => {
  it('is stored for five minutes, for the person as he is now and the client that asked', async () => {
    const { started, added } = await start();
    const challenge = {
      ...REQUEST,
      id: Buffer.alloc(16, 1).toString('base64url'),
      challenge: Buffer.alloc(32, 2).toString('base64url'),
      epoch: epochOf(ALICE),
      expiresAtMs: NOW_MS + 300_000,
      isSpent: false,
    };
    expect(started).toEqual({ kind: 'started', challenge, passkeys: [MINE] });
    expect(added).toEqual([challenge]);
  });

  it('is made while codes are locked for good', async () => {
    expect((await start({ streak: 100 })).started.kind).toBe('started');
  });

  it.each([
    ['where passkeys are off', { settings: { Passkey_Enabled: false } }, 'FACTOR_DISABLED'],
    ['for somebody who is not there', { isThere: false }, 'USER_UNKNOWN'],
    ['for who has none', { passkeys: [] }, 'FACTOR_NOT_ENROLLED'],
    [
      'for who has those of another domain name alone',
      { passkeys: [{ ...MINE, rpId: 'old.example' }] },
      'FACTOR_NOT_ENROLLED',
    ],
    [
      'for who has synced ones where devices count',
      { settings: { PasskeyDeviceBoundOnly: true } },
      'FACTOR_NOT_ENROLLED',
    ],
  ] as const)('is refused %s, and nothing is stored', async (_name, world, reason) => {
    const { started, added } = await start(world as never);
    expect([started, added]).toEqual([{ kind: 'refused', reason }, []]);
  });
});
