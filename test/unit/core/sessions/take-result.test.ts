import { describe, expect, test } from 'vitest';
import { RESULT_LIFE_MS, SESSION_LIFE_MS, type Session } from '../../../../functions/core/sessions/session.ts';
import { type TakeResultDependencies, takeResult } from '../../../../functions/core/sessions/take-result.ts';

/** 2026-11-22T09:30:00Z */
const NOW_MS = 1_795_339_800_000;
const CLIENT = { domain: 'DefaultDomain', userId: 'demo-app' };
const ID = 'A'.repeat(32);

const VERIFIED: Session = {
  id: ID,
  user: { domain: 'DefaultDomain', userId: 'alice' },
  application: 'demo',
  client: CLIENT,
  returnUrl: 'https://app.example/',
  purpose: 'verify',
  createdAtMs: NOW_MS - 60_000,
  expiresAtMs: NOW_MS - 60_000 + SESSION_LIFE_MS,
  proven: [{ factor: 'totp', provenAtMs: NOW_MS - 1_500 }],
  end: 'verified',
  resultUntilMs: NOW_MS + 1,
  resultTaken: false,
};

function setUp(session: Session | undefined, spent: 'taken' | 'blocked' = 'taken') {
  const calls: string[] = [];
  const deps: TakeResultDependencies = {
    clock: () => NOW_MS,
    random: (size) => new Uint8Array(size),
    issuer: 'https://sekisho.example',
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
      takeResult: async () => {
        calls.push('spend');
        return spent;
      },
    },
  };
  return { deps, calls };
}

describe('taking a result', () => {
  test('signs first and spends then', async () => {
    const { deps, calls } = setUp(VERIFIED);
    expect((await takeResult(deps, ID, CLIENT)).kind).toBe('verified');
    expect(calls).toEqual(['sign', 'spend']);
  });

  test('shows nothing of a token whose write lost', async () => {
    const { deps } = setUp(VERIFIED, 'blocked');
    expect(await takeResult(deps, ID, CLIENT)).toEqual({ kind: 'taken-before' });
  });

  test('rounds the time of the proof down to a second, and counts the newest', async () => {
    const older = { factor: 'email', provenAtMs: NOW_MS - 90_000 } as const;
    const { deps } = setUp({ ...VERIFIED, proven: [...VERIFIED.proven, older] });
    const result = await takeResult(deps, ID, CLIENT);
    const [, claims = ''] = result.kind === 'verified' ? result.token.split('.') : [];
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
      iat: NOW_MS / 1000,
      exp: NOW_MS / 1000 + 300,
      auth_time: NOW_MS / 1000 - 2,
    });
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
    expect([await takeResult(deps, ID, CLIENT), calls]).toEqual([{ kind }, []]);
  });

  test.each(['denied', 'locked'] as const)('of a session that ended %s spends without a signature', async (end) => {
    const { deps, calls } = setUp({ ...VERIFIED, end });
    expect([await takeResult(deps, ID, CLIENT), calls]).toEqual([{ kind: end }, ['spend']]);
  });
});

test('a session lives for ten minutes and its result for two', () => {
  expect([SESSION_LIFE_MS, RESULT_LIFE_MS]).toEqual([600_000, 120_000]);
});
