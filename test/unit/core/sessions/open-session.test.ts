import { describe, expect, test, vi } from 'vitest';
import { hashBrowser, makeBrowserSecret } from '../../../../functions/core/sessions/browser.ts';
import {
  denySession,
  finishEnrolment,
  openSession,
  recordVerdict,
  rememberChallenge,
} from '../../../../functions/core/sessions/open-session.ts';
import type { Session } from '../../../../functions/core/sessions/session.ts';
import type { Sessions } from '../../../../functions/core/sessions/sessions.ts';
import type { Verdict } from '../../../../functions/core/verify/verify.ts';
import { countingBytes, NOW_MS } from '../stubs.ts';
import { endingNow, holder, ID, NEW, sessionsStub } from './stubs.ts';

const OWN = makeBrowserSecret(countingBytes());
const STRANGER = makeBrowserSecret((size) => new Uint8Array(size));
const HASH = hashBrowser(ID, OWN);
const BOUND: Session = { ...NEW, browserHash: HASH };

const depsWith = (methods: Partial<Sessions>) => ({ clock: () => NOW_MS, sessions: sessionsStub(methods) });

/** A session that is found as it is in `states`, one after the other. */
function found(...states: (Session | undefined)[]) {
  return vi.fn<Sessions['find']>(async () => states.shift());
}

describe('the first form of a session', () => {
  test('gives it to the browser that sent the form', async () => {
    const bind = vi.fn<Sessions['bind']>(async () => 'bound');
    const opened = await openSession(depsWith({ find: found(NEW), bind }), ID, OWN);
    expect(opened).toEqual({ kind: 'open', session: BOUND, browserHash: HASH });
    expect(bind).toHaveBeenCalledExactlyOnceWith(holder(HASH));
  });

  test.each<[string, Session | undefined, object]>([
    ['this browser in another tab', BOUND, { kind: 'open', session: BOUND, browserHash: HASH }],
    ['another browser', { ...NEW, browserHash: hashBrowser(ID, STRANGER) }, { kind: 'other-browser' }],
    ['nobody, as far as can be seen', NEW, { kind: 'other-browser' }],
    ['the end of its time', undefined, { kind: 'gone' }],
  ])('finds that %s was faster', async (_who, then, outcome) => {
    const bind = vi.fn<Sessions['bind']>(async () => 'blocked');
    expect(await openSession(depsWith({ find: found(NEW, then), bind }), ID, OWN)).toEqual(outcome);
    expect(bind).toHaveBeenCalledOnce();
  });
});

describe('a later form', () => {
  test.each<[string, Session | undefined, object]>([
    ['of its browser goes on without a write', BOUND, { kind: 'open', session: BOUND, browserHash: HASH }],
    ['of another browser gets nothing', { ...NEW, browserHash: hashBrowser(ID, STRANGER) }, { kind: 'other-browser' }],
    ['after the end finds it', { ...BOUND, end: 'denied' }, { kind: 'ended', session: { ...BOUND, end: 'denied' } }],
    ['after its time finds nothing', { ...BOUND, expiresAtMs: NOW_MS }, { kind: 'gone' }],
  ])('%s', async (_what, session, outcome) => {
    expect(await openSession(depsWith({ find: found(session) }), ID, OWN)).toEqual(outcome);
  });
});

describe('a verdict', () => {
  const ofPurpose = (purpose: Session['purpose']) => ({ session: { ...BOUND, purpose }, browserHash: HASH });
  const proven = { factor: 'totp', provenAtMs: NOW_MS } as const;

  test.each(['recorded', 'blocked'] as const)(
    'that is accepted ends a verification in the same write: %s',
    async (outcome) => {
      const prove = vi.fn<Sessions['prove']>(async () => outcome);
      expect(await recordVerdict(depsWith({ prove }), ofPurpose('verify'), 'totp', { kind: 'accepted' })).toBe(outcome);
      expect(prove).toHaveBeenCalledExactlyOnceWith(holder(HASH), proven, endingNow('verified'));
    },
  );

  test('that is accepted leaves an enrolment open', async () => {
    const prove = vi.fn<Sessions['prove']>(async () => 'recorded');
    await recordVerdict(depsWith({ prove }), ofPurpose('enrol'), 'totp', { kind: 'accepted' });
    expect(prove).toHaveBeenCalledExactlyOnceWith(holder(HASH), proven, undefined);
  });

  test.each([
    ['verify', 'finished', 'recorded'],
    ['enrol', 'finished', 'recorded'],
    ['verify', 'blocked', 'blocked'],
  ] as const)('of a lock ends a session to %s: %s', async (purpose, written, outcome) => {
    const finish = vi.fn<Sessions['finish']>(async () => written);
    expect(await recordVerdict(depsWith({ finish }), ofPurpose(purpose), 'sms', { kind: 'locked' })).toBe(outcome);
    expect(finish).toHaveBeenCalledExactlyOnceWith(holder(HASH), endingNow('locked'));
  });

  test.each<Verdict>([{ kind: 'rejected', reason: 'OTP_INVALID' }, { kind: 'unknown-user' }, { kind: 'busy' }])(
    'that is $kind changes nothing',
    async (verdict) => {
      expect(await recordVerdict(depsWith({}), ofPurpose('verify'), 'totp', verdict)).toBe('unchanged');
    },
  );

  test('that nobody thought of is an error, not a proof', async () => {
    const verdict = { kind: 'maybe' } as unknown as Verdict;
    await expect(recordVerdict(depsWith({}), ofPurpose('verify'), 'totp', verdict)).rejects.toThrow('closed union');
  });
});

describe('in the hands of its browser', () => {
  const open = { session: BOUND, browserHash: HASH };

  test.each(['stored', 'blocked'] as const)('a session remembers what was sent: %s', async (outcome) => {
    const challenge = { factor: 'sms', correlationId: 'cid', sentAtMs: NOW_MS, expiresAtMs: NOW_MS + 1 } as const;
    const putChallenge = vi.fn<Sessions['putChallenge']>(async () => outcome);
    expect(await rememberChallenge(depsWith({ putChallenge }), open, challenge)).toBe(outcome);
    expect(putChallenge).toHaveBeenCalledExactlyOnceWith(holder(HASH), challenge);
  });

  test.each(['finished', 'blocked'] as const)('a session is refused by the person: %s', async (outcome) => {
    const finish = vi.fn<Sessions['finish']>(async () => outcome);
    expect(await denySession(depsWith({ finish }), open)).toBe(outcome);
    expect(finish).toHaveBeenCalledExactlyOnceWith(holder(HASH), endingNow('denied'));
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

  test.each<[string, Partial<Session>]>([
    ['before a factor was proven in it', { purpose: 'enrol' }],
    ['in a session to verify', { purpose: 'verify', proven }],
  ])('does not come %s', async (_when, more) => {
    const open = { session: { ...BOUND, ...more }, browserHash: HASH };
    expect(await finishEnrolment(depsWith({}), open)).toBe('nothing-proven');
  });
});
