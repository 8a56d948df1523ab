import { describe, expect, test, vi } from 'vitest';
import { epochOf } from '../../../../functions/core/directory/epoch.ts';
import type { Sessions } from '../../../../functions/core/ports/sessions.ts';
import type { SessionRequest } from '../../../../functions/core/sessions/session.ts';
import { startSession } from '../../../../functions/core/sessions/start-session.ts';
import { ALICE, countingBytes, NOW_MS } from '../stubs.ts';
import { CLIENT } from './stubs.ts';

const application = { returnUrls: ['https://app.example/', 'https://app.example/back'] };
const REQUEST: SessionRequest = {
  user: { domain: 'D', userId: 'alice' },
  application: 'demo',
  client: CLIENT,
  returnUrl: 'https://app.example/back',
  state: 'xyz',
  purpose: 'verify',
};

function depsWith(account: typeof ALICE | undefined, created: Awaited<ReturnType<Sessions['create']>> = 'created') {
  const create = vi.fn<Sessions['create']>(async () => created);
  const findAccount = vi.fn(async () => account);
  return { clock: () => NOW_MS, random: countingBytes(), users: { findAccount }, sessions: { create } };
}

describe('a session', () => {
  test('begins with nothing proven, under an id of 192 random bits, for ten minutes', async () => {
    const deps = depsWith(ALICE);
    const started = await startSession(deps, application, REQUEST);
    const session = {
      ...REQUEST,
      id: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYX',
      createdAtMs: NOW_MS,
      expiresAtMs: NOW_MS + 600_000,
      epoch: epochOf(ALICE),
      proven: [],
      challenges: {
        passkey: {
          correlationId: expect.stringMatching(/^[\w-]{43}$/),
          sentAtMs: NOW_MS,
          expiresAtMs: NOW_MS + 600_000,
        },
      },
      resultTaken: false,
    };
    expect(started).toEqual({ kind: 'started', session });
    expect(deps.users.findAccount).toHaveBeenCalledExactlyOnceWith(REQUEST.user);
    expect(deps.sessions.create).toHaveBeenCalledExactlyOnceWith(session);
  });

  test.each(['ja', undefined])('speaks the language %s that the application names', async (locale) => {
    const started = await startSession(depsWith(ALICE), application, { ...REQUEST, locale });
    expect(started.kind === 'started' && started.session.locale).toBe(locale);
    expect(started.kind === 'started' && 'locale' in started.session).toBe(locale !== undefined);
  });

  test.each([
    'https://app.example/back?',
    'https://app.example',
    'https://app.example/back/',
    'https://app.example/ https://app.example/back',
    '',
  ])('does not begin for the address %j to return to, which is not registered', async (returnUrl) => {
    const deps = depsWith(ALICE);
    const request = { ...REQUEST, returnUrl };
    expect(await startSession(deps, application, request)).toEqual({ kind: 'return-url-not-registered' });
    expect(deps.sessions.create).not.toHaveBeenCalled();
  });

  test('does not begin for a user who is not there', async () => {
    const deps = depsWith(undefined);
    expect(await startSession(deps, application, REQUEST)).toEqual({ kind: 'unknown-user' });
    expect(deps.sessions.create).not.toHaveBeenCalled();
  });

  test('is not begun beside as many as a user may have', async () => {
    const untilMs = NOW_MS + 1_000;
    expect(await startSession(depsWith(ALICE, { untilMs }), application, REQUEST)).toEqual({
      kind: 'too-many',
      untilMs,
    });
  });
});
