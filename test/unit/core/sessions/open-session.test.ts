import { describe, expect, test, vi } from 'vitest';
import type { Sessions } from '../../../../functions/core/ports/sessions.ts';
import {
  hashBrowser,
  makeBrowserSecret,
  makeFormToken,
  secretOfForm,
} from '../../../../functions/core/sessions/browser.ts';
import {
  finishEnrolment,
  leaveSession,
  openSession,
  recordVerdict,
  rememberChallenge,
} from '../../../../functions/core/sessions/open-session.ts';
import type { Session } from '../../../../functions/core/sessions/session.ts';
import { accepted } from '../../../../functions/core/verify/accepted.ts';
import type { Verdict } from '../../../../functions/core/verify/verify.ts';
import { countingBytes, KEYS, keyRing, NOW_MS } from '../stubs.ts';
import { endingNow, holder, ID, NEW, sessionsStub } from './stubs.ts';

const VISITOR = makeBrowserSecret(countingBytes());
const TOKEN = makeFormToken(countingBytes(), VISITOR, ID);
/** The first form of a page; by it the session gets a secret of its own. */
const FORM = { visitor: VISITOR, own: undefined, token: TOKEN };
const OWN = secretOfForm(KEYS, ID, TOKEN);
const PROVEN_AT_MS = NOW_MS - 5;
const STRANGER = makeBrowserSecret((size) => new Uint8Array(size));
const HASH = hashBrowser(ID, OWN);
const BOUND: Session = { ...NEW, browserHash: HASH };

const depsWith = (methods: Partial<Sessions>) => ({
  clock: () => NOW_MS,
  keys: keyRing,
  sessions: sessionsStub(methods),
});

/** A session that is found as it is in `states`, one after the other. */
function found(...states: (Session | undefined)[]) {
  return vi.fn<Sessions['find']>(async () => states.shift());
}

const openedAs = (isNew: boolean) => ({ kind: 'open', session: BOUND, browserHash: HASH, secret: OWN, isNew });
const SITE = `${new URL(NEW.returnUrl).origin}/`;
const ELSEWHERE = { kind: 'other-browser', site: SITE };
const OTHERS: Session = { ...NEW, browserHash: hashBrowser(ID, STRANGER) };

describe('the first form of a session', () => {
  test('gives it to the browser that sent the form, with a secret that nobody saw before', async () => {
    const bind = vi.fn<Sessions['bind']>(async () => 'bound');
    const opened = await openSession(depsWith({ find: found(NEW), bind }), ID, FORM);
    expect(opened).toEqual(openedAs(true));
    expect(bind).toHaveBeenCalledExactlyOnceWith(holder(HASH));
    expect(OWN.reveal()).not.toBe(VISITOR.reveal());
  });

  test.each<[string, Session | undefined, object]>([
    ['the same form', BOUND, openedAs(true)],
    ['another browser', OTHERS, ELSEWHERE],
    ['nobody, as far as can be seen', NEW, ELSEWHERE],
    ['the end of its time', undefined, { kind: 'gone' }],
  ])('finds that %s was faster', async (_who, then, outcome) => {
    const bind = vi.fn<Sessions['bind']>(async () => 'blocked');
    expect(await openSession(depsWith({ find: found(NEW, then), bind }), ID, FORM)).toEqual(outcome);
    expect(bind).toHaveBeenCalledOnce();
  });

  test.each<[string, Session, object]>([
    ['gets the same secret', BOUND, openedAs(true)],
    [
      'after the end finds it',
      { ...BOUND, end: 'denied' },
      { kind: 'ended', secret: OWN, session: { ...BOUND, end: 'denied' } },
    ],
  ])('that is sent again %s, without a write', async (_what, session, outcome) => {
    expect(await openSession(depsWith({ find: found(session) }), ID, FORM)).toEqual(outcome);
  });

  const LATE: Session = { ...BOUND, expiresAtMs: NOW_MS };
  const NO_COOKIE = { ...FORM, visitor: undefined };

  test.each<[string, object, Session | undefined, object]>([
    ['no cookie for a session of another browser', NO_COOKIE, OTHERS, ELSEWHERE],
    ['no cookie at all', NO_COOKIE, NEW, { kind: 'no-cookie' }],
    ['no cookie after the end of its time', NO_COOKIE, LATE, { kind: 'gone', site: SITE }],
    ['no cookie for what never was', NO_COOKIE, undefined, { kind: 'gone' }],
    ['the cookie of another visitor', { ...FORM, visitor: STRANGER }, NEW, { kind: 'stale' }],
    [
      'a token for another session',
      { ...FORM, token: makeFormToken(countingBytes(), VISITOR, 'another') },
      NEW,
      { kind: 'stale' },
    ],
    ['no token', { ...FORM, token: '' }, NEW, { kind: 'stale' }],
    ['half a token', { ...FORM, token: TOKEN.slice(0, -1) }, NEW, { kind: 'stale' }],
    ['no token after the end of its time', { ...FORM, token: '' }, LATE, { kind: 'gone', site: SITE }],
    [
      'an old token in its own browser, after its time',
      { visitor: undefined, own: OWN, token: '' },
      LATE,
      { kind: 'expired', session: LATE, secret: OWN },
    ],
    ['an old token in its own browser', { visitor: undefined, own: OWN, token: '' }, BOUND, { kind: 'stale' }],
    [
      'an old token in its own browser, after the end',
      { visitor: undefined, own: OWN, token: '' },
      { ...BOUND, end: 'verified' },
      { kind: 'stale' },
    ],
  ])('with %s writes nothing', async (_what, form, session, outcome) => {
    expect(await openSession(depsWith({ find: found(session) }), ID, form as typeof FORM)).toEqual(outcome);
  });
});

describe('a later form', () => {
  const later = { visitor: undefined, own: OWN, token: makeFormToken(countingBytes(), OWN, ID) };

  test.each<[string, Session | undefined, object]>([
    ['of its browser goes on without a write', BOUND, openedAs(false)],
    ['of another browser gets nothing', OTHERS, ELSEWHERE],
    ['for a session that is free is none of ours', NEW, { kind: 'stale' }],
    [
      'after the end finds it',
      { ...BOUND, end: 'denied' },
      { kind: 'ended', secret: OWN, session: { ...BOUND, end: 'denied' } },
    ],
    [
      'after its time is told that',
      { ...BOUND, expiresAtMs: NOW_MS },
      { kind: 'expired', secret: OWN, session: { ...BOUND, expiresAtMs: NOW_MS } },
    ],
  ])('%s', async (_what, session, outcome) => {
    expect(await openSession(depsWith({ find: found(session) }), ID, later)).toEqual(outcome);
  });

  // Another tab of its browser, which was opened before the session had a cookie of its own.
  const olderTab = { visitor: VISITOR, own: STRANGER, token: makeFormToken(() => new Uint8Array(16), VISITOR, ID) };
  const ended: Session = { ...OTHERS, end: 'verified' };

  test.each<[string, Session, Partial<typeof olderTab> | { own: undefined }, object]>([
    ['is shown anew and does nothing', OTHERS, {}, { kind: 'older-page', session: OTHERS, secret: STRANGER }],
    ['finds the end', ended, {}, { kind: 'ended', session: ended, secret: STRANGER }],
    ['counts for nothing without the cookie', OTHERS, { own: undefined }, ELSEWHERE],
    ['counts for nothing with another cookie', OTHERS, { own: VISITOR }, ELSEWHERE],
  ])('of a page from before the session was bound %s', async (_what, session, changed, outcome) => {
    const form = { ...olderTab, ...changed };
    expect(await openSession(depsWith({ find: found(session, session) }), ID, form)).toEqual(outcome);
  });
});

describe('a verdict', () => {
  const ofPurpose = (purpose: Session['purpose']) => ({ session: { ...BOUND, purpose }, browserHash: HASH });
  // The moment of the proof, not of the click that brings it here.
  const proven = { factor: 'totp', step: undefined, provenAtMs: PROVEN_AT_MS } as const;

  test.each(['recorded', 'blocked'] as const)(
    'that is accepted ends a verification in the same write: %s',
    async (outcome) => {
      const prove = vi.fn<Sessions['prove']>(async () => outcome);
      expect(
        await recordVerdict(depsWith({ prove }), ofPurpose('verify'), { factor: 'totp' }, accepted(PROVEN_AT_MS)),
      ).toBe(outcome);
      expect(prove).toHaveBeenCalledExactlyOnceWith(holder(HASH), proven, endingNow('verified'));
    },
  );

  test('that is accepted leaves an enrolment open', async () => {
    const prove = vi.fn<Sessions['prove']>(async () => 'recorded');
    await recordVerdict(depsWith({ prove }), ofPurpose('enrol'), { factor: 'totp' }, accepted(PROVEN_AT_MS));
    expect(prove).toHaveBeenCalledExactlyOnceWith(holder(HASH), proven, undefined);
  });

  test('leaves a sign-in open after which something is to be offered', async () => {
    const prove = vi.fn<Sessions['prove']>(async () => 'recorded');
    const open = { ...ofPurpose('verify'), lingers: true };
    await recordVerdict(depsWith({ prove }), open, { factor: 'totp' }, accepted(PROVEN_AT_MS));
    expect(prove).toHaveBeenCalledExactlyOnceWith(holder(HASH), proven, undefined);
  });

  test('that confirms what was added ends no sign-in, and is marked as what it is', async () => {
    const prove = vi.fn<Sessions['prove']>(async () => 'recorded');
    const proves = { factor: 'totp', step: 'add-totp' } as const;
    await recordVerdict(depsWith({ prove }), ofPurpose('verify'), proves, accepted(PROVEN_AT_MS));
    const added = { ...proves, provenAtMs: PROVEN_AT_MS, enrols: true };
    expect(prove).toHaveBeenCalledExactlyOnceWith(holder(HASH), added, undefined);
  });

  test.each([
    ['verify', 'finished', 'recorded'],
    ['enrol', 'finished', 'recorded'],
    ['verify', 'blocked', 'blocked'],
  ] as const)('of a lock ends a session to %s: %s', async (purpose, written, outcome) => {
    const finish = vi.fn<Sessions['finish']>(async () => written);
    expect(await recordVerdict(depsWith({ finish }), ofPurpose(purpose), { factor: 'sms' }, { kind: 'locked' })).toBe(
      outcome,
    );
    expect(finish).toHaveBeenCalledExactlyOnceWith(holder(HASH), endingNow('locked'));
  });

  test('of a lock leaves a session open to who has a passkey, which no lock stops', async () => {
    const open = { ...ofPurpose('verify'), outlivesLock: true };
    expect(await recordVerdict(depsWith({}), open, { factor: 'totp' }, { kind: 'locked' })).toBe('unchanged');
  });

  test('of a passkey is written with what it said of itself, for the challenge that it signed', async () => {
    const prove = vi.fn<Sessions['prove']>(async () => 'recorded');
    const passkey = { id: 'a-passkey', isDeviceBound: true, isUserVerified: false };
    const proves = { factor: 'passkey', step: 'passkey', challenge: 'signed' } as const;
    await recordVerdict(depsWith({ prove }), ofPurpose('enrol'), proves, accepted(PROVEN_AT_MS, { passkey }));
    const written = { ...proves, provenAtMs: PROVEN_AT_MS, passkey };
    expect(prove).toHaveBeenCalledExactlyOnceWith(holder(HASH), written, undefined);
  });

  test.each<Verdict>([{ kind: 'rejected', reason: 'OTP_INVALID' }, { kind: 'unknown-user' }, { kind: 'busy' }])(
    'that is $kind changes nothing',
    async (verdict) => {
      expect(await recordVerdict(depsWith({}), ofPurpose('verify'), { factor: 'totp' }, verdict)).toBe('unchanged');
    },
  );

  test('that nobody thought of is an error, not a proof', async () => {
    const verdict = { kind: 'maybe' } as unknown as Verdict;
    await expect(recordVerdict(depsWith({}), ofPurpose('verify'), { factor: 'totp' }, verdict)).rejects.toThrow(
      'closed union',
    );
  });
});

describe('in the hands of its browser', () => {
  const open = { session: BOUND, browserHash: HASH };

  test.each(['stored', 'blocked'] as const)('a session remembers what was sent: %s', async (outcome) => {
    const challenge = { correlationId: 'cid', sentAtMs: NOW_MS, expiresAtMs: NOW_MS + 1 };
    const putChallenge = vi.fn<Sessions['putChallenge']>(async () => outcome);
    expect(await rememberChallenge(depsWith({ putChallenge }), open, 'sms', challenge)).toBe(outcome);
    expect(putChallenge).toHaveBeenCalledExactlyOnceWith(holder(HASH), 'sms', challenge);
  });

  test.each([
    ['cancelled', 'finished'],
    ['not-enrolled', 'finished'],
    ['denied', 'finished'],
    ['locked', 'blocked'],
  ] as const)('a session ends without a proof, and says why: %s, %s', async (end, outcome) => {
    const finish = vi.fn<Sessions['finish']>(async () => outcome);
    expect(await leaveSession(depsWith({ finish }), open, end)).toBe(outcome);
    expect(finish).toHaveBeenCalledExactlyOnceWith(holder(HASH), endingNow(end));
  });
});

describe('the end of an enrolment', () => {
  const proven = [{ factor: 'totp', provenAtMs: NOW_MS - 1 }] as const;

  test.each(['finished', 'blocked'] as const)('comes when the person says so: %s', async (outcome) => {
    const finish = vi.fn<Sessions['finish']>(async () => outcome);
    const open = { session: { ...BOUND, purpose: 'enrol', proven } as const, browserHash: HASH };
    expect(await finishEnrolment(depsWith({ finish }), open)).toBe(outcome);
    expect(finish).toHaveBeenCalledExactlyOnceWith(holder(HASH), endingNow('verified'));
  });

  test('comes also in a sign-in that went on after its proof', async () => {
    const finish = vi.fn<Sessions['finish']>(async () => 'finished');
    const open = { session: { ...BOUND, purpose: 'verify', proven } as const, browserHash: HASH };
    expect(await finishEnrolment(depsWith({ finish }), open)).toBe('finished');
  });

  test.each<[string, Partial<Session>]>([
    ['before a factor was proven in it', { purpose: 'enrol' }],
    ['in a sign-in for what was added in it', { purpose: 'verify', proven: [{ ...proven[0], enrols: true }] }],
  ])('does not come %s', async (_when, more) => {
    const open = { session: { ...BOUND, ...more }, browserHash: HASH };
    expect(await finishEnrolment(depsWith({}), open)).toBe('nothing-proven');
  });
});
