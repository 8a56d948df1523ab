import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ldapDirectory } from '../../functions/adapters/ldap/directory.ts';
import { valuesOf } from '../../functions/adapters/ldap/entry.ts';
import type { LdapStore } from '../../functions/core/identity-domains/identity-store.ts';
import { Secret } from '../../functions/core/secrets/secret.ts';
import { makeCertificates } from './certificates.ts';
import { demandSlapd } from './demand-slapd.ts';
import { directoryLdif, passwordOf } from './people.ts';
import { type Relay, startRelay } from './relay.ts';
import { BIND_DN, BIND_PASSWORD, hasSlapd, type Slapd, startSlapd, storeOf } from './slapd.ts';

const LIMIT_MS = 3_000;
const UNAVAILABLE = { name: 'DirectoryError', code: 'DIRECTORY_UNAVAILABLE' };

demandSlapd('LDAP directories');

function open(store: LdapStore, credential: { bindDn?: string; password?: string } = {}) {
  const { bindDn = BIND_DN, password = BIND_PASSWORD } = credential;
  const read = async () => ({ bindDn, password: new Secret(password) });
  return ldapDirectory(store, { read, forget: () => undefined }, Date.now);
}

/** Everybody may sign in, and nothing else is asked for. */
const ANYBODY = { attributes: [], isAllowed: () => true };

function signIn(store: LdapStore, userId: string, password = passwordOf(userId)) {
  return open(store).signIn(userId, new Secret(password), ANYBODY);
}

async function timed<T>(work: Promise<T>): Promise<{ ms: number; outcome: unknown }> {
  const started = performance.now();
  const outcome = await work.catch((error: unknown) => error);
  return { ms: performance.now() - started, outcome };
}

describe.runIf(hasSlapd)('a directory', () => {
  let slapd: Slapd;
  let store: LdapStore;

  beforeAll(async () => {
    slapd = await startSlapd({ ldif: directoryLdif({ crowd: 20_000 }) });
    store = storeOf(slapd);
  });
  afterAll(() => slapd?.remove());

  describe('finds a user', () => {
    it('with the attributes that were asked for, and knows the password by a bind', async () => {
      const found = await open(store).find('hanako', ['mail', 'MOBILE']);
      expect(valuesOf(found?.entry ?? { dn: '' }, 'mail')).toEqual(['hanako@example.com']);
      expect(valuesOf(found?.entry ?? { dn: '' }, 'mobile')).toEqual(['090-1234-5678']);
      expect((await signIn(store, 'hanako'))?.dn).toBe(found?.dn);
      expect(await signIn(store, 'hanako', 'wrong')).toBeUndefined();
    });

    it('over StartTLS as over LDAPS', async () => {
      const startTls = { ...store, urls: [`ldap://127.0.0.1:${slapd.port}`], startTls: true };
      expect((await signIn(startTls, 'hanako'))?.dn).toBeDefined();
      expect(await signIn(startTls, 'hanako', 'wrong')).toBeUndefined();
    });

    it('whose name is spelled in another case there', async () => {
      expect((await signIn(store, 'taro', 'Taro-password'))?.dn).toBeDefined();
    });

    it.each(['o(paren)*', 'back\\slash', '$&', '山田'])('called %s', async (userId) => {
      expect((await signIn(store, userId))?.dn).toBeDefined();
    });
  });

  describe('does not find', () => {
    it.each(['*', 'h*', 'hanako)(uid=*', '*)(objectClass=*', 'hanako\u0000', 'nobody', '{userId}', '\\2a'])(
      'anybody by the name %j',
      async (userId) => {
        expect(await open(store).find(userId, [])).toBeUndefined();
        expect(await signIn(store, userId, 'hanako-password')).toBeUndefined();
      },
    );

    it.each(['han\u00ADako', ' hanako', 'hanako '])('a user by another spelling: %j', async (userId) => {
      expect(await open(store).find(userId, [])).toBeUndefined();
    });

    it('a user whose password is empty, or who has none', async () => {
      expect(await signIn(store, 'hanako', '')).toBeUndefined();
      expect(await signIn(store, 'no-password', 'anything')).toBeUndefined();
    });
  });

  it('is searched for 25 entries and the question whether there are more, however many there are', async () => {
    const { entries, hasMore } = await open({ ...store, baseDn: 'dc=example,dc=com' }).search('(objectClass=*)', []);
    expect([entries.length, hasMore]).toEqual([25, true]);
    expect(await open(store).search('(uid=hanako*)', [])).toMatchObject({
      entries: [{ uid: 'hanako' }],
      hasMore: false,
    });
  });

  describe('refuses', () => {
    it('a name that several entries have, and an entry that has several names', async () => {
      const ambiguous = { name: 'DirectoryError', code: 'USER_AMBIGUOUS' };
      await expect(signIn(store, 'twin')).rejects.toMatchObject(ambiguous);
      await expect(signIn(store, 'two-names')).rejects.toMatchObject(ambiguous);
      await expect(signIn(store, 'other-name', passwordOf('two-names'))).rejects.toMatchObject(ambiguous);
    });

    it('to be asked by an account whose password is wrong, and says nothing about the user', async () => {
      const directory = open(store, { password: 'changed meanwhile' });
      await expect(directory.find('hanako', [])).rejects.toMatchObject(UNAVAILABLE);
      const right = new Secret(passwordOf('hanako'));
      await expect(directory.signIn('hanako', right, ANYBODY)).rejects.toMatchObject(UNAVAILABLE);
    });
  });

  describe('knows of groups', () => {
    it('only those that mean something here, each without its members', async () => {
      expect((await open(store).find('member-of-many', []))?.groups).toEqual(['OTPRestUserGroup', 'Administrators']);
      expect((await open(store).find('hanako', []))?.groups).toEqual([]);
    });

    it('a group of 20,000 as fast as a small one', async () => {
      const directory = open(store);
      await directory.find('app', []);
      const { ms, outcome } = await timed(directory.find('app', []));
      expect(outcome).toMatchObject({ groups: ['OTPRestUserGroup', 'OAuthClients'] });
      expect(ms).toBeLessThan(500);
    });

    it('none where no groups were configured', async () => {
      expect((await open({ ...store, groupBaseDn: undefined }).find('app', []))?.groups).toEqual([]);
    });
  });

  it('is not left for another one: references are ignored, a base that lies elsewhere is no answer', async () => {
    expect(await open(store).find('somebody-abroad', [])).toBeUndefined();
    const abroad = { ...store, baseDn: 'ou=abroad,ou=people,dc=example,dc=com' };
    await expect(open(abroad).find('hanako', [])).rejects.toMatchObject(UNAVAILABLE);
  });

  describe('that cannot be trusted', () => {
    it('is not spoken to: its certificate comes from another authority', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'sekisho-other-ca-'));
      const { caPem } = makeCertificates(folder, 'IP:127.0.0.1');
      rmSync(folder, { recursive: true });
      const startTls = { urls: [`ldap://127.0.0.1:${slapd.port}`], startTls: true };
      await expect(signIn({ ...store, caPem }, 'hanako')).rejects.toMatchObject(UNAVAILABLE);
      await expect(signIn({ ...store, caPem, ...startTls }, 'hanako')).rejects.toMatchObject(UNAVAILABLE);
    });

    it('is not spoken to: its certificate is for another name', async () => {
      const elsewhere = await startSlapd({ ldif: directoryLdif(), certificateName: 'DNS:elsewhere.example' });
      const startTls = { urls: [`ldap://127.0.0.1:${elsewhere.port}`], startTls: true };
      try {
        await expect(signIn(storeOf(elsewhere), 'hanako')).rejects.toMatchObject(UNAVAILABLE);
        await expect(signIn(storeOf(elsewhere, startTls), 'hanako')).rejects.toMatchObject(UNAVAILABLE);
      } finally {
        await elsewhere.remove();
      }
    });
  });

  describe('on a bad day', () => {
    let relay: Relay;
    let behind: LdapStore;

    beforeAll(async () => {
      relay = await startRelay(slapd.tlsPort);
      behind = { ...store, urls: [`ldaps://127.0.0.1:${relay.port}`] };
    });
    afterAll(() => relay?.close());

    it('keeps its connections across calls: one that searches, one for passwords', async () => {
      const directory = open(behind);
      const before = relay.connections();
      for (let call = 0; call < 5; call++) {
        await directory.find('hanako', []);
        await directory.signIn('hanako', new Secret(call % 2 === 0 ? passwordOf('hanako') : 'wrong'), ANYBODY);
      }
      expect(relay.connections() - before).toBe(2);
    });

    it('is asked again on a new connection when the kept one was dropped', async () => {
      const directory = open(behind);
      await directory.find('hanako', []);
      relay.dropAll();
      expect((await directory.find('hanako', []))?.dn).toBeDefined();
    });

    it('never gets a password in clear: a dropped connection over StartTLS is not taken up again without it', async () => {
      const plain = await startRelay(slapd.port);
      const directory = open({ ...store, urls: [`ldap://127.0.0.1:${plain.port}`], startTls: true });
      const right = new Secret(passwordOf('hanako'));
      expect((await directory.signIn('hanako', right, ANYBODY))?.dn).toBeDefined();
      plain.dropAll();
      // slapd refuses binds without TLS, so this would be unavailable if the client had reconnected by itself.
      expect((await directory.signIn('hanako', right, ANYBODY))?.dn).toBeDefined();
      await plain.close();
    });

    it('that goes silent is unavailable within three seconds, for a new connection as for a kept one', async () => {
      const directory = open(behind);
      await directory.find('hanako', []);
      relay.freeze(true);
      const kept = await timed(directory.signIn('hanako', new Secret(passwordOf('hanako')), ANYBODY));
      const fresh = await timed(signIn(behind, 'hanako'));
      relay.freeze(false);
      for (const { ms, outcome } of [kept, fresh]) {
        expect(outcome).toMatchObject(UNAVAILABLE);
        expect(ms).toBeLessThan(LIMIT_MS / 2);
      }
      expect((await directory.find('hanako', []))?.dn).toBeDefined();
    });

    it('has a second server: the next URL answers when the first is gone', async () => {
      const urls = ['ldaps://127.0.0.1:1', ...store.urls];
      expect((await signIn({ ...store, urls }, 'hanako'))?.dn).toBeDefined();
    });

    it('is unavailable while it is gone, and answers when it is back, with the same connections kept', async () => {
      const directory = open(store);
      const right = new Secret(passwordOf('hanako'));
      expect((await directory.signIn('hanako', right, ANYBODY))?.dn).toBeDefined();
      await slapd.stop();
      await expect(directory.signIn('hanako', right, ANYBODY)).rejects.toMatchObject(UNAVAILABLE);
      await expect(directory.signIn('hanako', new Secret('wrong'), ANYBODY)).rejects.toMatchObject(UNAVAILABLE);
      await slapd.start();
      expect((await directory.signIn('hanako', right, ANYBODY))?.dn).toBeDefined();
      expect(await directory.signIn('hanako', new Secret('wrong'), ANYBODY)).toBeUndefined();
    });
  });
});
