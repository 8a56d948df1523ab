import { describe, expect, test } from 'vitest';
import { hashBrowser, makeBrowserSecret } from '../../../../functions/core/sessions/browser.ts';
import type { Session } from '../../../../functions/core/sessions/session.ts';
import { viewSession } from '../../../../functions/core/sessions/view-session.ts';
import { countingBytes, NOW_MS } from '../stubs.ts';
import { ID, NEW, sessionsStub } from './stubs.ts';

const OWN = makeBrowserSecret(countingBytes());
const STRANGER = makeBrowserSecret((size) => new Uint8Array(size));
const BOUND: Session = { ...NEW, browserHash: hashBrowser(ID, OWN) };
const LATE: Session = { ...BOUND, expiresAtMs: NOW_MS };
const SITE = `${new URL(NEW.returnUrl).origin}/`;
const ENDED = { ...BOUND, end: 'verified', resultUntilMs: NOW_MS + 1 } as const;

describe('a look at a session', () => {
  test.each<[string, Session | undefined, typeof OWN, object]>([
    ['that never was shows nothing', undefined, OWN, { kind: 'gone' }],
    ['out of time says so to its own browser', LATE, OWN, { kind: 'expired', session: LATE }],
    [
      'out of time tells another browser the site it came from, and no more',
      LATE,
      STRANGER,
      { kind: 'gone', site: SITE },
    ],
    [
      'out of time that no browser has tells the site',
      { ...NEW, expiresAtMs: NOW_MS },
      OWN,
      { kind: 'gone', site: SITE },
    ],
    [
      'that ended and is out of time still shows its own browser the end',
      { ...ENDED, expiresAtMs: NOW_MS },
      OWN,
      { kind: 'ended', session: { ...ENDED, expiresAtMs: NOW_MS } },
    ],
    [
      'in its last millisecond shows it to its browser',
      { ...BOUND, expiresAtMs: NOW_MS + 1 },
      OWN,
      { kind: 'open', session: { ...BOUND, expiresAtMs: NOW_MS + 1 }, isBound: true },
    ],
    ['that has no browser yet shows it to any', NEW, STRANGER, { kind: 'open', session: NEW, isBound: false }],
    ['shows its own browser that it is the one', BOUND, OWN, { kind: 'open', session: BOUND, isBound: true }],
    ['tells no other browser more than that', BOUND, STRANGER, { kind: 'other-browser', site: SITE }],
    ['that is over shows its own browser the end', ENDED, OWN, { kind: 'ended', session: ENDED }],
    ['that is over does not show another browser the end', ENDED, STRANGER, { kind: 'other-browser', site: SITE }],
  ])('%s', async (_what, session, cookie, viewed) => {
    // Any write would fail here.
    const deps = { clock: () => NOW_MS, sessions: sessionsStub({ find: async () => session }) };
    expect(await viewSession(deps, ID, cookie)).toEqual(viewed);
  });
});
