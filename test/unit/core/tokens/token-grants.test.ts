import { decodeJwt } from 'jose';
import { describe, expect, it, vi } from 'vitest';
import { epochOf } from '../../../../functions/core/directory/epoch.ts';
import { TOKEN_DEFAULTS } from '../../../../functions/core/identity-domains/identity-domain.ts';
import { hotp, timeStep } from '../../../../functions/core/otp/hotp.ts';
import { hashPin } from '../../../../functions/core/otp/pin.ts';
import type { Credentials } from '../../../../functions/core/ports/credentials.ts';
import type { UserRecord } from '../../../../functions/core/ports/users.ts';
import { sealTotpSecret } from '../../../../functions/core/secrets/seal.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import { startFamily } from '../../../../functions/core/tokens/refresh-token.ts';
import {
  type CodeOfUser,
  grantAgain,
  grantToClient,
  grantToUser,
  type TokenDependencies,
  type TokenOutcome,
  type TokenRequest,
} from '../../../../functions/core/tokens/token-grants.ts';
import {
  ALICE,
  countingBytes,
  credentialsStub,
  FRESH,
  factorLeasesStub,
  KEYS,
  keyRing,
  NOW_MS,
  usersStub,
} from '../stubs.ts';
import { FAMILY, familiesInMemory, signer } from './stubs.ts';

const USER = { domain: 'D', userId: 'alice' };
const PERSON = { user: USER, epoch: epochOf(ALICE) };
const PHONE = Buffer.from('12345678901234567890');
const KEY = {
  sealed: sealTotpSecret(KEYS, countingBytes(), USER, new Secret(PHONE)),
  keyId: KEYS.id,
  lastStep: -1,
  createdAtMs: 0,
};
const CODE: CodeOfUser = { code: new Secret(hotp(PHONE, timeStep(NOW_MS))), correlationId: undefined };
const WRONG: CodeOfUser = { code: new Secret('000000'), correlationId: undefined };

const LOCKED = { ...FRESH, failures: 3, streak: 3, lastAttemptAtMs: NOW_MS - 1 };
const locked = { kind: 'not-proven', verdict: { kind: 'locked', untilMs: NOW_MS - 1 + 15 * 60_000 } };
const refused = (reason: string) => ({ kind: 'refused', reason });

const REQUEST: TokenRequest = {
  client: {
    user: { domain: 'D', userId: 'demo-app' },
    account: { ...ALICE, userId: 'demo-app', attributes: { scope: 'read write' } },
  },
  settings: resolveSettings({ MaxAttempts: 3 }),
  lives: { ...TOKEN_DEFAULTS, refreshTokenEnabled: true },
  scope: undefined,
};
const asking = (scope: string): TokenRequest => ({ ...REQUEST, scope });

/** A service that knows this of the user; a write that is not named fails the test. */
function knowing(record: UserRecord = {}, writes: Partial<Credentials> = {}, more: Partial<TokenDependencies> = {}) {
  const { kept, families } = familiesInMemory();
  const deps: TokenDependencies = {
    clock: () => NOW_MS,
    random: countingBytes(),
    keys: keyRing,
    issuer: 'https://sekisho.example',
    signer,
    families,
    factorLeases: factorLeasesStub(),
    credentials: credentialsStub(writes),
    users: { ...usersStub(ALICE), load: async () => ({ account: ALICE, ...record }) },
    ...more,
  };
  return { deps, kept };
}

function claimsOf(outcome: TokenOutcome) {
  return outcome.kind === 'issued' ? decodeJwt(outcome.accessToken.reveal()) : expect.fail(JSON.stringify(outcome));
}

describe('a token for a client itself', () => {
  it('names the client, what it may do, and no person; it has no refresh token', async () => {
    const outcome = await grantToClient(knowing().deps, asking('read'));
    expect(claimsOf(outcome)).toMatchObject({
      sub: 'demo-app',
      client: 'demo-app',
      scope: 'read',
      exp: NOW_MS / 1000 + 3600,
    });
    expect(claimsOf(outcome)).not.toHaveProperty('amr');
    expect(outcome).toMatchObject({ scope: ['read'] });
    expect(outcome).not.toHaveProperty('refreshToken');
  });

  it('has no more than the client may do', async () => {
    expect(await grantToClient(knowing().deps, asking('read admin'))).toEqual(refused('INVALID_SCOPE'));
  });
});

describe('a token for a user whose password was right', () => {
  it('says that a password was all, where there is no second factor', async () => {
    const { deps, kept } = knowing();
    const outcome = await grantToUser(deps, REQUEST, PERSON, undefined);
    expect(claimsOf(outcome)).toMatchObject({ sub: 'alice', amr: ['pwd'], auth_time: NOW_MS / 1000 });
    expect([...kept.values()]).toMatchObject([
      {
        user: USER,
        client: 'demo-app',
        scope: ['read', 'write'],
        amr: ['pwd'],
        authTimeMs: NOW_MS,
        expiresAtMs: NOW_MS + 86_400_000,
      },
    ]);
    expect(outcome).toMatchObject({ scope: ['read', 'write'], refreshToken: expect.any(Secret) });
  });

  it('has no refresh token where the domain has none', async () => {
    const { deps, kept } = knowing();
    const request = { ...REQUEST, lives: { ...TOKEN_DEFAULTS, tokenExpiry: 60 } };
    const outcome = await grantToUser(deps, request, PERSON, undefined);
    expect(outcome).not.toHaveProperty('refreshToken');
    expect(kept.size).toBe(0);
    expect(claimsOf(outcome).exp).toBe(NOW_MS / 1000 + 60);
  });

  it('is not given for more than the client may do, and no code is used up for that', async () => {
    const { deps } = knowing({ credential: { ...FRESH, totp: KEY } });
    expect(await grantToUser(deps, asking('admin'), PERSON, CODE)).toEqual(refused('INVALID_SCOPE'));
  });

  it('is not given to a locked user', async () => {
    const { deps } = knowing({ credential: LOCKED });
    expect(await grantToUser(deps, REQUEST, PERSON, undefined)).toEqual(locked);
  });

  it('is given when the lock is over', async () => {
    const { deps } = knowing({ credential: { ...LOCKED, lastAttemptAtMs: NOW_MS - 15 * 60_000 } });
    expect((await grantToUser(deps, REQUEST, PERSON, undefined)).kind).toBe('issued');
  });
});

describe('a token for a user with a second factor', () => {
  const credential = { ...FRESH, totp: KEY };

  it('is not given for the password alone', async () => {
    const { deps, kept } = knowing({ credential });
    expect(await grantToUser(deps, REQUEST, PERSON, undefined)).toEqual(refused('SECOND_FACTOR_REQUIRED'));
    expect(kept.size).toBe(0);
  });

  it('is given for the code of his authenticator, which is spent, and says so', async () => {
    const settleTotp = vi.fn<Credentials['settleTotp']>(async () => 'settled');
    const { deps } = knowing({ credential }, { reserveAttempt: async () => credential, settleTotp });
    expect(claimsOf(await grantToUser(deps, REQUEST, PERSON, CODE)).amr).toEqual(['pwd', 'otp', 'mfa']);
    expect(settleTotp).toHaveBeenCalledOnce();
  });

  it('is not given for a wrong code', async () => {
    const { deps, kept } = knowing({ credential }, { reserveAttempt: async () => credential });
    expect(await grantToUser(deps, REQUEST, PERSON, WRONG)).toEqual({
      kind: 'not-proven',
      verdict: { kind: 'rejected', reason: 'OTP_INVALID' },
    });
    expect(kept.size).toBe(0);
  });

  it('is given for a PIN that was sent for this client and this correlation id', async () => {
    const consumePin = vi.fn<Credentials['consumePin']>(async () => 'accepted');
    const { deps } = knowing({ credential }, { consumePin });
    const pin = { code: new Secret('123456'), correlationId: 'cid' };
    expect((await grantToUser(deps, REQUEST, PERSON, pin)).kind).toBe('issued');
    const scope = { purpose: 'pin', ...USER, application: 'demo-app', sessionId: undefined } as const;
    expect(consumePin).toHaveBeenCalledExactlyOnceWith(
      USER,
      expect.objectContaining({
        pinHash: hashPin(KEYS, scope, pin.code),
        correlationId: 'cid',
        // A PIN that the client itself can read is no factor of the user.
        mustProveFactor: true,
      }),
    );
  });

  it('says only that a password was right when the code has just confirmed a new key', async () => {
    const pending = { ...FRESH, pendingTotp: { ...KEY, by: 'password', epoch: epochOf(ALICE) } as const };
    const writes: Partial<Credentials> = { reserveAttempt: async () => pending, settleTotp: async () => 'settled' };
    const { deps } = knowing({ credential: pending }, writes);
    expect(claimsOf(await grantToUser(deps, REQUEST, PERSON, CODE)).amr).toEqual(['pwd']);
  });
});

describe('a further token', () => {
  async function again(
    record: UserRecord = {},
    {
      request = REQUEST,
      family = FAMILY,
      ...more
    }: { request?: TokenRequest; family?: typeof FAMILY } & Partial<TokenDependencies> = {},
  ) {
    const { deps, kept } = knowing(record, {}, more);
    const token = await startFamily(deps, family);
    const [before] = kept.values();
    const outcome = await grantAgain(deps, request, token);
    const [after] = kept.values();
    return { deps, kept, token, outcome, isSpent: after !== undefined && after.currentHash !== before?.currentHash };
  }

  it('says what the first one said, and when the user signed in then', async () => {
    const { outcome, isSpent } = await again();
    expect(claimsOf(outcome)).toMatchObject({
      sub: 'alice',
      client: 'demo-app',
      scope: 'read write',
      amr: FAMILY.amr,
      auth_time: FAMILY.authTimeMs / 1000,
      iat: NOW_MS / 1000,
      exp: NOW_MS / 1000 + 3600,
    });
    expect(outcome).toMatchObject({ scope: ['read', 'write'], refreshToken: expect.any(Secret) });
    expect(isSpent).toBe(true);
  });

  it('is narrower where the client asks for less, and the family is not', async () => {
    const { outcome, kept } = await again({}, { request: asking('read') });
    expect(outcome).toMatchObject({ scope: ['read'] });
    expect(claimsOf(outcome).scope).toBe('read');
    expect([...kept.values()]).toMatchObject([{ scope: ['read', 'write'] }]);
  });

  it('is never given twice for one refresh token', async () => {
    const { deps, token, kept } = await again();
    expect(await grantAgain(deps, REQUEST, token)).toEqual(refused('INVALID_GRANT'));
    expect(kept.size).toBe(0);
    expect(await grantAgain(deps, REQUEST, token)).toEqual(refused('INVALID_GRANT'));
  });

  it.each<[string, Parameters<typeof again>[1]]>([
    [
      'of another name',
      { request: { ...REQUEST, client: { ...REQUEST.client, user: { domain: 'D', userId: 'other' } } } },
    ],
    [
      'in another domain',
      { request: { ...REQUEST, client: { ...REQUEST.client, user: { domain: 'E', userId: 'demo-app' } } } },
    ],
  ])('is not given to a client %s', async (_which, situation) => {
    expect((await again({}, situation)).outcome).toEqual(refused('INVALID_GRANT'));
  });

  const passwordSetAt = (passwordSetAtMs: number) => ({ account: { ...ALICE, passwordSetAtMs } });

  it.each<[string, UserRecord, object]>([
    ['the password is a new one', passwordSetAt(FAMILY.authTimeMs + 1), refused('INVALID_GRANT')],
    ['the user is locked', { credential: LOCKED }, locked],
    ['the name is another person’s', { account: { ...ALICE, generation: 'second' } }, refused('INVALID_GRANT')],
    ['the user was signed out everywhere', { account: { ...ALICE, notBefore: '1' } }, refused('INVALID_GRANT')],
  ])('is not given when %s, and nothing is spent', async (_when, record, refusal) => {
    const { outcome, isSpent } = await again(record);
    expect(outcome).toEqual(refusal);
    expect(isSpent).toBe(false);
  });

  it('is not given when the user is gone', async () => {
    expect((await again({}, { users: usersStub(undefined) })).outcome).toEqual(refused('INVALID_GRANT'));
  });

  it('is given as long as the password is the one that the user signed in with', async () => {
    const account = { ...ALICE, passwordSetAtMs: FAMILY.authTimeMs };
    const family = { ...FAMILY, epoch: epochOf(account) };
    expect((await again({ account }, { family })).outcome.kind).toBe('issued');
  });

  it('is not given to a family from before there were epochs', async () => {
    const { epoch: _epoch, ...family } = FAMILY;
    expect((await again({}, { family: family as typeof FAMILY })).outcome).toEqual(refused('INVALID_GRANT'));
  });

  const clientOf = (account: object) => ({ ...REQUEST.client, account: { ...REQUEST.client.account, ...account } });

  it.each<[string, Partial<TokenRequest>]>([
    ['the domain gives none any more', { lives: { ...REQUEST.lives, refreshTokenEnabled: false } }],
    ['the domain has them end sooner now', { lives: { ...REQUEST.lives, refreshTokenExpiry: 60 } }],
    ['another client has the name now', { client: clientOf({ generation: 'second' }) }],
  ])('is not given when %s, and nothing is spent', async (_when, changed) => {
    const { outcome, isSpent } = await again({}, { request: { ...REQUEST, ...changed } });
    expect([outcome, isSpent]).toEqual([refused('INVALID_GRANT'), false]);
  });

  it('has what the client may have now, and no more', async () => {
    const request = { ...REQUEST, client: clientOf({ attributes: { scope: 'read admin' } }) };
    expect(claimsOf((await again({}, { request })).outcome).scope).toBe('read');
    const asked = { ...request, scope: 'write' };
    expect((await again({}, { request: asked })).outcome).toEqual(refused('INVALID_SCOPE'));
  });

  it('lives for an hour at most, whatever the domain says', async () => {
    const request = { ...REQUEST, lives: { ...REQUEST.lives, tokenExpiry: 86_400 } };
    expect(claimsOf((await again({}, { request })).outcome).exp).toBe(NOW_MS / 1000 + 3600);
  });

  it('is not given for a wider scope, and nothing is spent', async () => {
    const { outcome, isSpent } = await again({}, { request: asking('read admin') });
    expect([outcome, isSpent]).toEqual([refused('INVALID_SCOPE'), false]);
  });

  it('is not given to who has enrolled a second factor that the family never saw', async () => {
    const enrolled = { credential: { ...FRESH, totp: KEY } };
    const ofPassword = { ...FAMILY, amr: ['pwd'] };
    expect((await again(enrolled, { family: ofPassword })).outcome).toEqual(refused('SECOND_FACTOR_REQUIRED'));
    expect((await again(enrolled)).outcome.kind).toBe('issued');
    expect((await again({}, { family: ofPassword })).outcome.kind).toBe('issued');
  });

  it('costs nothing when it cannot be signed', async () => {
    const { deps, kept } = knowing();
    const token = await startFamily(deps, FAMILY);
    const broken = { current: () => Promise.reject(new Error('no key')) };
    await expect(grantAgain({ ...deps, signer: broken }, REQUEST, token)).rejects.toThrow('no key');
    expect((await grantAgain(deps, REQUEST, token)).kind).toBe('issued');
    expect(kept.size).toBe(1);
  });
});
