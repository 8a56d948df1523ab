import { decodeJwt, decodeProtectedHeader } from 'jose';
import { describe, expect, test } from 'vitest';
import type { Account } from '../../../../functions/core/directory/user.ts';
import type { UserRecord, Users } from '../../../../functions/core/ports/users.ts';
import {
  type ProvenFactor,
  RESULT_LIFE_MS,
  SESSION_LIFE_MS,
  type Session,
} from '../../../../functions/core/sessions/session.ts';
import { type TakeResultDependencies, takeResult } from '../../../../functions/core/sessions/take-result.ts';
import { proofMark } from '../../../../functions/core/verify/proof-mark.ts';
import { newAuthenticator, passkeyOf } from '../passkeys/software-authenticator.ts';
import { ALICE, FRESH, NOW_MS, usersStub } from '../stubs.ts';
import { CLIENT, ID, NEW } from './stubs.ts';

const KEY = { sealed: Uint8Array.of(1), keyId: 'first', lastStep: -1, createdAtMs: 0 };

const VERIFIED: Session = {
  ...NEW,
  proven: [{ factor: 'totp', provenAtMs: NOW_MS - 1_500, of: proofMark(KEY.sealed) }],
  end: 'verified',
  resultUntilMs: NOW_MS + 1,
};

const APPLICATION = { name: 'demo', domain: 'D', domainId: '1', clients: [], returnUrls: [], rights: [] };
const TAKER = { client: CLIENT, applicationOf: async () => APPLICATION };

/** The person has what was proven. */
function withFactors(users: Users, has?: Partial<UserRecord>): Users {
  return {
    ...users,
    async load(user) {
      const record = await users.load(user);
      return { ...record, ...(has ?? { credential: { ...FRESH, ...record.credential, totp: KEY } }) };
    },
  };
}

function setUp(
  session: Session | undefined,
  spent: 'taken' | 'blocked' = 'taken',
  users = withFactors(usersStub(ALICE)),
) {
  const calls: string[] = [];
  const takenBy: unknown[] = [];
  const deps: TakeResultDependencies = {
    clock: () => NOW_MS,
    random: (size) => new Uint8Array(size),
    issuer: 'https://sekisho.example',
    users,
    settings: { forDomain: async (domain) => (domain === 'D' ? {} : undefined) },
    signer: {
      current: async () => ({
        kid: 'key',
        sign: async () => {
          calls.push('sign');
          return new Uint8Array(64);
        },
      }),
    },
    sessions: {
      find: async () => session,
      takeResult: async (id, taken) => {
        calls.push('spend');
        takenBy.push({ id, ...taken });
        return spent;
      },
    },
  };
  return { deps, calls, takenBy };
}

describe('taking a result', () => {
  test('signs first and spends then', async () => {
    const { deps, calls } = setUp(VERIFIED);
    expect((await takeResult(deps, ID, TAKER)).kind).toBe('verified');
    expect(calls).toEqual(['sign', 'spend']);
  });

  test('shows beside the token what the token says', async () => {
    const result = await takeResult(setUp(VERIFIED).deps, ID, TAKER);
    if (result.kind !== 'verified') throw new Error(result.kind);
    expect(result.claims).toEqual(decodeJwt(result.token));
  });

  test('shows nothing of a token whose write lost', async () => {
    const { deps } = setUp(VERIFIED, 'blocked');
    expect(await takeResult(deps, ID, TAKER)).toEqual({ kind: 'taken-before' });
  });

  test('is for the client that began the session, at this moment', async () => {
    const { deps, takenBy } = setUp(VERIFIED);
    await takeResult(deps, ID, TAKER);
    expect(takenBy).toEqual([{ id: ID, client: CLIENT, nowMs: NOW_MS }]);
  });

  async function tokenOf(session: Session): Promise<string> {
    const result = await takeResult(setUp(session).deps, ID, TAKER);
    return result.kind === 'verified' ? result.token : expect.fail(result.kind);
  }

  test('says who proved what to whom, by the newest of the proofs, its time rounded down to a second', async () => {
    const older = { factor: 'email', provenAtMs: NOW_MS - 90_000 } as const;
    const token = await tokenOf({ ...VERIFIED, proven: [...VERIFIED.proven, older] });
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'ES256', typ: 'sekisho-result+jwt', kid: 'key' });
    expect(decodeJwt(token)).toEqual({
      iss: 'https://sekisho.example',
      aud: 'D/demo',
      azp: CLIENT.userId,
      sid: ID,
      sub: 'alice',
      domain: 'D',
      iat: NOW_MS / 1000,
      exp: NOW_MS / 1000 + 300,
      jti: 'A'.repeat(22),
      auth_time: NOW_MS / 1000 - 2,
      amr: ['otp'],
      acr: 'urn:sekisho:acr:aal2',
    });
  });

  test('binds the token to what the person agreed to (FIPS 180-2 B.1: the hash of "abc")', async () => {
    expect(decodeJwt(await tokenOf({ ...VERIFIED, context: { action: 'abc' } })).action_hash).toBe(
      'ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0',
    );
    expect(decodeJwt(await tokenOf({ ...VERIFIED, context: { ip: '192.0.2.1' } }))).not.toHaveProperty('action_hash');
  });

  test('of a session with an end that nobody thought of is an error, and nothing is spent', async () => {
    const { deps, calls } = setUp({ ...VERIFIED, end: 'skipped' as 'verified' });
    await expect(takeResult(deps, ID, TAKER)).rejects.toThrow('closed union');
    expect(calls).toEqual([]);
  });

  test('for an application that the client may not act for any more neither signs nor spends', async () => {
    const { deps, calls } = setUp(VERIFIED);
    const asked: string[] = [];
    const applicationOf = async (name: string) => {
      asked.push(name);
      throw new Error('closed');
    };
    await expect(takeResult(deps, ID, { client: CLIENT, applicationOf })).rejects.toThrow('closed');
    expect([asked, calls]).toEqual([[VERIFIED.application], []]);
  });

  const { end: _end, resultUntilMs: _until, ...open } = VERIFIED;
  test.each<[name: string, session: Session | undefined, kind: string]>([
    ['that never was', undefined, 'unknown'],
    ['of a client of that name in another domain', { ...VERIFIED, client: { ...CLIENT, domain: 'Other' } }, 'unknown'],
    ['of another client', { ...VERIFIED, client: { ...CLIENT, userId: 'other' } }, 'unknown'],
    ['that was taken', { ...VERIFIED, resultTaken: true }, 'taken-before'],
    ['whose time is over this millisecond', { ...VERIFIED, resultUntilMs: NOW_MS }, 'expired'],
    ['without an end', open, 'unfinished'],
    ['without an end, in its last millisecond', { ...open, expiresAtMs: NOW_MS + 1 }, 'unfinished'],
    ['without an end, out of time', { ...open, expiresAtMs: NOW_MS }, 'expired'],
  ])('of a session %s neither signs nor spends', async (_name, session, kind) => {
    const { deps, calls } = setUp(session);
    expect([await takeResult(deps, ID, TAKER), calls]).toEqual([{ kind }, []]);
  });

  test.each<[name: string, account: Account | undefined, failures: number, kind: string]>([
    ['who is not there any more', undefined, 0, 'expired'],
    ['whose name somebody else has', { ...ALICE, generation: 'second' }, 0, 'expired'],
    ['who has a new password', { ...ALICE, passwordSetAtMs: NOW_MS }, 0, 'expired'],
    ['who was signed out everywhere', { ...ALICE, notBefore: '1' }, 0, 'expired'],
    ['who is locked', ALICE, 10, 'locked'],
  ])('of a person %s neither signs nor spends', async (_name, account, failures, kind) => {
    const credential = { ...FRESH, failures, lastAttemptAtMs: NOW_MS };
    const { deps, calls } = setUp(
      VERIFIED,
      'taken',
      account === undefined ? usersStub(account) : withFactors(usersStub(account, () => credential)),
    );
    expect([await takeResult(deps, ID, TAKER), calls]).toEqual([{ kind }, []]);
  });

  test('of a person whose codes are locked is handed out where a passkey was shown', async () => {
    const credential = { ...FRESH, failures: 10, lastAttemptAtMs: NOW_MS };
    const own = passkeyOf(newAuthenticator());
    const traits = { id: own.id, isDeviceBound: false, isUserVerified: true };
    const session: Session = { ...VERIFIED, proven: [{ factor: 'passkey', provenAtMs: NOW_MS, passkey: traits }] };
    const known = usersStub(ALICE, () => credential);
    const has = await takeResult(setUp(session, 'taken', withFactors(known, { passkeys: [own] })).deps, ID, TAKER);
    const removed = await takeResult(setUp(session, 'taken', known).deps, ID, TAKER);
    expect([has.kind, removed.kind]).toEqual(['verified', 'expired']);
  });

  test.each<[name: string, proven: ProvenFactor, has: Partial<UserRecord>]>([
    [
      'an authenticator app',
      { factor: 'totp', provenAtMs: 1, of: proofMark(KEY.sealed) },
      { credential: { ...FRESH, totp: KEY } },
    ],
    ['a phone', { factor: 'push', provenAtMs: 1, deviceId: 'a-phone' }, { devicesAtHand: ['a-phone'] }],
  ])('by %s that was removed meanwhile is over, and not in an enrolment', async (_name, proven, has) => {
    const session: Session = { ...VERIFIED, proven: [proven] };
    const kindOf = async (one: Session, record: Partial<UserRecord>) =>
      (await takeResult(setUp(one, 'taken', withFactors(usersStub(ALICE), record)).deps, ID, TAKER)).kind;
    expect(await kindOf(session, has)).toBe('verified');
    expect(await kindOf(session, {})).toBe('expired');
    expect(await kindOf({ ...session, purpose: 'enrol' }, {})).toBe('verified');
  });

  test('of a person in a domain that is gone neither signs nor spends', async () => {
    const { deps, calls } = setUp({ ...VERIFIED, user: { domain: 'Gone', userId: 'alice' } });
    expect([await takeResult(deps, ID, TAKER), calls]).toEqual([{ kind: 'expired' }, []]);
  });

  test.each(['cancelled', 'not-enrolled', 'denied', 'locked'] as const)(
    'of a session that ended %s spends without a signature',
    async (end) => {
      const { deps, calls } = setUp({ ...VERIFIED, end });
      expect([await takeResult(deps, ID, TAKER), calls]).toEqual([{ kind: end }, ['spend']]);
    },
  );
});

test('a session lives for ten minutes and its result for two', () => {
  expect([SESSION_LIFE_MS, RESULT_LIFE_MS]).toEqual([600_000, 120_000]);
});
