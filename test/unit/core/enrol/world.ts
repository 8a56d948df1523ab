import { vi } from 'vitest';
import type { DeliveryOutcome, Message } from '../../../../functions/core/ports/courier.ts';
import type { Credentials } from '../../../../functions/core/ports/credentials.ts';
import type { CodeOwner } from '../../../../functions/core/ports/push.ts';
import type { UserRecord } from '../../../../functions/core/ports/users.ts';
import { sealTotpSecret } from '../../../../functions/core/secrets/seal.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import type { Credential, TotpKey } from '../../../../functions/core/verify/credential.ts';
import { ALICE, countingBytes, credentialsStub, FRESH, factorLeasesStub, KEYS, keyRing, NOW_MS } from '../stubs.ts';

export const USER = { domain: 'D', userId: 'alice' };

/** What `countingBytes` gives first, in bytes and in Base32. */
export const FIRST_SECRET = Uint8Array.from({ length: 20 }, (_, at) => at);
export const FIRST_BASE32 = 'AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQT';

/** A sealed key; `FIRST_SECRET` unless told. */
export function sealedKey(changed: Partial<TotpKey> = {}, keys = KEYS): TotpKey {
  const sealed = sealTotpSecret(keys, countingBytes(), USER, new Secret(FIRST_SECRET));
  return { sealed, keyId: keys.id, lastStep: -1, createdAtMs: NOW_MS - 1_000, ...changed };
}

export interface World {
  readonly record?: Omit<UserRecord, 'credential'>;
  readonly credential?: Partial<Credential>;
  readonly begin?: 'stored' | 'blocked';
  readonly lease?: 'lease' | 'busy';
  readonly remove?: 'removed' | 'blocked';
  readonly delivery?: DeliveryOutcome;
}

/** The ports of an enrolment for alice, who has an account and nothing else unless `world` says so. */
export function enrolling({ record = { account: ALICE }, credential, begin, lease, remove, delivery }: World = {}) {
  const sent: Message[] = [];
  const beginEnrolment = vi.fn<Credentials['beginEnrolment']>(async () => begin ?? 'stored');
  const codes: [string, CodeOwner][] = [];
  const removeTotp = vi.fn<Credentials['removeTotp']>(async () => remove ?? 'removed');
  const deps = {
    clock: () => NOW_MS,
    random: countingBytes(),
    keys: keyRing,
    users: {
      load: vi.fn(
        async (): Promise<UserRecord> => ({
          ...record,
          ...(credential && { credential: { ...FRESH, ...credential } }),
        }),
      ),
      findAccount: async () => record.account,
      presence: async () => ({ kind: 'unasked' }) as const,
    },
    credentials: credentialsStub({ beginEnrolment, removeTotp }),
    factorLeases: factorLeasesStub(lease),
    enrolments: {
      async add(hash: string, owner: CodeOwner) {
        codes.push([hash, owner]);
      },
    },
    domains: { find: async () => undefined },
    courier: {
      async deliver(message: Message) {
        sent.push(message);
        return delivery ?? 'delivered';
      },
    },
  };
  return { deps, beginEnrolment, removeTotp, sent, codes };
}
