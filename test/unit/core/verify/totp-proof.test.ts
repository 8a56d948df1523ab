import { describe, expect, it, vi } from 'vitest';
import { epochOf } from '../../../../functions/core/directory/epoch.ts';
import { ENROLMENT_LIFE_MS } from '../../../../functions/core/enrol/enrolment.ts';
import { makeTotpCorrelationId } from '../../../../functions/core/otp/correlation-id.ts';
import { hotp, timeStep } from '../../../../functions/core/otp/hotp.ts';
import type { ClientScope } from '../../../../functions/core/otp/pin.ts';
import type { Credentials } from '../../../../functions/core/ports/credentials.ts';
import type { KeyGeneration } from '../../../../functions/core/ports/key-ring.ts';
import type { UserRecord } from '../../../../functions/core/ports/users.ts';
import type { EndOldFactors } from '../../../../functions/core/recovery/end-old-factors.ts';
import { sealTotpSecret } from '../../../../functions/core/secrets/seal.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import type { Credential, TotpKey } from '../../../../functions/core/verify/credential.ts';
import { type TotpProofInput, totpProof } from '../../../../functions/core/verify/totp-proof.ts';
import type { TryContext } from '../../../../functions/core/verify/verify.ts';
import {
  ALICE,
  countingBytes,
  credentialsStub,
  FRESH,
  factorLeasesStub,
  KEYS,
  keyRing,
  NOW_MS,
  OTHER_KEYS,
} from '../stubs.ts';

const USER = { domain: 'D', userId: 'alice' };
const SCOPE: ClientScope = { purpose: 'pin', ...USER, application: 'demo', sessionId: undefined };
const NOW_STEP = timeStep(NOW_MS);
const DAY_MS = 24 * 60 * 60 * 1000;

const PHONE = Buffer.from('12345678901234567890');
const OTHER_PHONE = Buffer.from('98765432109876543210');

/** The code that a phone with this secret shows, so many steps from now. */
const codeOf = (secret: Uint8Array, steps = 0) => new Secret(hotp(secret, NOW_STEP + steps));

function keyOf(secret: Uint8Array, more: Partial<TotpKey> = {}, keys: KeyGeneration = KEYS): TotpKey {
  const sealed = sealTotpSecret(keys, countingBytes(), USER, new Secret(secret));
  return { sealed, keyId: keys.id, lastStep: -1, createdAtMs: NOW_MS - ENROLMENT_LIFE_MS + 1, ...more };
}

const context = (settings: Parameters<typeof resolveSettings>[0] = {}): TryContext => ({
  user: USER,
  settings: resolveSettings(settings),
  limits: { maxFailures: 3, hardStop: 100 },
  nowMs: NOW_MS,
});

const idUntil = (expiresAtMs: number, scope = SCOPE) =>
  makeTotpCorrelationId(KEYS, countingBytes(), scope, expiresAtMs);
const asked = (expiresAtMs: number) => ({ scope: SCOPE, correlationId: idUntil(expiresAtMs) });

interface Situation {
  /** What the reserving write returns. */
  readonly credential?: Partial<Credential> | 'blocked';
  /** The other writes; one that is not named fails the test. */
  readonly writes?: Partial<Credentials>;
  /** What the directory says; without it, to ask fails the test. */
  readonly record?: UserRecord;
  readonly lease?: 'lease' | 'busy';
  readonly input?: Partial<TotpProofInput>;
  readonly endOldFactors?: EndOldFactors;
}

function proofIn({ credential = {}, writes = {}, record, lease, input = {}, endOldFactors }: Situation) {
  const reserveAttempt = vi.fn(async () => (credential === 'blocked' ? credential : { ...FRESH, ...credential }));
  const load = vi.fn(async () => record ?? expect.fail('the directory was asked'));
  const proof = totpProof(
    {
      clock: () => NOW_MS,
      factorLeases: factorLeasesStub(lease),
      keys: keyRing,
      random: countingBytes(),
      ...(endOldFactors === undefined ? {} : { endOldFactors }),
      credentials: credentialsStub({ reserveAttempt, ...writes }),
      users: {
        load,
        findAccount: () => expect.fail('the directory was asked'),
        presence: async () => ({ kind: 'unasked' }),
      },
    },
    { asked: asked(NOW_MS + 60_000), code: codeOf(PHONE), ...input },
  );
  return { proof, reserveAttempt, load };
}

const settles = () => vi.fn<Credentials['settleTotp']>(async () => 'settled');
const rejected = (reason: string) => ({ kind: 'rejected', reason });

describe('the code of an authenticator', () => {
  it('is accepted by two writes: one that asks the lock and counts, one that spends the step', async () => {
    const settleTotp = settles();
    const totp = keyOf(PHONE);
    const { proof, reserveAttempt } = proofIn({ credential: { totp }, writes: { settleTotp } });
    expect(await proof.attempt(context())).toMatchObject({ kind: 'accepted' });
    expect(reserveAttempt).toHaveBeenCalledExactlyOnceWith(
      USER,
      expect.objectContaining({ factor: 'totp', nowMs: NOW_MS, limits: { maxFailures: 3, hardStop: 100 } }),
    );
    expect(settleTotp).toHaveBeenCalledExactlyOnceWith(USER, {
      key: totp,
      step: NOW_STEP,
      confirms: false,
      nowMs: NOW_MS,
    });
  });

  it('is not even counted where authenticators are switched off', async () => {
    const { proof, reserveAttempt } = proofIn({ credential: { totp: keyOf(PHONE) } });
    expect(await proof.attempt(context({ Totp_Enabled: false }))).toEqual(rejected('FACTOR_DISABLED'));
    expect(reserveAttempt).not.toHaveBeenCalled();
  });

  it('is compared with nothing while the attempt is blocked', async () => {
    expect(await proofIn({ credential: 'blocked' }).proof.attempt(context())).toEqual({ kind: 'blocked' });
  });

  it.each([
    ['of a step that was accepted before', { lastStep: NOW_STEP }],
    ['of the step before one that was accepted', { lastStep: NOW_STEP + 1 }],
    ['of a step that was explained ahead of its time', { explainedStep: NOW_STEP }],
  ])('%s is a replay and spends nothing', async (_which, more) => {
    const { proof } = proofIn({ credential: { totp: keyOf(PHONE, more) } });
    expect(await proof.attempt(context())).toEqual(rejected('OTP_REPLAYED'));
  });

  it('that another call has just spent is a replay', async () => {
    const writes = { settleTotp: async () => 'blocked' as const };
    const { proof } = proofIn({ credential: { totp: keyOf(PHONE) }, writes });
    expect(await proof.attempt(context())).toEqual(rejected('OTP_REPLAYED'));
  });

  it('of another phone is wrong', async () => {
    const { proof } = proofIn({ credential: { totp: keyOf(OTHER_PHONE) } });
    expect(await proof.attempt(context())).toEqual(rejected('OTP_INVALID'));
  });

  it.each([
    [1, rejected('OTP_INVALID'), []],
    [2, expect.objectContaining({ kind: 'accepted' }), [NOW_STEP - 1]],
  ])('of the step before counts as the time window of %i says', async (TotpTimeWindow, outcome, steps) => {
    const settleTotp = settles();
    const { proof } = proofIn({
      credential: { totp: keyOf(PHONE) },
      writes: { settleTotp },
      input: { code: codeOf(PHONE, -1) },
    });
    expect(await proof.attempt(context({ TotpTimeWindow }))).toEqual(outcome);
    expect(settleTotp.mock.calls.map(([, { step }]) => step)).toEqual(steps);
  });

  it('is compared under the generation of keys that sealed its secret', async () => {
    const { proof } = proofIn({
      credential: { totp: keyOf(PHONE, {}, OTHER_KEYS) },
      writes: { settleTotp: settles() },
    });
    expect(await proof.attempt(context())).toMatchObject({ kind: 'accepted' });
  });

  it('gets no verdict from a secret that somebody put there: that is tampering, not a wrong code', async () => {
    const bobs = sealTotpSecret(KEYS, countingBytes(), { ...USER, userId: 'bob' }, new Secret(PHONE));
    const { proof } = proofIn({ credential: { totp: keyOf(PHONE, { sealed: bobs }) } });
    await expect(proof.attempt(context())).rejects.toThrow();
  });
});

describe('what was typed for a code', () => {
  it.each([['12345'], ['correct horse'], ['']])('%j cannot be one: no attempt is reserved', async (typed) => {
    const { proof, reserveAttempt } = proofIn({
      credential: { totp: keyOf(PHONE) },
      input: { code: new Secret(typed) },
    });
    expect(await proof.attempt(context())).toEqual({ kind: 'unreadable' });
    expect(reserveAttempt).not.toHaveBeenCalled();
  });

  it('is read as it was meant', async () => {
    const right = codeOf(PHONE).reveal();
    const { proof } = proofIn({
      credential: { totp: keyOf(PHONE) },
      writes: { settleTotp: settles() },
      input: { code: new Secret(`${right.slice(0, 3)}-${right.slice(3)}.`) },
    });
    expect(await proof.attempt(context())).toMatchObject({ kind: 'accepted' });
  });
});

describe('the correlation id of an authenticator code', () => {
  it.each([
    ['made up', '00000000-0000-0000-0000-000000000000'],
    ['of another user', idUntil(NOW_MS + 60_000, { ...SCOPE, userId: 'bob' })],
    ['of another application', idUntil(NOW_MS + 60_000, { ...SCOPE, application: 'other' })],
    ['out of time', idUntil(NOW_MS)],
  ])('that is %s makes a right code wrong, except where any PIN counts', async (_what, correlationId) => {
    const settleTotp = settles();
    const { proof, reserveAttempt } = proofIn({
      credential: { totp: keyOf(PHONE) },
      writes: { settleTotp },
      input: { asked: { scope: SCOPE, correlationId } },
    });
    expect(await proof.attempt(context())).toEqual(rejected('OTP_INVALID'));
    expect(reserveAttempt).toHaveBeenCalledOnce();
    expect(settleTotp).not.toHaveBeenCalled();
    expect(await proof.attempt(context({ ValidateAnyPin: true }))).toMatchObject({ kind: 'accepted' });
  });
});

describe('beside the confirmed key, a pending one', () => {
  const confirmed = keyOf(PHONE, { confirmedAtMs: NOW_MS - DAY_MS });
  const proven = { by: 'proof', epoch: epochOf(ALICE) } as const;
  const pending = keyOf(OTHER_PHONE, proven);

  async function settledBy(situation: Situation): Promise<object> {
    const settleTotp = settles();
    const { proof } = proofIn({ record: { account: ALICE }, ...situation, writes: { settleTotp } });
    const outcome = await proof.attempt(context());
    const settled = settleTotp.mock.calls[0]?.[1];
    return settled === undefined ? outcome : { key: settled.key, confirms: settled.confirms };
  }

  it.each<[string, Situation, object]>([
    ['is confirmed by its own code', { input: { code: codeOf(OTHER_PHONE) } }, { key: pending, confirms: true }],
    ['stays pending when the code is of the confirmed one', {}, { key: confirmed, confirms: false }],
    [
      'is the only one that counts for who is enrolling',
      { input: { code: codeOf(OTHER_PHONE), only: 'pendingTotp' } },
      { key: pending, confirms: true },
    ],
    ['is not confirmed by the code of the confirmed one', { input: { only: 'pendingTotp' } }, rejected('OTP_INVALID')],
    [
      'counts for nothing where a confirmed one is asked for',
      { input: { code: codeOf(OTHER_PHONE), only: 'totp' } },
      rejected('OTP_INVALID'),
    ],
    [
      'of the same secret leaves the code to the confirmed one',
      { credential: { totp: confirmed, pendingTotp: keyOf(PHONE) } },
      { key: confirmed, confirms: false },
    ],
    [
      'that matches counts for more than a replay of the confirmed one',
      { credential: { totp: { ...confirmed, lastStep: NOW_STEP }, pendingTotp: keyOf(PHONE, proven) } },
      { key: keyOf(PHONE, proven), confirms: true },
    ],
    [
      'that does not match leaves a replay a replay',
      { credential: { totp: { ...confirmed, lastStep: NOW_STEP }, pendingTotp: pending } },
      rejected('OTP_REPLAYED'),
    ],
    [
      'makes a replay of its own code one, too',
      { credential: { totp: keyOf(OTHER_PHONE), pendingTotp: { ...confirmed, lastStep: NOW_STEP } } },
      rejected('OTP_REPLAYED'),
    ],
  ])('%s', async (_what, situation, outcome) => {
    expect(await settledBy({ credential: { totp: confirmed, pendingTotp: pending }, ...situation })).toEqual(outcome);
  });
});

describe('a pending key that is about to count', () => {
  const epoch = epochOf(ALICE);
  const totp = keyOf(OTHER_PHONE, { confirmedAtMs: NOW_MS - DAY_MS });
  const closed = { version: 'v', begunAtMs: [], closedUntilMs: NOW_MS + 1 };
  const changed = { ...ALICE, passwordSetAtMs: NOW_MS };
  const legacyTotp = new Secret<Uint8Array>(OTHER_PHONE);

  /** What comes of the code of a key that was made `by`, when `record` is how the user stands there now. */
  async function confirm(
    by: 'password' | 'client' | 'proof' | undefined,
    record: UserRecord,
    situation: Situation = {},
  ) {
    const settleTotp = settles();
    const pendingTotp = keyOf(PHONE, { epoch, ...(by === undefined ? {} : { by }) });
    const { proof, load } = proofIn({ credential: { pendingTotp }, record, ...situation, writes: { settleTotp } });
    const outcome = await proof.attempt(context());
    expect(load.mock.calls.length).toBeLessThanOrEqual(1);
    expect(settleTotp).toHaveBeenCalledTimes(outcome.kind === 'accepted' ? 1 : 0);
    return outcome;
  }

  it.each(['password', 'client', 'proof'] as const)('counts for a user without another factor (%s)', async (by) => {
    expect(await confirm(by, { account: ALICE })).toMatchObject({ kind: 'accepted' });
  });

  it.each<[string, UserRecord]>([
    ['a device', { account: ALICE, hasDevice: true }],
    ['a confirmed key', { account: ALICE, credential: { ...FRESH, totp } }],
    ['a key in the old system', { account: ALICE, legacyTotp }],
  ])('counts beside %s only when it was made with a proof', async (_what, record) => {
    expect(await confirm('proof', record)).toMatchObject({ kind: 'accepted' });
    for (const by of ['password', 'client', undefined] as const) {
      expect(await confirm(by, record)).toEqual(rejected('OTP_INVALID'));
    }
  });

  it.each(['proof', 'reset'] as const)('counts for nothing ten minutes after it was made by %s', async (by) => {
    const reset = { requestedAtMs: NOW_MS - DAY_MS, readyAtMs: NOW_MS - 1, by: 'person' } as const;
    const record = { account: ALICE, credential: { ...FRESH, reset } };
    const endOldFactors: EndOldFactors = async () => undefined;
    for (const [createdAtMs, kind] of [
      [NOW_MS - ENROLMENT_LIFE_MS + 1, 'accepted'],
      [NOW_MS - ENROLMENT_LIFE_MS, 'rejected'],
    ] as const) {
      const credential = { pendingTotp: keyOf(PHONE, { epoch, by, createdAtMs }) };
      const input = { only: 'pendingTotp' } as const;
      const { proof } = proofIn({ credential, record, input, endOldFactors, writes: { settleTotp: settles() } });
      expect((await proof.attempt(context())).kind).toBe(kind);
    }
  });

  it('is not asked differently of who is enrolling on the pages', async () => {
    const input = { only: 'pendingTotp' } as const;
    expect(await confirm('password', { account: ALICE, hasDevice: true }, { input })).toEqual(rejected('OTP_INVALID'));
    expect(await confirm('proof', { account: ALICE, hasDevice: true }, { input })).toMatchObject({ kind: 'accepted' });
  });

  it.each<[string, UserRecord]>([
    ['the user is gone', {}],
    ['his password was set anew', { account: changed }],
  ])('counts for nothing when %s, whoever made it', async (_what, record) => {
    for (const by of ['password', 'proof'] as const) expect(await confirm(by, record)).toEqual(rejected('OTP_INVALID'));
  });

  it('counts for nothing when nobody knows in whose time it was made', async () => {
    const situation = { credential: { pendingTotp: keyOf(PHONE, { by: 'proof' }) }, record: { account: ALICE } };
    expect(await proofIn(situation).proof.attempt(context())).toEqual(rejected('OTP_INVALID'));
  });

  it('counts for nothing when the user has said meanwhile that it is not his', async () => {
    const record = { account: ALICE, credential: { ...FRESH, enrolment: closed } };
    expect(await confirm('password', record)).toEqual(rejected('OTP_INVALID'));
  });

  it('that a reset made counts while that is ready, and only where everything of before can end with it', async () => {
    const reset = { requestedAtMs: NOW_MS - DAY_MS, readyAtMs: NOW_MS, by: 'person' } as const;
    const record = { account: ALICE, hasDevice: true, credential: { ...FRESH, totp, reset } };
    const pendingTotp = keyOf(PHONE, { epoch, by: 'reset' });
    const attempt = async (now: UserRecord, outcome: 'settled' | 'blocked', endOldFactors?: EndOldFactors) => {
      const settleTotp = vi.fn<Credentials['settleTotp']>(async () => outcome);
      const situation = { credential: { pendingTotp }, record: now, writes: { settleTotp } };
      const input = { only: 'pendingTotp' } as const;
      const { proof } = proofIn({ ...situation, input, ...(endOldFactors === undefined ? {} : { endOldFactors }) });
      return { kind: (await proof.attempt(context())).kind, settleTotp };
    };
    const ends = vi.fn<EndOldFactors>(async () => undefined);
    const { kind, settleTotp } = await attempt(record, 'settled', ends);
    expect(kind).toBe('accepted');
    expect(settleTotp).toHaveBeenCalledWith(USER, expect.objectContaining({ reset, confirms: true }));
    expect(ends).toHaveBeenCalledExactlyOnceWith(USER, record);
    expect((await attempt(record, 'settled')).kind).toBe('rejected');
    expect((await attempt(record, 'blocked', ends)).kind).toBe('rejected');
    const early = { ...record, credential: { ...record.credential, reset: { ...reset, readyAtMs: NOW_MS + 1 } } };
    expect((await attempt(early, 'settled', ends)).kind).toBe('rejected');
    expect(ends).toHaveBeenCalledTimes(1);
  });

  it('waits while another factor is being changed', async () => {
    expect(await confirm('proof', { account: ALICE }, { lease: 'busy' })).toEqual({ kind: 'busy' });
  });
});

describe('the code of a clock that is off', () => {
  const drifting = (steps: number, situation: Situation = {}) =>
    proofIn({
      credential: { totp: keyOf(PHONE) },
      ...situation,
      input: { code: codeOf(PHONE, steps), explainsDrift: true, ...situation.input },
    }).proof.attempt(context());

  it('is explained when it lies behind, and costs no write', async () => {
    expect(await drifting(-4)).toEqual({ ...rejected('OTP_INVALID'), driftSeconds: -120 });
  });

  it('is spent before it is explained when it lies ahead, since it would be right later', async () => {
    const spendAhead = vi.fn<Credentials['spendAhead']>(async () => 'spent');
    expect(await drifting(2, { writes: { spendAhead } })).toEqual({ ...rejected('OTP_INVALID'), driftSeconds: 60 });
    expect(spendAhead).toHaveBeenCalledExactlyOnceWith(USER, {
      slot: 'totp',
      key: keyOf(PHONE),
      step: NOW_STEP + 2,
      currentStep: NOW_STEP,
    });
  });

  it('is not explained while another one ahead is still to come', async () => {
    const writes = { spendAhead: async () => 'blocked' as const };
    expect(await drifting(2, { writes })).toEqual(rejected('OTP_INVALID'));
  });

  it('is explained by the pending key when the confirmed one knows nothing of it', async () => {
    const credential = { totp: keyOf(OTHER_PHONE), pendingTotp: keyOf(PHONE) };
    const spendAhead = vi.fn<Credentials['spendAhead']>(async () => 'spent');
    expect(await drifting(1, { credential, writes: { spendAhead } })).toMatchObject({ driftSeconds: 30 });
    expect(spendAhead).toHaveBeenCalledWith(USER, expect.objectContaining({ slot: 'pendingTotp' }));
  });

  it('is explained under the generation of keys that sealed its secret', async () => {
    expect(await drifting(-4, { credential: { totp: keyOf(PHONE, {}, OTHER_KEYS) } })).toMatchObject({
      driftSeconds: -120,
    });
  });

  it.each([
    ['to who did not ask for it', { explainsDrift: false }],
    ['when it is a code of nothing near by', { code: codeOf(PHONE, 500) }],
    ['by a key that does not count here', { only: 'pendingTotp' }],
  ] as const)('is not explained %s', async (_what, input) => {
    expect(await drifting(-4, { input })).toEqual(rejected('OTP_INVALID'));
  });
});

describe('a secret of the old system', () => {
  const legacyTotp = new Secret<Uint8Array>(PHONE);
  const takes = () => vi.fn<Credentials['takeOverTotp']>(async () => 'taken');

  it('still counts beside a new key that is not confirmed, on the attempt that is counted already', async () => {
    const takeOverTotp = takes();
    const situation = { credential: { pendingTotp: keyOf(OTHER_PHONE) }, record: { legacyTotp } };
    const { proof, load } = proofIn({ ...situation, writes: { takeOverTotp } });
    expect(await proof.attempt(context())).toMatchObject({ kind: 'accepted' });
    expect(load).toHaveBeenCalledExactlyOnceWith(USER);
    expect(takeOverTotp).toHaveBeenCalledOnce();
    const unbound = proofIn({ ...situation, input: { asked: asked(NOW_MS) } });
    expect(await unbound.proof.attempt(context())).toEqual(rejected('OTP_INVALID'));
  });

  it.each<[string, Situation]>([
    ['a confirmed key stands', { credential: { totp: keyOf(OTHER_PHONE) } }],
    ['a key was confirmed once', { credential: { pendingTotp: keyOf(OTHER_PHONE), legacyOver: true } }],
    [
      'a new key is to be confirmed',
      { credential: { pendingTotp: keyOf(OTHER_PHONE) }, input: { only: 'pendingTotp' } },
    ],
  ])('is not asked for when %s', async (_when, situation) => {
    const { proof, load } = proofIn(situation);
    expect(await proof.attempt(context())).toEqual(rejected('OTP_INVALID'));
    expect(load).not.toHaveBeenCalled();
  });

  it('counts for a user without a key here, after an attempt of its own is counted', async () => {
    const reserveLegacyAttempt = vi.fn(async () => 'reserved' as const);
    const takeOverTotp = takes();
    const writes = { reserveLegacyAttempt, takeOverTotp };
    expect(await proofIn({ writes }).proof.explain(context(), undefined, legacyTotp)).toMatchObject({
      kind: 'accepted',
    });
    expect(await proofIn({ writes }).proof.explain(context(), FRESH, legacyTotp)).toMatchObject({ kind: 'accepted' });
    expect(reserveLegacyAttempt).toHaveBeenCalledTimes(2);
    const unbound = proofIn({ writes, input: { asked: asked(NOW_MS) } });
    expect(await unbound.proof.explain(context(), FRESH, legacyTotp)).toEqual(rejected('OTP_INVALID'));
    expect(takeOverTotp).toHaveBeenCalledTimes(2);
  });

  it('confirms no new key', async () => {
    const { proof } = proofIn({ input: { only: 'pendingTotp' } });
    expect(await proof.explain(context(), FRESH, legacyTotp)).toEqual(rejected('FACTOR_NOT_ENROLLED'));
  });
});

describe('when the attempt was blocked and nobody is locked', () => {
  it.each<[string, Credential | undefined, object]>([
    ['nothing is here', undefined, rejected('FACTOR_NOT_ENROLLED')],
    ['there is no key', FRESH, rejected('FACTOR_NOT_ENROLLED')],
    ['there is a confirmed key', { ...FRESH, totp: keyOf(PHONE) }, { kind: 'blocked' }],
    ['there is a pending key', { ...FRESH, pendingTotp: keyOf(PHONE) }, { kind: 'blocked' }],
  ])('and %s', async (_what, credential, outcome) => {
    expect(await proofIn({}).proof.explain(context(), credential)).toEqual(outcome);
  });
});
