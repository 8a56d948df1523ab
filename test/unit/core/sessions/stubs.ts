import { epochOf } from '../../../../functions/core/directory/epoch.ts';
import type { Ending, SessionHolder, Sessions } from '../../../../functions/core/ports/sessions.ts';
import { RESULT_LIFE_MS, SESSION_LIFE_MS, type Session } from '../../../../functions/core/sessions/session.ts';
import { ALICE, NOW_MS } from '../stubs.ts';

export const ID = 'A'.repeat(32);
export const CLIENT = { domain: 'D', userId: 'demo-app' };

/** Begun a minute ago, not yet in the hands of a browser. */
export const NEW: Session = {
  id: ID,
  user: { domain: 'D', userId: 'alice' },
  epoch: epochOf(ALICE),
  application: 'demo',
  client: CLIENT,
  returnUrl: 'https://app.example/',
  purpose: 'verify',
  createdAtMs: NOW_MS - 60_000,
  expiresAtMs: NOW_MS - 60_000 + SESSION_LIFE_MS,
  proven: [],
  challenges: {},
  resultTaken: false,
};

/** What a session that ends now is ended with. */
export const endingNow = (end: Ending['end']): Ending => ({ end, resultUntilMs: NOW_MS + RESULT_LIFE_MS });

export const holder = (browserHash: string): SessionHolder => ({ id: ID, browserHash, nowMs: NOW_MS });

/** Sessions of which a test fills in the methods that it expects; any other call fails the test. */
export function sessionsStub(methods: Partial<Sessions>): Sessions {
  return new Proxy(methods as Sessions, {
    get(target, name) {
      const method = target[name as keyof Sessions];
      if (method === undefined) throw new Error(`unexpected call of ${String(name)}`);
      return method;
    },
  });
}
