import { epochOf } from '../../../../functions/core/directory/epoch.ts';
import type { RefreshFamilies, RefreshFamily } from '../../../../functions/core/ports/tokens.ts';
import type { TokenSigner } from '../../../../functions/core/tokens/token-signer.ts';
import { ALICE, NOW_MS } from '../stubs.ts';

/** A signer whose tokens are only read here. */
export const signer: Pick<TokenSigner, 'current'> = {
  current: async () => ({ kid: 'key', sign: async () => new Uint8Array(64) }),
};

/** Families in memory. They rotate as the table does: only for who has the current token, and only while they live. */
export function familiesInMemory() {
  const kept = new Map<string, RefreshFamily>();
  const families: RefreshFamilies = {
    create: async (id, family) => void kept.set(id, family),
    find: async (id) => kept.get(id),
    rotate: async (id, { currentHash, nextHash, nowMs }) => {
      const family = kept.get(id);
      if (family?.currentHash !== currentHash || family.expiresAtMs <= nowMs) return 'blocked';
      kept.set(id, { ...family, currentHash: nextHash });
      return 'rotated';
    },
    revoke: async (id) => void kept.delete(id),
  };
  return { kept, families };
}

export const FAMILY: Omit<RefreshFamily, 'currentHash'> = {
  user: { domain: 'D', userId: 'alice' },
  client: 'demo-app',
  clientGeneration: ALICE.generation,
  epoch: epochOf(ALICE),
  scope: ['read', 'write'],
  amr: ['pwd', 'otp', 'mfa'],
  authTimeMs: NOW_MS - 60_000,
  expiresAtMs: NOW_MS + 1,
};
