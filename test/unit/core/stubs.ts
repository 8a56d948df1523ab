import { createSecretKey } from 'node:crypto';
import type { Account } from '../../../functions/core/directory/user.ts';
import type { Credentials } from '../../../functions/core/ports/credentials.ts';
import type { FactorLeases } from '../../../functions/core/ports/factor-leases.ts';
import type { KeyGeneration, KeyRing } from '../../../functions/core/ports/key-ring.ts';
import type { RandomBytes } from '../../../functions/core/ports/random-bytes.ts';
import type { Users } from '../../../functions/core/ports/users.ts';
import type { Credential } from '../../../functions/core/verify/credential.ts';

export const KEYS: KeyGeneration = {
  id: 'first',
  pinKey: createSecretKey(Buffer.alloc(32, 1)),
  sealKey: createSecretKey(Buffer.alloc(32, 2)),
};

export const OTHER_KEYS: KeyGeneration = {
  id: 'second',
  pinKey: createSecretKey(Buffer.alloc(32, 3)),
  sealKey: createSecretKey(Buffer.alloc(32, 4)),
};

export const keyRing: KeyRing = {
  current: async () => KEYS,
  generation: async (id) => (id === KEYS.id ? KEYS : OTHER_KEYS),
};

/** Bytes 0, 1, 2, … over all calls: different each time and the same in each run. */
export function countingBytes(): RandomBytes {
  let next = 0;
  return (size) => Uint8Array.from({ length: size }, () => next++ % 256);
}

/** 2026-11-22T12:00:00Z */
export const NOW_MS = 1_795_348_800_000;

export const FRESH: Credential = {
  failures: 0,
  streak: 0,
  lastAttemptAtMs: 0,
  sends: 0,
  lastSendAtMs: 0,
  pushesStopped: false,
  pins: {},
  remembered: {},
  lostAddresses: [],
  resetsAtMs: [],
};

/** Credentials of which a test fills in the methods that it expects; any other call fails the test. */
export function credentialsStub(methods: Partial<Credentials>): Credentials {
  return new Proxy(methods as Credentials, {
    get(target, name) {
      const method = target[name as keyof Credentials];
      if (method === undefined) throw new Error(`unexpected call of ${String(name)}`);
      return method;
    },
  });
}

/** Leases that nobody else takes; `busy` is one that somebody has. */
export function factorLeasesStub(taken: 'lease' | 'busy' = 'lease'): FactorLeases {
  return { acquire: async () => taken, release: async () => undefined };
}

/** Users of whom one is known, with the credential that `read` gives at that moment. */
export function usersStub(account: Account | undefined, read: () => Credential | undefined = () => undefined): Users {
  return {
    async load() {
      const credential = read();
      return { ...(account && { account }), ...(credential && { credential }) };
    },
    findAccount: async () => account,
    presence: async () => ({ kind: 'unasked' }),
  };
}

export const ALICE: Account = {
  userId: 'alice',
  groups: [],
  language: 'ja',
  attributes: { mail: 'alice@example.com', mobile: '+819012345678' },
  generation: 'generation of alice',
};
