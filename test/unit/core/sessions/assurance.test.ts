import { describe, expect, test } from 'vitest';
import { acrOf, amrOf, proofsOf, provesInSpiteOfLock } from '../../../../functions/core/sessions/assurance.ts';
import { mayTakeAway } from '../../../../functions/core/sessions/may-take-away.ts';
import type { Factor, ProvenFactor, SessionPurpose } from '../../../../functions/core/sessions/session.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import { proofMark } from '../../../../functions/core/verify/proof-mark.ts';
import { newAuthenticator, passkeyOf } from '../passkeys/software-authenticator.ts';
import { ALICE, FRESH } from '../stubs.ts';

const KEY = { sealed: new Uint8Array(), keyId: 'first', lastStep: -1, createdAtMs: 0 };
const VERIFIED = { id: 'a-passkey', isDeviceBound: false, isUserVerified: true };

const proven = (factors: readonly Factor[]) =>
  factors.map((factor, at) => ({ factor, provenAtMs: at, ...(factor === 'passkey' ? { passkey: VERIFIED } : {}) }));

describe('what a session proves', () => {
  test.each<[purpose: SessionPurpose, factors: Factor[], acr: string, amr: string[]]>([
    ['verify', [], 'urn:sekisho:acr:second-factor', []],
    ['verify', ['email'], 'urn:sekisho:acr:second-factor', ['otp']],
    ['verify', ['recovery'], 'urn:sekisho:acr:second-factor', ['otp']],
    ['verify', ['totp'], 'urn:sekisho:acr:aal2', ['otp']],
    ['verify', ['sms'], 'urn:sekisho:acr:aal2', ['otp', 'sms']],
    ['verify', ['push'], 'urn:sekisho:acr:aal2', ['mca', 'user']],
    ['verify', ['passkey'], 'urn:sekisho:acr:aal2', ['swk', 'user']],
    ['verify', ['email', 'push'], 'urn:sekisho:acr:aal2', ['otp', 'mca', 'user']],
    ['verify', ['push', 'passkey'], 'urn:sekisho:acr:aal2', ['mca', 'user', 'swk']],
    ['verify', ['sms', 'totp', 'totp'], 'urn:sekisho:acr:aal2', ['otp', 'sms']],
    ['enrol', ['totp'], 'urn:sekisho:acr:enrolment', ['otp']],
    ['enrol', ['push', 'passkey'], 'urn:sekisho:acr:enrolment', ['mca', 'user', 'swk']],
  ])('in a session to %s, by %j, is %s', (purpose, factors, acr, amr) => {
    expect([acrOf(purpose, proven(factors)), amrOf(proven(factors))]).toEqual([acr, amr]);
  });

  test.each([
    [true, true, ['hwk', 'user']],
    [true, false, ['hwk']],
    [false, true, ['swk', 'user']],
    [false, false, ['swk']],
  ])(
    'by a passkey that is bound to its device: %s, and knew the person: %s, is %j',
    (isDeviceBound, isUserVerified, amr) => {
      const passkey = { id: 'a-passkey', isDeviceBound, isUserVerified };
      expect(amrOf([{ factor: 'passkey', provenAtMs: 1, passkey }])).toEqual(amr);
    },
  );

  test('claims nothing of a passkey of which nothing is known', () => {
    expect(amrOf([{ factor: 'passkey', provenAtMs: 1 }])).toEqual(['swk']);
  });

  test('stands in spite of a lock of codes where a passkey was shown', () => {
    expect(provesInSpiteOfLock(proven(['totp', 'passkey']))).toBe(true);
    expect(provesInSpiteOfLock(proven(['totp', 'push', 'sms', 'email', 'recovery']))).toBe(false);
  });
});

const of: Partial<Record<Factor, string | Uint8Array>> = { totp: KEY.sealed, email: 'alice@example.com' };
const one = (factor: Factor, enrols = false): ProvenFactor => ({
  factor,
  provenAtMs: 1,
  ...(of[factor] === undefined ? {} : { of: proofMark(of[factor]) }),
  ...(enrols ? { enrols } : {}),
});

const inSession = (proven: readonly ProvenFactor[]) => ({
  settings: resolveSettings({}),
  session: { purpose: 'enrol' as const, proven },
});

describe('of what was shown in a session', () => {
  test.each<[what: string, purpose: SessionPurpose, proven: ProvenFactor[], counted: number]>([
    ['a proof', 'verify', [one('totp')], 1],
    ['a code for an emergency, and a passkey that was added with it', 'verify', [one('recovery'), one('passkey')], 1],
    ['what was added without a proof', 'verify', [one('totp', true)], 0],
    ['an enrolment', 'enrol', [one('totp', true), one('passkey')], 2],
  ])('%s: in a session to %s counts as much as it should', (_what, purpose, proven, counted) => {
    expect(proofsOf({ purpose, proven })).toEqual(proven.slice(0, counted));
  });

  test.each<[proven: ProvenFactor[], may: boolean]>([
    [[], false],
    [[one('totp')], true],
    [[one('totp', true)], true],
    [[one('recovery')], false],
    [[one('bypass'), one('totp', true)], false],
    [[one('recovery'), one('totp')], false],
  ])('%j takes a factor away: %s', (proven, may) => {
    const record = { credential: { ...FRESH, totp: KEY } };
    expect(mayTakeAway(inSession(proven), record)).toBe(may);
  });

  test('a factor that was reported lost, or is gone, takes nothing away; one that is there beside it does', () => {
    const lost = { account: ALICE, credential: { ...FRESH, totp: { ...KEY, lostAtMs: 1 } } };
    const may = (...proven: ProvenFactor[]) => mayTakeAway(inSession(proven), lost);
    expect([may(one('totp')), may(one('totp'), one('email'))]).toEqual([false, true]);
    expect(mayTakeAway(inSession([one('totp')]), {})).toBe(false);
  });

  test('what was added without a proof undoes itself, and nothing that stands beside it', () => {
    const record = { credential: { ...FRESH, totp: KEY } };
    const may = (more: object) => mayTakeAway(inSession([one('totp', true)]), { ...record, ...more });
    const beside = [
      { hasDevice: true, devicesAtHand: ['phone'] },
      { hasDevice: true, devicesAtHand: [] },
      { passkeys: [passkeyOf(newAuthenticator())] },
      { account: ALICE },
    ];
    expect([may({}), ...beside.map(may)]).toEqual([true, false, false, false, false]);
  });
});
