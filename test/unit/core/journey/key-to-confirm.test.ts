import { base32nopad } from '@scure/base';
import { describe, expect, it, vi } from 'vitest';
import {
  enrollerOf,
  findKeyToConfirm,
  keyUri,
  makeKeyToConfirm,
} from '../../../../functions/core/journey/key-to-confirm.ts';
import type { Credentials } from '../../../../functions/core/ports/credentials.ts';
import { sealTotpSecret } from '../../../../functions/core/secrets/seal.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import type { Session } from '../../../../functions/core/sessions/session.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import type { TotpKey } from '../../../../functions/core/verify/credential.ts';
import { ALICE, countingBytes, credentialsStub, FRESH, KEYS, keyRing, NOW_MS, usersStub } from '../stubs.ts';
import { SESSION } from './session.ts';

const SECRET = Uint8Array.from({ length: 20 }, (_, at) => at);
const settings = resolveSettings({});

/** A session that made the key of this name. */
const holding = (name: string, changed: Partial<Session> = {}): Session => ({
  ...SESSION,
  ...changed,
  challenges: { 'add-totp': { correlationId: name, sentAtMs: NOW_MS, expiresAtMs: NOW_MS + 1 } },
});

const pendingKey = (secret = SECRET, keys = KEYS): TotpKey => ({
  sealed: sealTotpSecret(keys, countingBytes(), SESSION.user, new Secret(secret)),
  keyId: keys.id,
  lastStep: -1,
  createdAtMs: NOW_MS,
});

/** Makes a key in a world where `found` stands in the item afterwards: by itself what was written. */
async function make(session: Session, found?: TotpKey | 'none', begin: 'stored' | 'blocked' = 'stored') {
  let pending: TotpKey | undefined;
  const beginEnrolment = vi.fn<Credentials['beginEnrolment']>(async (_user, { pendingTotp }) => {
    pending = found === 'none' ? undefined : (found ?? pendingTotp);
    return begin;
  });
  const deps = {
    clock: () => NOW_MS,
    random: countingBytes(),
    keys: keyRing,
    users: usersStub(ALICE, () => pending && { ...FRESH, pendingTotp: pending }),
    credentials: credentialsStub({ beginEnrolment }),
    enrolments: { add: async () => undefined },
    domains: { find: async () => undefined },
    courier: { deliver: async () => 'delivered' as const },
  };
  return { made: await makeKeyToConfirm(deps, settings, session, enrollerOf(session)), beginEnrolment };
}

describe('a key that is made on a page', () => {
  it('is shown in Base32, with a name that the session keeps', async () => {
    const { made, beginEnrolment } = await make(SESSION);
    if (typeof made === 'string') throw new Error(made);
    expect(made.secret.reveal()).toBe(base32nopad.encode(SECRET));
    expect(made.name).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const found = await findKeyToConfirm(
      { keys: keyRing },
      holding(made.name),
      beginEnrolment.mock.calls[0]?.[1].pendingTotp,
    );
    expect(found?.secret.reveal()).toBe(base32nopad.encode(SECRET));
  });

  it.each([
    ['a person who has proven a factor in this session', [{ factor: 'email', provenAtMs: NOW_MS }], true, []],
    ['a person who has not', [], false, ['delivered', 'delivered']],
  ] as const)('may stand beside a confirmed one for %s: %s', async (_who, proven, besideConfirmed, notices) => {
    const { made, beginEnrolment } = await make({ ...SESSION, proven });
    const by = besideConfirmed ? 'proof' : 'password';
    expect(beginEnrolment.mock.calls[0]?.[1]).toMatchObject({ besideConfirmed, pendingTotp: { by } });
    expect(made).toMatchObject({ notices });
  });

  it('is refused where a confirmed one stands', async () => {
    expect((await make(SESSION, undefined, 'blocked')).made).toBe('refused');
  });

  it.each([
    ['somebody with the password put his own in its place', pendingKey(Uint8Array.from({ length: 20 }, () => 9))],
    ['it is gone', 'none'],
  ] as const)('is not shown when %s', async (_what, found) => {
    expect((await make(SESSION, found)).made).toBe('replaced');
  });
});

describe('the name of a key', () => {
  const find = (session: Session, pending: TotpKey | undefined) =>
    findKeyToConfirm({ keys: keyRing }, session, pending);

  async function nameOf(key: TotpKey): Promise<string> {
    const { made } = await make(SESSION, key);
    if (typeof made === 'string') throw new Error(made);
    return made.name;
  }

  it('finds the key for its session', async () => {
    const found = await find(holding(await nameOf(pendingKey())), pendingKey());
    expect(found?.secret.reveal()).toBe(base32nopad.encode(SECRET));
  });

  it('finds nothing in a session that made none, whatever key waits', async () => {
    expect(await find(SESSION, pendingKey())).toBeUndefined();
  });

  it('finds nothing when the key was replaced, or none waits', async () => {
    const name = await nameOf(pendingKey());
    expect(await find(holding(name), pendingKey(Uint8Array.from({ length: 20 }, () => 9)))).toBeUndefined();
    expect(await find(holding(name), undefined)).toBeUndefined();
  });

  it('opens no key that was moved here from another user: that is tampering', async () => {
    const moved = holding('a name', { user: { domain: 'D', userId: 'bob' } });
    await expect(find(moved, pendingKey())).rejects.toThrow();
  });
});

describe('the address of a key for an authenticator app', () => {
  const names = { issuer: 'Example & Söhne: 銀行', userId: 'alice@example.com/x?y' };
  const secret = new Secret('GEZDGNBVGY3TQOJQ');

  it.each(['otpauth', 'oraclemobileauthenticator'] as const)(
    '%s: gives back what went in, but for a colon',
    (scheme) => {
      const issuer = 'Example & Söhne 銀行';
      const uri = keyUri(scheme, secret, names);
      const url = new URL(uri);
      expect([url.protocol, url.host]).toEqual([`${scheme}:`, 'totp']);
      expect(url.pathname.slice(1).split(':').map(decodeURIComponent)).toEqual([issuer, names.userId]);
      expect(Object.fromEntries(url.searchParams)).toEqual({
        secret: 'GEZDGNBVGY3TQOJQ',
        issuer,
        algorithm: 'SHA1',
        digits: '6',
        period: '30',
      });
      // Apps read a plus sign as one; a blank is %20 (Key URI format).
      expect(uri).not.toContain('+');
      expect(uri).not.toMatch(/%3A/i);
    },
  );
});
