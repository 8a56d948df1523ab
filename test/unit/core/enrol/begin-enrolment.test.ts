import { describe, expect, it } from 'vitest';
import { epochOf, ownershipOf } from '../../../../functions/core/directory/epoch.ts';
import { type Begun, beginEnrolment } from '../../../../functions/core/enrol/begin-enrolment.ts';
import type { EnrolledBy, Enrolment } from '../../../../functions/core/enrol/enrolment.ts';
import type { UserRecord } from '../../../../functions/core/ports/users.ts';
import { hashCancelCode, normaliseEnrolmentCode } from '../../../../functions/core/push/enrolment-code.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import { type DomainSettings, resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import { ALICE, FRESH, KEYS, NOW_MS } from '../stubs.ts';
import { enrolling, sealedKey, USER, type World } from './world.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const DEVICE: Begun = { factor: 'push', codeHash: 'hash', expiresAtMs: NOW_MS + 1 };
const KEY: Begun = { factor: 'totp', key: sealedKey() };
const NOBODY: EnrolledBy[] = ['password', 'client'];
const EVERYBODY: EnrolledBy[] = [...NOBODY, 'proof'];
const TOTP = sealedKey({ confirmedAtMs: NOW_MS });
const EPOCH = epochOf(ALICE);

function begin(world: World, by: EnrolledBy = 'password', begun = DEVICE, stored: DomainSettings = {}) {
  const made = enrolling(world);
  return { ...made, outcome: beginEnrolment(made.deps, resolveSettings(stored), USER, { by }, begun) };
}

const since = (enrolment: Partial<Enrolment>) => ({
  credential: { enrolment: { version: 'seen', begunAtMs: [], ...enrolment } },
});
const refused = (reason: string) => ({ kind: 'refused', reason });

describe('what a password or an application may begin', () => {
  const bound: [string, UserRecord][] = [
    ['an authenticator app', { account: ALICE, credential: { ...FRESH, totp: TOTP } }],
    ['an authenticator app in the old system', { account: ALICE, legacyTotp: new Secret(new Uint8Array()) }],
    ['a device', { account: ALICE, hasDevice: true }],
  ];

  it.each(bound)('is nothing for a user who has %s; a proof may', async (_what, { credential, ...record }) => {
    const world = { record, ...(credential && { credential }) };
    for (const by of NOBODY) {
      expect(await begin(world, by).outcome).toEqual(refused('FACTOR_BOUND'));
      const key = record.hasDevice === true ? 'FACTOR_BOUND' : 'SECRET_KEY_EXISTS';
      expect(await begin(world, by, KEY).outcome).toEqual(refused(key));
    }
    for (const begun of [DEVICE, KEY]) expect((await begin(world, 'proof', begun).outcome).kind).toBe('begun');
  });

  it.each([
    ['nothing', {}],
    ['a key that was never confirmed', { credential: { pendingTotp: sealedKey() } }],
  ])('is a factor for a user who has %s', async (_what, world) => {
    for (const by of EVERYBODY) expect((await begin(world, by).outcome).kind).toBe('begun');
  });

  it('is nothing for somebody without an account', async () => {
    for (const by of EVERYBODY) expect(await begin({ record: {} }, by).outcome).toEqual(refused('USER_UNKNOWN'));
  });

  it('is nothing until the time is over for which the user has said that it was not he', async () => {
    for (const by of NOBODY) {
      expect(await begin(since({ closedUntilMs: NOW_MS + 1 }), by).outcome).toEqual(refused('PROOF_REQUIRED'));
      expect((await begin(since({ closedUntilMs: NOW_MS }), by).outcome).kind).toBe('begun');
    }
    expect((await begin(since({ closedUntilMs: NOW_MS + 1 }), 'proof').outcome).kind).toBe('begun');
  });

  it.each([
    [
      'a code of the user, who has proven himself',
      { enrolment: { code: { by: 'proof', expiresAtMs: NOW_MS + 1 } } },
      false,
    ],
    ['such a code that is over', { enrolment: { code: { by: 'proof', expiresAtMs: NOW_MS } } }, true],
    ['a code of a password', { enrolment: { code: { by: 'password', expiresAtMs: NOW_MS + 1 } } }, true],
    ['a key of the user', { pendingTotp: sealedKey({ by: 'proof', createdAtMs: NOW_MS - 10 * MINUTE_MS + 1 }) }, false],
    [
      'a key that he left lying',
      { pendingTotp: sealedKey({ by: 'proof', createdAtMs: NOW_MS - 10 * MINUTE_MS }) },
      true,
    ],
    ['a key of a password', { pendingTotp: sealedKey({ by: 'password', createdAtMs: NOW_MS }) }, true],
  ] as const)('takes the place of %s: %s', async (_what, standing, allowed) => {
    const { enrolment, ...others } = { enrolment: undefined, ...standing };
    const code = enrolment && { hash: 'h', epoch: EPOCH, ...enrolment.code };
    const world = { credential: { ...others, ...(code && { enrolment: { version: 'v', begunAtMs: [], code } }) } };
    for (const by of NOBODY) {
      const outcome = await begin(world, by).outcome;
      if (allowed) expect(outcome.kind).toBe('begun');
      else expect(outcome).toEqual(refused('PROOF_REQUIRED'));
    }
    expect((await begin(world, 'proof').outcome).kind).toBe('begun');
  });
});

describe('EnrolmentNeedsProof', () => {
  it.each<[string, Record<string, string>, boolean]>([
    ['a mail address', { mail: 'alice@example.com' }, false],
    ['a phone number', { mobile: '+819012345678' }, false],
    ['neither', { other: 'x' }, true],
  ])('lets a password alone begin nothing for a user with %s', async (_what, attributes, allowed) => {
    const world = { record: { account: { ...ALICE, attributes } } };
    for (const begun of [DEVICE, KEY]) {
      const by = (who: EnrolledBy) => begin(world, who, begun, { EnrolmentNeedsProof: true }).outcome;
      if (allowed) expect((await by('password')).kind).toBe('begun');
      else expect(await by('password')).toEqual(refused('PROOF_REQUIRED'));
      expect([(await by('client')).kind, (await by('proof')).kind]).toEqual(['begun', 'begun']);
    }
  });

  it.each([
    ['standard', false],
    ['oam', false],
    ['aal2', true],
  ])('is, in the preset %s, %s', (Preset, value) => {
    expect(resolveSettings({ Preset }).EnrolmentNeedsProof).toBe(value);
  });
});

describe('the write that begins', () => {
  it('is decided on what was seen, holds that there is no confirmed key, and says who did it and when', async () => {
    const { outcome, beginEnrolment: write } = begin(since({ begunAtMs: [NOW_MS - 1], closedUntilMs: NOW_MS }));
    expect((await outcome).kind).toBe('begun');
    const code = { hash: 'hash', by: 'password', epoch: EPOCH, expiresAtMs: NOW_MS + 1 };
    expect(write).toHaveBeenCalledExactlyOnceWith(USER, {
      seenVersion: 'seen',
      enrolment: { begunAtMs: [NOW_MS - 1, NOW_MS], closedUntilMs: NOW_MS, code },
      besideConfirmed: false,
      owner: ownershipOf(ALICE),
    });
  });

  it('is the first one of a user of whom nothing was seen', async () => {
    const { outcome, beginEnrolment: write } = begin({}, 'proof', KEY);
    await outcome;
    expect(write).toHaveBeenCalledExactlyOnceWith(USER, {
      seenVersion: undefined,
      enrolment: { begunAtMs: [NOW_MS] },
      pendingTotp: { ...sealedKey(), by: 'proof', epoch: EPOCH },
      besideConfirmed: true,
      owner: ownershipOf(ALICE),
    });
  });

  it('looks again when something else was begun meanwhile, and gives up after three times', async () => {
    const { outcome, beginEnrolment: write, sent } = begin({ begin: 'blocked' });
    expect(await outcome).toEqual(refused('TOO_MANY_REQUESTS'));
    expect(write).toHaveBeenCalledTimes(3);
    expect(sent).toEqual([]);
  });
});

describe('beginnings of an hour', () => {
  /** So many, the oldest of which was begun a millisecond less than an hour ago. */
  const begun = (count: number, oldestMs = NOW_MS - HOUR_MS + 1) =>
    since({ begunAtMs: [oldestMs, ...Array.from({ length: count - 1 }, () => NOW_MS - MINUTE_MS)] });

  it.each<[EnrolledBy, number]>([
    ['password', 10],
    ['client', 10],
    ['proof', 20],
  ])('are bounded for a %s at %i, and time alone gives them back', async (by, limit) => {
    expect((await begin(begun(limit - 1), by).outcome).kind).toBe('begun');
    const full = begin(begun(limit), by);
    expect(await full.outcome).toEqual({ ...refused('SEND_LIMIT_EXCEEDED'), untilMs: NOW_MS + 1 });
    expect([full.sent, full.codes]).toEqual([[], []]);
    const later = begin(begun(limit, NOW_MS - HOUR_MS), by);
    expect((await later.outcome).kind).toBe('begun');
    expect(later.beginEnrolment.mock.calls[0]?.[1].enrolment.begunAtMs).toHaveLength(limit);
  });

  it('of a password, when they are used up, leave a proof its own; then it has to wait for as many', async () => {
    expect((await begin(begun(10), 'proof').outcome).kind).toBe('begun');
    const untilMs = NOW_MS - MINUTE_MS + HOUR_MS;
    expect(await begin(begun(20), 'password').outcome).toEqual({ ...refused('SEND_LIMIT_EXCEEDED'), untilMs });
  });
});

describe('who is told', () => {
  const channels = (messages: readonly { channel: string; to: string }[]) =>
    messages.map(({ channel, to }) => [channel, to]);
  const ALL = [
    ['email', 'alice@example.com'],
    ['sms', '+819012345678'],
  ];

  it.each<[EnrolledBy, Begun, string]>([
    ['password', KEY, '認証アプリ'],
    ['password', DEVICE, 'スマートフォン'],
    ['client', DEVICE, 'スマートフォン'],
    ['proof', DEVICE, 'スマートフォン'],
  ])('by a %s: every address, at once, with the code that ends it and no link', async (by, begun, what) => {
    const { outcome, sent, codes } = begin({}, by, begun);
    expect(await outcome).toEqual({ kind: 'begun', notices: ['delivered', 'delivered'] });
    expect(channels(sent)).toEqual(ALL);
    const hashes = new Map(codes);
    for (const { text } of sent) {
      expect(text).toContain(what);
      expect(text).not.toMatch(/https?:|www\.|\//);
      const [typed = ''] = /[0-9A-Z]{5}-[0-9A-Z]{5}/.exec(text) ?? [];
      const owner = hashes.get(hashCancelCode(KEYS, normaliseEnrolmentCode(typed)));
      expect(owner).toEqual({ user: USER, epoch: EPOCH, expiresAtMs: NOW_MS + 24 * HOUR_MS });
    }
  });

  it('is nobody for a key that was begun with a proof: it is announced when it counts', async () => {
    const { outcome, sent, codes } = begin({}, 'proof', KEY);
    expect(await outcome).toEqual({ kind: 'begun', notices: [] });
    expect([sent, codes]).toEqual([[], []]);
  });

  it('is nobody where nothing can be sent to', async () => {
    const { outcome, sent, codes } = begin(
      { record: { account: { ...ALICE, attributes: { mobile: '12' } } } },
      'password',
      KEY,
    );
    expect(await outcome).toEqual({ kind: 'begun', notices: [] });
    expect([sent, codes]).toEqual([[], []]);
  });

  it('is the phone alone of a user who has no mail address, and never where SMS is off', async () => {
    const phone = { record: { account: { ...ALICE, attributes: { mobile: '+819012345678' } } } };
    const told = begin(phone);
    await told.outcome;
    expect(channels(told.sent)).toEqual(ALL.slice(1));
    const off = begin(phone, 'password', DEVICE, { Sms_Enabled: false });
    await off.outcome;
    expect(off.sent).toEqual([]);
  });
});
