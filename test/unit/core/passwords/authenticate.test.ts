import { describe, expect, it, vi } from 'vitest';
import type { Account } from '../../../../functions/core/directory/user.ts';
import type { IdentityStore } from '../../../../functions/core/identity-domains/identity-store.ts';
import { accountsByDomain } from '../../../../functions/core/passwords/accounts-by-domain.ts';
import { createAuthenticator } from '../../../../functions/core/passwords/authenticate.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import { ALICE, usersStub } from '../stubs.ts';

const USER = { domain: 'D', userId: 'alice' };
const PASSWORD = new Secret('right');
const HASH = new Secret('hash of right');
const RENEWED = new Secret('new hash of right');
const WITH_HASH: Account = { ...ALICE, passwordHash: HASH };

function authenticatorOf(account: Account | undefined, { isOutdated = false } = {}) {
  const renewHash = vi.fn(async () => undefined);
  const passwords = {
    verify: vi.fn(async (password: Secret<string>, hash: Secret<string> | undefined) => {
      return hash?.reveal() === `hash of ${password.reveal()}`;
    }),
    isOutdated: () => isOutdated,
    hash: async () => RENEWED,
  };
  return {
    authenticate: createAuthenticator({ clock: () => 0, users: usersStub(account), passwords, renewHash }),
    passwords,
    renewHash,
  };
}

describe('a name and a password', () => {
  it('are those of an account', async () => {
    const { authenticate, renewHash } = authenticatorOf(WITH_HASH);
    expect(await authenticate(USER, PASSWORD, 'people')).toEqual(WITH_HASH);
    expect(renewHash).not.toHaveBeenCalled();
  });

  it.each<[string, Account | undefined, Secret<string> | undefined]>([
    ['with another password', { ...ALICE, passwordHash: new Secret('hash of other') }, new Secret('hash of other')],
    ['of an account without a password', ALICE, undefined],
    ['of nobody', undefined, undefined],
  ])('%s are nobody’s, which takes as long as a comparison', async (_which, account, hash) => {
    const { authenticate, passwords, renewHash } = authenticatorOf(account, { isOutdated: true });
    expect(await authenticate(USER, PASSWORD, 'people')).toBeUndefined();
    expect(passwords.verify).toHaveBeenCalledExactlyOnceWith(PASSWORD, hash, undefined);
    expect(renewHash).not.toHaveBeenCalled();
  });

  it('are never those of an account without a password, whatever the comparison says', async () => {
    const { authenticate, passwords } = authenticatorOf(ALICE);
    passwords.verify.mockResolvedValueOnce(true);
    expect(await authenticate(USER, PASSWORD, 'people')).toBeUndefined();
  });

  it('bring a hash up to date when they are right', async () => {
    const { authenticate, renewHash } = authenticatorOf(WITH_HASH, { isOutdated: true });
    expect(await authenticate(USER, PASSWORD, 'people')).toEqual(WITH_HASH);
    expect(renewHash).toHaveBeenCalledExactlyOnceWith(USER, HASH, RENEWED);
  });
});

describe('where clients alone are asked for', () => {
  it.each([[['OTPRestUserGroup']], [['Staff', 'OAuthClients']]])('one of %j is known', async (groups) => {
    const account = { ...WITH_HASH, groups };
    const { authenticate, renewHash } = authenticatorOf(account, { isOutdated: true });
    expect(await authenticate(USER, PASSWORD, 'clients')).toEqual(account);
    expect(renewHash).toHaveBeenCalledOnce();
  });

  it.each([[[]], [['Administrators', 'Staff']]])(
    'the password of somebody of %j is compared with nothing, and his hash stays as it is',
    async (groups) => {
      const { authenticate, passwords, renewHash } = authenticatorOf({ ...WITH_HASH, groups }, { isOutdated: true });
      expect(await authenticate(USER, PASSWORD, 'clients')).toBeUndefined();
      expect(passwords.verify).toHaveBeenCalledExactlyOnceWith(PASSWORD, undefined, undefined);
      expect(renewHash).not.toHaveBeenCalled();
    },
  );
});

describe('each question', () => {
  it('goes to the store of the domain of the user', async () => {
    const kindOf = (domain: string): IdentityStore['kind'] => (domain === 'Staff' ? 'ldap' : 'directory');
    const stores = { ofDomain: async (domain: string) => ({ kind: kindOf(domain) }) as IdentityStore };
    const accounts = accountsByDomain(stores, async ({ kind }) => {
      const account = { ...ALICE, language: kind };
      const users = {
        ...usersStub(account),
        presence: async () => ({ kind: kind === 'ldap' ? 'left' : 'unasked' }) as const,
      };
      return {
        users,
        search: async (_domain, { name }) => ({ people: [{ userId: name, attributes: { kind } }], hasMore: false }),
        authenticate: async ({ userId }, _password, audience) => ({ ...account, userId, groups: [audience] }),
      };
    });
    for (const domain of ['Staff', 'Customers']) {
      const user = { domain, userId: 'alice' };
      const language = kindOf(domain);
      expect(await accounts.users.load(user)).toMatchObject({ account: { language } });
      expect(await accounts.users.findAccount(user)).toMatchObject({ language });
      const wanted = { name: 'ali', mail: 'ali', phone: undefined };
      expect((await accounts.search(domain, wanted)).people).toEqual([
        { userId: 'ali', attributes: { kind: language } },
      ]);
      expect(await accounts.users.presence(user)).toEqual({ kind: domain === 'Staff' ? 'left' : 'unasked' });
      expect(await accounts.authenticate(user, PASSWORD, 'clients')).toMatchObject({
        userId: 'alice',
        language,
        groups: ['clients'],
      });
    }
  });
});
