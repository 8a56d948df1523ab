import { describe, expect, it, vi } from 'vitest';
import { epochOf } from '../../../../functions/core/directory/epoch.ts';
import type { Account } from '../../../../functions/core/directory/user.ts';
import { cancelEnrolment } from '../../../../functions/core/enrol/cancel-enrolment.ts';
import { whyNotEnrol } from '../../../../functions/core/enrol/why-not-enrol.ts';
import type { Message } from '../../../../functions/core/ports/courier.ts';
import type { Credentials } from '../../../../functions/core/ports/credentials.ts';
import type { CodeOwner } from '../../../../functions/core/ports/push.ts';
import type { Reminders } from '../../../../functions/core/ports/reset-reminders.ts';
import { askForReset } from '../../../../functions/core/recovery/ask-for-reset.ts';
import { endOldFactors } from '../../../../functions/core/recovery/end-old-factors.ts';
import { endReset } from '../../../../functions/core/recovery/end-reset.ts';
import { hasSomethingToReset } from '../../../../functions/core/recovery/has-something-to-reset.ts';
import { remindOfReset } from '../../../../functions/core/recovery/remind-of-reset.ts';
import { isResetReady, type Reset } from '../../../../functions/core/recovery/reset.ts';
import { shortenReset } from '../../../../functions/core/recovery/shorten-reset.ts';
import { type DomainSettings, resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import type { Credential } from '../../../../functions/core/verify/credential.ts';
import { ALICE, countingBytes, credentialsStub, FRESH, keyRing, NOW_MS } from '../stubs.ts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;
const USER = { domain: 'Staff', userId: 'alice' };
const WAITING: Reset = { requestedAtMs: NOW_MS - HOUR_MS, readyAtMs: NOW_MS + 23 * HOUR_MS, by: 'person' };
const READY: Reset = { ...WAITING, readyAtMs: NOW_MS };
const OVER: Reset = { ...WAITING, readyAtMs: NOW_MS - DAY_MS };

interface Situation {
  /** Nobody where it is `null`. */
  readonly account?: Account | null;
  readonly credential?: Partial<Credential>;
  readonly settings?: DomainSettings;
  readonly writes?: Partial<Credentials>;
  readonly owner?: CodeOwner;
}

function worldOf({ account = ALICE, credential, settings = {}, writes = {}, owner }: Situation) {
  const sent: Message[] = [];
  const started: Reminders[] = [];
  const codes: CodeOwner[] = [];
  const deps = {
    clock: () => NOW_MS,
    random: countingBytes(),
    keys: keyRing,
    settings: { forDomain: async () => settings },
    domains: { find: async () => undefined },
    courier: {
      deliver: async (message: Message) => {
        sent.push(message);
        return 'delivered' as const;
      },
    },
    devices: { list: async () => [] },
    pushes: { publish: async () => true },
    users: {
      load: async () => ({
        ...(account === null ? {} : { account }),
        ...(credential === undefined ? {} : { credential: { ...FRESH, ...credential } }),
      }),
    },
    credentials: credentialsStub(writes),
    enrolments: {
      add: async (_hash: string, code: CodeOwner) => void codes.push(code),
      find: async () => owner,
    },
    reminders: { start: async (reminders: Reminders) => void started.push(reminders) },
  };
  return { deps: deps as never, sent, started, codes, settings: resolveSettings(settings) };
}

describe('asking for a reset', () => {
  const requests = () => vi.fn<Credentials['requestReset']>(async () => 'requested');
  async function ask(situation: Situation, by: Parameters<typeof askForReset>[3] = { by: 'person' }) {
    const requestReset = requests();
    const world = worldOf({ ...situation, writes: { requestReset, ...situation.writes } });
    return { ...world, requestReset, asked: await askForReset(world.deps, world.settings, USER, by) };
  }

  it.each([
    [24, {}],
    [72, { Preset: 'aal2' }],
    [5, { ResetCoolOffHours: 5 }],
  ])('waits %i hours with the settings %o, tells it, and has it told again at half time', async (hours, settings) => {
    const { asked, requestReset, started, codes, sent } = await ask({ settings } as Situation);
    const readyAtMs = NOW_MS + hours * HOUR_MS;
    const reset = { requestedAtMs: NOW_MS, readyAtMs, by: 'person' };
    expect(asked).toMatchObject({ kind: 'asked', reset });
    expect(requestReset).toHaveBeenCalledWith(
      USER,
      expect.objectContaining({ seen: undefined, reset, resetsAtMs: [NOW_MS] }),
    );
    expect(started).toMatchObject([{ requestedAtMs: NOW_MS, readyAtMs, halfAtMs: NOW_MS + (hours * HOUR_MS) / 2 }]);
    expect(codes).toMatchObject([{ user: USER, reset: NOW_MS, expiresAtMs: readyAtMs + DAY_MS }]);
    expect(sent[0]?.subject).toContain('申し込まれました');
  });

  it('says of one that the help desk started that it did', async () => {
    const { asked, sent } = await ask({}, { by: 'help-desk' });
    expect(asked).toMatchObject({ kind: 'asked', reset: { by: 'help-desk' } });
    expect(sent[0]?.text).toContain('ヘルプデスクが');
  });

  it.each<[string, Situation, object]>([
    ['settings that know none', { settings: { ResetCoolOffHours: 0 } }, { kind: 'refused', reason: 'RESET_DISABLED' }],
    ['nobody of the name', { account: null }, { kind: 'refused', reason: 'USER_UNKNOWN' }],
    [
      'a person who has nothing to lose',
      { account: { ...ALICE, attributes: {} } },
      { kind: 'refused', reason: 'FACTOR_NOT_ENROLLED' },
    ],
    ['one that waits', { credential: { reset: WAITING } }, { kind: 'standing', reset: WAITING }],
    ['one that is ready', { credential: { reset: READY } }, { kind: 'standing', reset: READY }],
    [
      'three within a week',
      { credential: { resetsAtMs: [NOW_MS - WEEK_MS + 1, NOW_MS - DAY_MS, NOW_MS - HOUR_MS] } },
      { kind: 'refused', reason: 'RESET_LIMIT_REACHED', untilMs: NOW_MS + 1 },
    ],
  ])('begins none beside %s', async (_what, situation, answer) => {
    const { asked, requestReset, sent } = await ask(situation);
    expect(asked).toEqual(answer);
    expect([requestReset.mock.calls.length, sent.length]).toEqual([0, 0]);
  });

  it.each<[string, Situation]>([
    ['who administers', { account: { ...ALICE, groups: ['HelpDesk'] } }],
    ['whom nothing tells', { account: { ...ALICE, attributes: {} }, credential: { totp: {} as never } }],
    ['whose addresses another one may read', { credential: { lostAddresses: ['email', 'sms'] } }],
  ])('is nothing that a person can do himself %s', async (_what, situation) => {
    const { asked, requestReset, started } = await ask(situation);
    expect(asked).toEqual({ kind: 'refused', reason: 'RESET_NEEDS_HELP' });
    expect([requestReset.mock.calls.length, started.length]).toEqual([0, 0]);
    expect((await ask(situation, { by: 'help-desk' })).asked.kind).toBe('asked');
  });

  it('is told later, with a code that stops it, where all stops right after the write', async () => {
    const requestReset = vi.fn<Credentials['requestReset']>(async () => {
      throw new Error('cut off');
    });
    const world = worldOf({ writes: { requestReset } });
    await expect(askForReset(world.deps, world.settings, USER, { by: 'person' })).rejects.toThrow('cut off');
    expect([world.codes.length, world.started.length]).toEqual([1, 1]);
  });

  it('counts what is a week old no more, and what was asked for with it', async () => {
    const resetsAtMs = [NOW_MS - WEEK_MS, NOW_MS - DAY_MS, NOW_MS - HOUR_MS];
    const { requestReset } = await ask({ credential: { resetsAtMs, reset: OVER } });
    const kept = [NOW_MS - DAY_MS, NOW_MS - HOUR_MS, NOW_MS];
    expect(requestReset).toHaveBeenCalledWith(USER, expect.objectContaining({ seen: OVER, resetsAtMs: kept }));
  });

  it('is nothing in a session from before a new password', async () => {
    const { asked } = await ask(
      { account: { ...ALICE, passwordSetAtMs: NOW_MS } },
      { by: 'person', epoch: epochOf(ALICE) },
    );
    expect(asked).toEqual({ kind: 'refused', reason: 'USER_UNKNOWN' });
    expect((await ask({}, { by: 'person', epoch: epochOf(ALICE) })).asked.kind).toBe('asked');
  });

  it('looks again where another one was faster, three times', async () => {
    const requestReset = vi.fn<Credentials['requestReset']>(async () => 'blocked');
    const { asked, sent } = await ask({ writes: { requestReset } });
    expect(asked).toEqual({ kind: 'refused', reason: 'TOO_MANY_REQUESTS' });
    expect([requestReset.mock.calls.length, sent.length]).toEqual([3, 0]);
  });
});

const closedUntil = (closedUntilMs: number) => ({
  account: { ...ALICE, attributes: {} },
  credential: { ...FRESH, enrolment: { version: 'v', begunAtMs: [], closedUntilMs } },
});

describe('what a person could lose', () => {
  const settings = resolveSettings({ Sms_Enabled: false });
  it.each<[boolean, object]>([
    [false, {}],
    [false, { account: { ...ALICE, attributes: {} } }],
    [false, { account: { ...ALICE, attributes: { mobile: '+819012345678' } } }],
    [true, { account: ALICE }],
    [true, { account: { ...ALICE, attributes: {} }, hasDevice: true }],
    [true, { account: { ...ALICE, unproven: ['mail'] } }],
    [true, closedUntil(NOW_MS + 1)],
    [false, closedUntil(NOW_MS)],
  ])('is there (%s) of %o', (expected, record) => {
    expect(hasSomethingToReset(settings, record, NOW_MS)).toBe(expected);
    const account = { ...ALICE, attributes: { mobile: '+819012345678' } };
    expect(hasSomethingToReset(resolveSettings({}), { account }, NOW_MS)).toBe(true);
  });
});

it.each([
  [WAITING, false],
  [READY, true],
  [OVER, false],
])('a factor can be added by %o: %s', (reset, ready) => {
  expect(isResetReady({ id: 'session' }, { credential: { ...FRESH, reset } }, NOW_MS)).toBe(ready);
});

it.each([
  [24, 'person', undefined],
  [0, 'person', 'PROOF_REQUIRED'],
  [0, 'linked-account', undefined],
] as const)('with a cool-off of %i hours by now, a factor by a reset of %s: %s', (ResetCoolOffHours, by, reason) => {
  const record = { account: ALICE, credential: { ...FRESH, reset: { ...READY, by } } };
  expect(whyNotEnrol(resolveSettings({ ResetCoolOffHours }), record, 'reset', NOW_MS)).toBe(reason);
});

describe('ending a reset', () => {
  async function end(situation: Situation, outcome: 'ended' | 'blocked' = 'ended') {
    const write = vi.fn<Credentials['endReset']>(async () => outcome);
    const world = worldOf({ ...situation, writes: { endReset: write } });
    return { ...world, write, ended: await endReset(world.deps, world.settings, USER) };
  }

  it.each([WAITING, READY])('ends the one that stands, and tells its person: %o', async (reset) => {
    const { ended, write, sent } = await end({ credential: { reset } });
    expect(ended).toEqual({ kind: 'ended', outcomes: ['delivered', 'delivered'] });
    expect(write).toHaveBeenCalledWith(USER, reset);
    expect(sent[0]?.subject).toContain('中止されました');
  });

  it('finds none where there is none, where it is over, and where somebody was faster', async () => {
    const none = { kind: 'refused', reason: 'RESET_UNKNOWN' };
    expect((await end({})).ended).toEqual(none);
    expect((await end({ credential: { reset: OVER } })).ended).toEqual(none);
    const late = await end({ credential: { reset: WAITING } }, 'blocked');
    expect([late.ended, late.sent]).toEqual([none, []]);
    expect((await end({ account: null })).ended).toEqual({ kind: 'refused', reason: 'USER_UNKNOWN' });
  });
});

describe('shortening the wait', () => {
  const ADMINISTRATOR = { name: 'Staff/boss', isAdministrator: true };
  const HELPER = { name: 'Staff/helper', isAdministrator: false };
  const TWO = { BypassNeedsTwoPeople: true };
  async function shorten(situation: Situation, by: typeof HELPER, outcome: 'changed' | 'blocked' = 'changed') {
    const write = vi.fn<Credentials['shortenReset']>(async () => outcome);
    const world = worldOf({ credential: { reset: WAITING }, ...situation, writes: { shortenReset: write } });
    return { ...world, write, shortened: await shortenReset(world.deps, world.settings, USER, by) };
  }

  it('ends it now, tells that, and gives a code that ends the reset itself', async () => {
    const { shortened, write, sent, codes } = await shorten({}, ADMINISTRATOR);
    expect(shortened).toMatchObject({ kind: 'shortened', reset: { ...WAITING, readyAtMs: NOW_MS } });
    expect(write).toHaveBeenCalledWith(USER, WAITING, { readyAtMs: NOW_MS });
    expect(sent[0]?.subject).toContain('早まりました');
    expect(codes).toMatchObject([{ reset: WAITING.requestedAtMs, expiresAtMs: NOW_MS + DAY_MS }]);
  });

  it('is proposed by one and agreed to by another where two are needed; the proposal tells nobody', async () => {
    const first = await shorten({ settings: TWO }, ADMINISTRATOR);
    const proposed = { ...WAITING, shorteningBy: ADMINISTRATOR.name };
    expect(first.shortened).toEqual({ kind: 'proposed', reset: proposed });
    expect(first.write).toHaveBeenCalledWith(USER, WAITING, { shorteningBy: ADMINISTRATOR.name });
    expect(first.sent).toEqual([]);
    const second = await shorten({ settings: TWO, credential: { reset: proposed } }, HELPER);
    expect(second.shortened).toMatchObject({ kind: 'shortened' });
    expect(second.shortened).not.toHaveProperty('reset.shorteningBy');
    expect(second.write).toHaveBeenCalledWith(USER, proposed, { readyAtMs: NOW_MS });
  });

  it.each<[string, Situation, typeof HELPER, string]>([
    ['by the help desk alone', {}, HELPER, 'ADMINISTRATOR_ONLY'],
    ['by the help desk as the first of two', { settings: TWO }, HELPER, 'ADMINISTRATOR_ONLY'],
    [
      'by the help desk where nobody has to agree any more',
      { credential: { reset: { ...WAITING, shorteningBy: ADMINISTRATOR.name } } },
      HELPER,
      'ADMINISTRATOR_ONLY',
    ],
    [
      'by the same person twice',
      { settings: TWO, credential: { reset: { ...WAITING, shorteningBy: ADMINISTRATOR.name } } },
      ADMINISTRATOR,
      'SECOND_PERSON_NEEDED',
    ],
    ['where it is over already', { credential: { reset: READY } }, ADMINISTRATOR, 'RESET_UNKNOWN'],
    ['where none waits', { credential: {} }, ADMINISTRATOR, 'RESET_UNKNOWN'],
    ['of nobody', { account: null }, ADMINISTRATOR, 'USER_UNKNOWN'],
  ])('is refused %s', async (_what, situation, by, reason) => {
    const { shortened, write } = await shorten(situation, by);
    expect(shortened).toEqual({ kind: 'refused', reason });
    expect(write).not.toHaveBeenCalled();
  });

  it.each([{}, TWO])('changes nothing where the reset has changed meanwhile: %o', async (settings) => {
    const { shortened, sent } = await shorten({ settings }, ADMINISTRATOR, 'blocked');
    expect([shortened, sent]).toEqual([{ kind: 'refused', reason: 'CHANGED_MEANWHILE' }, []]);
  });
});

describe('a reminder', () => {
  const OWNER = { user: USER, epoch: epochOf(ALICE), expiresAtMs: NOW_MS + DAY_MS, reset: WAITING.requestedAtMs };
  async function remind(situation: Situation, of: Reset, notice: 'half' | 'ready' = 'half') {
    const world = worldOf({ owner: OWNER, ...situation });
    const { requestedAtMs, readyAtMs } = of;
    return { ...world, told: await remindOfReset(world.deps, { notice, ticket: 't', requestedAtMs, readyAtMs }) };
  }

  it('tells of one that still waits, and of one that is ready, with a code that stops it', async () => {
    const half = await remind({ credential: { reset: WAITING } }, WAITING);
    expect(half.sent[0]?.subject).toContain('続いています');
    const ready = await remind({ credential: { reset: READY } }, READY, 'ready');
    expect(ready.sent[0]?.subject).toContain('追加できます');
    expect(ready.codes).toMatchObject([{ reset: READY.requestedAtMs, expiresAtMs: NOW_MS + DAY_MS }]);
  });

  it('that comes late says what is true now', async () => {
    const { sent } = await remind({ credential: { reset: READY } }, READY, 'half');
    expect(sent[0]?.subject).toContain('追加できます');
  });

  it.each<[string, Situation]>([
    ['whose code is over', { owner: undefined as never, credential: { reset: WAITING } }],
    ['of somebody who is gone', { account: null }],
    ['of who had the name before', { account: { ...ALICE, generation: 'another' }, credential: { reset: WAITING } }],
    ['that was ended', { credential: {} }],
    ['whose time is over', { credential: { reset: OVER } }],
    ['that was shortened', { credential: { reset: { ...WAITING, readyAtMs: NOW_MS } } }],
    ['in whose place there is another one', { credential: { reset: { ...WAITING, requestedAtMs: NOW_MS } } }],
  ])('says nothing of a reset %s', async (_what, situation) => {
    const { told, sent } = await remind(situation, WAITING);
    expect([told, sent]).toEqual(['over', []]);
  });

  it('says nothing where the domain is gone', async () => {
    const { deps, sent } = worldOf({ owner: OWNER, credential: { reset: WAITING } });
    const without = { ...(deps as object), settings: { forDomain: async () => undefined } } as never;
    expect(await remindOfReset(without, { notice: 'half', ticket: 't', ...WAITING })).toBe('over');
    expect(sent).toEqual([]);
  });
});

describe('the code of a notice', () => {
  const owner = { user: USER, epoch: epochOf(ALICE), expiresAtMs: NOW_MS + DAY_MS };
  async function cancel(
    situation: Situation,
    closes: 'closed' | 'blocked' = 'closed',
    ends: 'ended' | 'blocked' = 'ended',
  ) {
    const closeEnrolment = vi.fn<Credentials['closeEnrolment']>(async () => closes);
    const end = vi.fn<Credentials['endReset']>(async () => ends);
    const world = worldOf({ ...situation, writes: { closeEnrolment, endReset: end } });
    return { ...world, closeEnrolment, end, cancelled: await cancelEnrolment(world.deps, 'ABCDE-FGHJK') };
  }
  const ofReset = { ...owner, reset: WAITING.requestedAtMs };

  it('of a reset ends this one, and what a password could add for a day, and is told', async () => {
    const { cancelled, end, closeEnrolment, sent } = await cancel(
      { owner: ofReset, credential: { reset: WAITING } },
      'blocked',
    );
    expect(cancelled).toEqual({ kind: 'reset-ended', outcomes: ['delivered', 'delivered'] });
    expect(end).toHaveBeenCalledWith(USER, WAITING);
    expect(closeEnrolment).toHaveBeenCalledWith(USER, NOW_MS + DAY_MS);
    expect(sent[0]?.subject).toContain('中止されました');
  });

  it.each<[string, Situation, 'ended' | 'blocked']>([
    ['that was ended', { owner: ofReset, credential: {} }, 'ended'],
    ['that was replaced', { owner: ofReset, credential: { reset: { ...WAITING, requestedAtMs: NOW_MS } } }, 'ended'],
    ['that another one ended just now', { owner: ofReset, credential: { reset: WAITING } }, 'blocked'],
  ])('of a reset %s ends nothing', async (_what, situation, ends) => {
    const { cancelled, closeEnrolment, sent } = await cancel(situation, 'closed', ends);
    expect(cancelled).toEqual({ kind: 'unknown' });
    expect([closeEnrolment.mock.calls.length, sent.length]).toEqual([0, 0]);
  });

  it('of an addition ends that, and a reset that stands', async () => {
    expect((await cancel({ owner })).cancelled).toEqual({ kind: 'closed' });
    expect((await cancel({ owner, credential: { reset: READY } })).cancelled).toMatchObject({ kind: 'reset-ended' });
    expect((await cancel({ owner }, 'blocked')).cancelled).toEqual({ kind: 'unknown' });
  });

  it('is nothing where nobody has it, and in the time after the one that it was made in', async () => {
    expect((await cancel({})).cancelled).toEqual({ kind: 'unknown' });
    for (const account of [null, { ...ALICE, generation: 'another' }]) {
      const { cancelled, closeEnrolment } = await cancel({ owner, account });
      expect([cancelled, closeEnrolment.mock.calls.length]).toEqual([{ kind: 'unknown' }, 0]);
    }
  });
});

describe('what ends with a reset', () => {
  const DEVICE = { id: 'd', name: 'Phone', platform: 'web', createdAtMs: 0, generation: undefined } as const;
  const passkeys = [{ id: 'p1' }, { id: 'p2' }] as never;
  function removing(remove: (id: string) => Promise<void>) {
    const gone: string[] = [];
    const take = async (_user: unknown, id: string) => {
      await remove(id);
      gone.push(id);
    };
    return { gone, deps: { devices: { listAll: async () => [DEVICE], remove: take }, passkeys: { remove: take } } };
  }

  it('are all passkeys and devices of before, which are named to who tells the person', async () => {
    const { gone, deps } = removing(async () => undefined);
    expect(await endOldFactors(deps, USER, { passkeys })).toEqual([DEVICE]);
    expect(gone.toSorted()).toEqual(['d', 'p1', 'p2']);
    expect(await endOldFactors(removing(async () => undefined).deps, USER, {})).toEqual([DEVICE]);
  });

  it('are the others too when one cannot be removed, and that is an error', async () => {
    const { gone, deps } = removing(async (id) => {
      if (id === 'p1') throw new Error('no answer');
    });
    await expect(endOldFactors(deps, USER, { passkeys })).rejects.toThrow('no answer');
    expect(gone.toSorted()).toEqual(['d', 'p2']);
  });
});
