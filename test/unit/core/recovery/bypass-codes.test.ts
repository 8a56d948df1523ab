import { describe, expect, it } from 'vitest';
import type { BypassNotes } from '../../../../functions/core/ports/bypass-notes.ts';
import { approveBypassCode } from '../../../../functions/core/recovery/approve-bypass-code.ts';
import { type BypassCode, hashBypassCode, readBypassCode } from '../../../../functions/core/recovery/bypass-code.ts';
import type { BypassNote } from '../../../../functions/core/recovery/bypass-note.ts';
import { giveBypassCode } from '../../../../functions/core/recovery/give-bypass-code.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import { type DomainSettings, resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import { ALICE, countingBytes, credentialsStub, FRESH, keyRing, NOW_MS, usersStub } from '../stubs.ts';

const USER = { domain: 'Staff', userId: 'alice' };
const MAKER = { domain: 'Staff', userId: 'helper' };
const SECOND = { domain: 'Staff', userId: 'second' };
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const slowHash = async (code: Secret<string>, salt: Uint8Array) => Buffer.from(`${code.reveal()}${salt}`.padEnd(32));

function world({ account = ALICE, quota = 'counted', put = 'stored' }: Partial<Stubs> = {}) {
  const happened: string[] = [];
  const puts: BypassCode[] = [];
  const deps = {
    clock: () => NOW_MS,
    random: countingBytes(),
    keys: keyRing,
    slowHash,
    courier: { deliver: async () => 'delivered' as const },
    domains: { find: async () => undefined },
    enrolments: { add: async () => undefined },
    quotas: {
      count: async (...asked: unknown[]) => {
        happened.push(JSON.stringify(asked));
        return quota;
      },
    },
    notes: {
      add: async (...[, note, kept]: Parameters<BypassNotes['add']>) =>
        void happened.push(JSON.stringify({ note, kept })),
    },
    users: usersStub(account ?? undefined),
    credentials: credentialsStub({
      putBypassCode: async (_user, code, owner) => {
        happened.push(JSON.stringify(owner));
        puts.push(code);
        return put;
      },
    }),
  };
  const give = (wish: object = {}, settings: DomainSettings = {}) =>
    giveBypassCode(deps, resolveSettings(settings), USER, { madeBy: MAKER, reason: 'why', ...wish });
  return { give, happened, puts };
}

interface Stubs {
  readonly account: typeof ALICE | null;
  readonly quota: 'counted' | 'blocked';
  readonly put: 'stored' | 'blocked';
}

describe('giveBypassCode', () => {
  it('writes who made it and why before the code that it is about, both for this very person', async () => {
    const { give, happened } = world();
    expect(await give()).toMatchObject({ kind: 'given', outcomes: ['delivered', 'delivered'] });
    const owner = { generation: ALICE.generation, alsoUnmarked: false };
    const [counted, noted, put] = happened.map((one) => JSON.parse(one));
    expect(counted).toEqual([
      { kind: 'bypass-codes', user: USER },
      { limit: 10, windowMs: HOUR_MS, nowMs: NOW_MS },
    ]);
    expect(noted.kept).toEqual({ untilMs: NOW_MS + HOUR_MS + 24 * HOUR_MS, owner });
    expect(noted.note).toMatchObject({ reason: 'why', madeBy: MAKER, madeAtMs: NOW_MS });
    expect(put).toEqual(owner);
  });

  it('keeps the hash of what it tells, and the terms', async () => {
    const { give, puts } = world();
    const given = await give();
    if (given.kind !== 'given') throw new Error(given.kind);
    const [kept] = puts;
    expect(kept).toMatchObject({ id: given.note.id, usesLeft: 1, isApproved: true, expiresAtMs: NOW_MS + HOUR_MS });
    expect(kept?.hash).toEqual(await hashBypassCode(slowHash, kept?.salt ?? new Uint8Array(), given.code));
    expect(kept?.hash).toHaveLength(16);
    expect(given.code.reveal()).toMatch(/^[0-9]{10}$/);
  });

  it.each([
    [{ minutes: 31 }, { BypassCodeMaxMinutes: 30 }, { kind: 'over', field: 'minutes', max: 30 }],
    [{ uses: 3 }, { BypassCodeMaxUses: 2 }, { kind: 'over', field: 'uses', max: 2 }],
    [{ minutes: 30 }, { BypassCodeMaxMinutes: 30 }, { kind: 'given' }],
    [{ uses: 2 }, { BypassCodeMaxUses: 2 }, { kind: 'given', kept: { usesLeft: 2 } }],
    [{}, { BypassCodeMaxMinutes: 30 }, { kind: 'given', kept: { expiresAtMs: NOW_MS + 30 * MINUTE_MS } }],
    [{}, { BypassNeedsTwoPeople: true }, { kind: 'given', kept: { isApproved: false } }],
    [{}, { Preset: 'aal2' }, { kind: 'refused', reason: 'FACTOR_DISABLED' }],
  ] as const)('asked for %j where the settings say %j', async (wish, settings, expected) => {
    expect(await world().give(wish, settings)).toMatchObject(expected);
  });

  it('makes none for nobody, nor for who went meanwhile, nor an eleventh one within the hour', async () => {
    const refused = async (stubs: Partial<Stubs>) => world(stubs).give();
    expect(await refused({ account: null })).toEqual({ kind: 'refused', reason: 'USER_UNKNOWN' });
    expect(await refused({ put: 'blocked' })).toEqual({ kind: 'refused', reason: 'USER_UNKNOWN' });
    const untilMs = (Math.floor(NOW_MS / HOUR_MS) + 1) * HOUR_MS;
    expect(await refused({ quota: 'blocked' })).toEqual({ kind: 'refused', reason: 'TOO_MANY_REQUESTS', untilMs });
  });
});

describe('approveBypassCode', () => {
  const KEPT: BypassCode = {
    id: 'id',
    salt: new Uint8Array(),
    hash: new Uint8Array(),
    expiresAtMs: NOW_MS + 1,
    usesLeft: 1,
    isApproved: false,
  };
  const NOTE: BypassNote = { id: 'id', reason: 'why', madeBy: MAKER, madeAtMs: 0 };

  function approve({
    kept = KEPT,
    note = NOTE,
    by = SECOND,
    settings = {},
    write = 'approved',
    id = 'id',
  }: Approval = {}) {
    const happened: string[] = [];
    const deps = {
      clock: () => NOW_MS,
      users: usersStub(ALICE, () => ({ ...FRESH, ...(kept === null ? {} : { bypass: kept }) })),
      notes: {
        find: async () => (note === null ? undefined : note),
        noteApproval: async (...[, , approval]: Parameters<BypassNotes['noteApproval']>) =>
          void happened.push(`noted ${approval.by.userId} ${approval.atMs}`),
      },
      credentials: credentialsStub({
        approveBypassCode: async (_user, approved) => {
          happened.push(`approved ${approved}`);
          return write;
        },
      }),
    };
    const done = approveBypassCode(deps, resolveSettings(settings), USER, { id, by });
    return done.then((outcome) => ({ outcome, happened }));
  }

  interface Approval {
    readonly kept?: BypassCode | null;
    readonly note?: BypassNote | null;
    readonly by?: typeof MAKER;
    readonly settings?: DomainSettings;
    readonly write?: 'approved' | 'blocked';
    readonly id?: string;
  }

  it('notes who agrees before the code works', async () => {
    const { outcome, happened } = await approve();
    expect(happened).toEqual([`noted second ${NOW_MS}`, 'approved id']);
    expect(outcome).toMatchObject({ kind: 'approved', kept: { isApproved: true }, note: { approvedBy: SECOND } });
  });

  it.each([
    ['its maker', { by: MAKER }, 'SECOND_PERSON_NEEDED'],
    ['its user', { by: USER }, 'SECOND_PERSON_NEEDED'],
    ['the name of its maker in another domain', { by: { ...MAKER, domain: 'Other' } }, undefined],
    ['somebody, where no code stands', { kept: null }, 'BYPASS_CODE_UNKNOWN'],
    ['somebody, where another one stands', { id: 'other' }, 'BYPASS_CODE_UNKNOWN'],
    ['somebody, when its time is over', { kept: { ...KEPT, expiresAtMs: NOW_MS } }, 'BYPASS_CODE_UNKNOWN'],
    ['somebody, when nobody knows who made it', { note: null }, 'BYPASS_CODE_UNKNOWN'],
    ['somebody, when it is replaced at this moment', { write: 'blocked' }, 'BYPASS_CODE_UNKNOWN'],
    ['somebody, where the settings allow none', { settings: { BypassCodes_Enabled: false } }, 'FACTOR_DISABLED'],
    [
      'a third one',
      { kept: { ...KEPT, isApproved: true }, note: { ...NOTE, approvedBy: USER } },
      'BYPASS_CODE_UNKNOWN',
    ],
    ['anybody, to one that needs nobody', { kept: { ...KEPT, isApproved: true } }, 'BYPASS_CODE_UNKNOWN'],
    ['the second one again', { kept: { ...KEPT, isApproved: true }, note: { ...NOTE, approvedBy: SECOND } }, undefined],
  ] as const)('agreed to by %s', async (_who, approval, reason) => {
    const { outcome } = await approve(approval);
    expect(outcome).toMatchObject(reason === undefined ? { kind: 'approved' } : { kind: 'refused', reason });
  });
});

describe('readBypassCode', () => {
  it.each([
    ['1234567890', '1234567890'],
    ['12345 67890', '1234567890'],
    ['12345-67890', '1234567890'],
    ['１２３４５６７８９０', '1234567890'],
    ['1'.repeat(20), '1'.repeat(20)],
    ['123456789', undefined],
    ['1'.repeat(21), undefined],
    ['123456789O', undefined],
  ])('takes %s for %s', (typed, meant) => {
    expect(readBypassCode(new Secret(typed))?.reveal()).toBe(meant);
  });
});
