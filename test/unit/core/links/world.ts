import type { Account, UserKey } from '../../../../functions/core/directory/user.ts';
import { DOMAIN_DEFAULTS } from '../../../../functions/core/identity-domains/identity-domain.ts';
import type { Link } from '../../../../functions/core/links/link.ts';
import type { Message } from '../../../../functions/core/ports/courier.ts';
import type { UserRecord } from '../../../../functions/core/ports/users.ts';

export const NOW_MS = Date.UTC(2026, 10, 28);
export const HERE: UserKey = { domain: 'Staff', userId: 'alice' };
export const THERE: UserKey = { domain: 'Guests', userId: 'alice.w' };

export function accountOf({ userId }: UserKey, generation?: string, groups: readonly string[] = []): Account {
  const attributes = { mail: `${userId}@example.com`, mobile: '+819012345678' };
  return { userId, groups, language: 'en', attributes, ...(generation === undefined ? {} : { generation }) };
}

export function side(to: UserKey, generation: string, otherGeneration: string): Link {
  return { to, generation, otherGeneration, linkedAtMs: NOW_MS, by: 'administrator' };
}

const keyOf = ({ domain, userId }: UserKey): string => `${domain}#${userId}`;

/** Two accounts of one person that nobody has linked yet, and a table that keeps what is written. */
export function linkWorld() {
  const accounts = new Map([HERE, THERE].map((user) => [keyOf(user), accountOf(user, `g-${user.domain}`)]));
  const sides = new Map<string, Link[]>();
  const sent: Message[] = [];
  const ended: string[] = [];
  const closed = new Set<string>();
  const sidesOf = (user: UserKey) => sides.get(keyOf(user)) ?? [];
  const load = async (user: UserKey): Promise<UserRecord> => {
    const account = accounts.get(keyOf(user));
    const links = sidesOf(user).filter(({ generation }) => generation === account?.generation);
    return account === undefined ? {} : { account, links };
  };
  const without = (user: UserKey, to: UserKey) => sidesOf(user).filter((one) => keyOf(one.to) !== keyOf(to));
  return {
    sent,
    ended,
    closed,
    sidesOf,
    become: (user: UserKey, account: Account | undefined) =>
      account === undefined ? accounts.delete(keyOf(user)) : accounts.set(keyOf(user), account),
    deps: {
      clock: () => NOW_MS,
      users: { load },
      settings: { forDomain: async () => ({}) },
      domains: {
        find: async (name: string) => (closed.has(name) ? undefined : { ...DOMAIN_DEFAULTS, name, id: name }),
      },
      courier: {
        deliver: async (message: Message) => {
          sent.push(message);
          return 'delivered' as const;
        },
      },
      credentials: {
        endReset: async ({ userId }: UserKey) => {
          ended.push(userId);
          return 'ended' as const;
        },
      },
      links: {
        put: async (user: UserKey, one: Link) => void sides.set(keyOf(user), [...without(user, one.to), one]),
        remove: async (user: UserKey, to: UserKey) => void sides.set(keyOf(user), without(user, to)),
      },
    },
  };
}
