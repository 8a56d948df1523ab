/**
 * Attacks on sessions: on the pages (a link that another person opened, or is made to open), and on the way back (a
 * result that is taken twice, or by somebody else). What went wrong elsewhere: CVE-2025-64103 (a session counted as
 * proven after one factor), session fixation (RFC 9700 section 4.7).
 */

import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openTable } from '../../functions/adapters/dynamodb/table.ts';
import { hashBrowser, makeFormToken, parseBrowserSecret } from '../../functions/core/sessions/browser.ts';
import {
  type FormOfBrowser,
  leaveSession,
  recordVerdict,
  rememberChallenge,
} from '../../functions/core/sessions/open-session.ts';
import { viewSession } from '../../functions/core/sessions/view-session.ts';
import { accepted } from '../../functions/core/verify/accepted.ts';
import type { Verdict } from '../../functions/core/verify/verify.ts';
import { readBrowserCookies } from '../../functions/http/browser-cookie.ts';
import { type OtpClient, startClient } from '../http/client.ts';
import { putUser } from '../http/put-user.ts';
import { firstForm, opened, sessionClient } from '../http/session-client.ts';

let client: OtpClient;
let sessions: ReturnType<typeof sessionClient>;
const ACCEPTED = accepted(Date.now());
const SOME_COOKIE = 'A'.repeat(43);
const SOME_SECRET = parseBrowserSecret(SOME_COOKIE) ?? fail();

beforeAll(async () => {
  client = await startClient();
  sessions = sessionClient(client);
  await putUser({ userId: 'other-app', groups: ['OTPRestUserGroup'] }, 'other-app-secret');
});
afterAll(() => client.service.close());

const times = <T>(count: number, run: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => run(index)));

describe('taking a result', () => {
  test('twice: the second call gets nothing', async () => {
    const id = await sessions.proven('totp');
    const [first, second] = [await sessions.result(id), await sessions.result(id)];
    expect([first.status, second.status, second.body.code]).toEqual([200, 409, 'RESULT_ALREADY_TAKEN']);
    expect(second.body).not.toHaveProperty('token');
  });

  test('fifty times at once: exactly one call gets it', async () => {
    const id = await sessions.proven('totp');
    const answers = await times(50, () => sessions.result(id));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status, body }) => status === 409 && !('token' in body))).toHaveLength(49);
  });

  test.each<[who: string, as: string, status: number]>([
    ['another client', 'other-app:other-app-secret', 404],
    ['a user', 'alice:alice-password', 401],
    ['a wrong password', 'demo-app:wrong', 401],
  ])('as %s: refused, and still there for the right one', async (_who, as, status) => {
    const id = await sessions.proven('totp');
    const stolen = await sessions.result(id, { as });
    expect([stolen.status, (await sessions.result(id)).status]).toEqual([status, 200]);
  });

  test('as another client looks like a session that never was', async () => {
    const id = await sessions.proven('totp');
    const others = await sessions.result(id, { as: 'other-app:other-app-secret' });
    const nobodys = await sessions.result('A'.repeat(32), { as: 'other-app:other-app-secret' });
    expect(others.body).toEqual(nobodys.body);
  });

  test.each(['x', '..%2F..%2Fusers', '%23', 'A'.repeat(3000), '%00', '関所'])('of the id %s: unknown', async (id) => {
    expect((await sessions.result(id)).status).toBe(404);
  });
});

describe('a session in a stolen address', () => {
  test.each<[name: string, form: (id: string) => Partial<FormOfBrowser>]>([
    ['without a cookie', () => ({})],
    ['with a cookie of its own', (id) => firstForm(id, SOME_SECRET)],
    ['with a cookie of its own for the session', (id) => ({ ...firstForm(id), own: SOME_SECRET })],
  ])('opens for no other browser, %s', async (_name, formOf) => {
    const { id } = await sessions.open();
    expect(await sessions.visit(id, formOf(id))).toEqual({
      kind: 'other-browser',
      site: expect.stringMatching(/^https?:\/\/[^/]+\/$/),
    });
  });

  test('is shown to its own browser again, in as many tabs as it likes', async () => {
    const id = String((await sessions.start()).body.sessionId);
    const first = await sessions.visit(id);
    if (first.kind !== 'open') return fail();
    const own = first.secret;
    const token = makeFormToken(sessions.deps.random, own, id);
    const again = await times(5, () => sessions.visit(id, { own, token }));
    expect(again.map(({ kind }) => kind)).toEqual(Array(5).fill('open'));
    // A tab from before the session was bound is only shown anew: what it was to do is not done.
    expect(await sessions.visit(id, { ...firstForm(id), own })).toMatchObject({ kind: 'older-page' });
  });

  test('goes to one of twenty browsers that come at the same moment', async () => {
    const id = String((await sessions.start()).body.sessionId);
    const visits = await times(20, () => sessions.visit(id));
    expect(visits.filter(({ kind }) => kind === 'open')).toHaveLength(1);
    expect(visits.filter(({ kind }) => kind === 'other-browser')).toHaveLength(19);
  });

  test('takes no step of a browser that is not its own, whatever the caller claims', async () => {
    const { session } = await sessions.open();
    const thief = { session, browserHash: hashBrowser(session.id, SOME_SECRET) };
    const challenge = { correlationId: 'x', sentAtMs: 0, expiresAtMs: 1 };
    expect(await recordVerdict(sessions.deps, thief, { factor: 'totp' }, ACCEPTED)).toBe('blocked');
    expect(await leaveSession(sessions.deps, thief, 'denied')).toBe('blocked');
    expect(await rememberChallenge(sessions.deps, thief, 'sms', challenge)).toBe('blocked');
    expect((await sessions.result(session.id)).body.code).toBe('SESSION_UNFINISHED');
  });
});

describe('session fixation', () => {
  test('by opening the page first: the victim is turned away', async () => {
    const id = String((await sessions.start()).body.sessionId);
    opened(await sessions.visit(id));
    expect((await sessions.visit(id)).kind).toBe('other-browser');
  });

  test('by a cookie that was set before: the session gets a new one, and the old one opens nothing', async () => {
    const id = String((await sessions.start()).body.sessionId);
    const form = firstForm(id, SOME_SECRET);
    const victim = await sessions.visit(id, form);
    if (victim.kind !== 'open') return fail();
    expect([victim.isNew, victim.secret.reveal() === SOME_COOKIE]).toEqual([true, false]);
    // He knows the cookie, so he can look at the page with it, and sign a form of his own.
    expect(await viewSession(sessions.deps, id, SOME_SECRET)).toEqual({
      kind: 'other-browser',
      site: expect.stringMatching(/^https?:\/\/[^/]+\/$/),
    });
    for (const own of [undefined, SOME_SECRET]) {
      expect(await sessions.visit(id, { ...firstForm(id, SOME_SECRET), own })).toEqual({
        kind: 'other-browser',
        site: expect.stringMatching(/^https?:\/\/[^/]+\/$/),
      });
      expect(await sessions.visit(id, { own, visitor: SOME_SECRET, token: '' })).toEqual({ kind: 'stale' });
    }
  });

  test('but the very same form again (a double click, a lost answer) locks nobody out', async () => {
    const id = String((await sessions.start()).body.sessionId);
    const form = firstForm(id);
    const both = [...(await times(5, () => sessions.visit(id, form))), await sessions.visit(id, form)];
    expect(both.map(({ kind }) => kind)).toEqual(Array(6).fill('open'));
    expect(new Set(both.map((one) => 'secret' in one && one.secret.reveal())).size).toBe(1);
  });

  test('by a second cookie of the same name: the request counts as without any', () => {
    const cookie = `__Host-sekisho=${SOME_COOKIE}`;
    const visitorOf = (cookies: string[]) => readBrowserCookies(cookies, 'id').visitor?.reveal();
    expect(visitorOf([cookie])).toBe(SOME_COOKIE);
    expect(visitorOf([cookie, `__Host-sekisho=${'B'.repeat(43)}`])).toBeUndefined();
    expect(visitorOf([`sekisho=${SOME_COOKIE}`])).toBeUndefined();
  });

  test('by reading the table: it holds neither the cookie nor what two sessions of one browser share', async () => {
    const [first, second] = [await sessions.start(), await sessions.start()].map(({ body }) => String(body.sessionId));
    const visits = [first, second].map((id) => sessions.visit(String(id), firstForm(String(id), SOME_SECRET)));
    const secrets = (await Promise.all(visits)).map((one) => ('secret' in one ? one.secret.reveal() : fail()));
    const items = await Promise.all([first, second].map((id) => itemOf(String(id))));
    for (const secret of [SOME_COOKIE, ...secrets]) expect(JSON.stringify(items)).not.toContain(secret);
    expect(items[0]?.browserHash).not.toBe(items[1]?.browserHash);
  });
});

describe('a factor on a session', () => {
  test.each<[kind: string, verdict: Verdict]>([
    ['a wrong code', { kind: 'rejected', reason: 'OTP_INVALID' }],
    ['an unknown user', { kind: 'unknown-user' }],
    ['a busy item', { kind: 'busy' }],
  ])('is not proven by %s', async (_kind, verdict) => {
    const { id, ...open } = await sessions.open();
    expect(await recordVerdict(sessions.deps, open, { factor: 'totp' }, verdict)).toBe('unchanged');
    expect((await sessions.result(id)).status).toBe(409);
  });

  test('counts for nothing after the person refused, the lock came, or the time was over', async () => {
    const [denied, locked, late] = await times(3, () => sessions.open());
    if (denied === undefined || locked === undefined || late === undefined) return fail();
    await leaveSession(sessions.deps, denied, 'denied');
    await recordVerdict(sessions.deps, locked, { factor: 'totp' }, { kind: 'locked' });
    for (const open of [denied, locked]) {
      expect(await recordVerdict(sessions.deps, open, { factor: 'totp' }, ACCEPTED)).toBe('blocked');
    }
    vi.useFakeTimers({ toFake: ['Date'], now: late.session.expiresAtMs });
    const tooLate = await recordVerdict(sessions.deps, late, { factor: 'totp' }, ACCEPTED).finally(() =>
      vi.useRealTimers(),
    );
    expect(tooLate).toBe('blocked');
    expect((await sessions.result(denied.id)).body.code).toBe('SESSION_DENIED');
    expect((await sessions.result(locked.id)).body.code).toBe('USER_LOCKED');
  });

  test('and a refusal at the same moment: one of the two holds', async () => {
    const { id, ...open } = await sessions.open();
    const outcomes = await times(40, (index) =>
      index % 2 === 0
        ? recordVerdict(sessions.deps, open, { factor: 'totp' }, ACCEPTED)
        : leaveSession(sessions.deps, open, 'denied'),
    );
    expect(outcomes.filter((outcome) => outcome !== 'blocked')).toHaveLength(1);
    expect([200, 422]).toContain((await sessions.result(id)).status);
  });
});

async function itemOf(id: string): Promise<Record<string, unknown>> {
  const table = openTable('sekisho');
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: { pk: `SESSION#${id}`, sk: 'SESSION' } }),
  );
  return Item ?? fail();
}

function fail(): never {
  throw new Error('the test has no session to attack');
}
