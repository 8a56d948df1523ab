import { describe, expect, it } from 'vitest';
import { decodeCredential, EMPTY_ITEM } from '../../../../functions/adapters/dynamodb/credential-item.ts';
import type { AuditEvent } from '../../../../functions/core/audit/record.ts';
import { epochOf } from '../../../../functions/core/directory/epoch.ts';
import { endYoungLinks } from '../../../../functions/core/links/end-young-links.ts';
import { helpingAccounts, settingsForHelping } from '../../../../functions/core/links/helping-accounts.ts';
import { linkAccounts, unlinkAccounts } from '../../../../functions/core/links/link-accounts.ts';
import { mayLink } from '../../../../functions/core/links/link-by-proof.ts';
import { startHelp, takerOf } from '../../../../functions/core/links/start-help.ts';
import { findHelp, takeHelp } from '../../../../functions/core/links/take-help.ts';
import type { ResetRequest } from '../../../../functions/core/ports/credentials.ts';
import type { UserRecord } from '../../../../functions/core/ports/users.ts';
import type { Device } from '../../../../functions/core/push/device.ts';
import { hashBrowser } from '../../../../functions/core/sessions/browser.ts';
import type { Factor, Session } from '../../../../functions/core/sessions/session.ts';
import { type DomainSettings, resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import type { Credential } from '../../../../functions/core/verify/credential.ts';
import { proofMark } from '../../../../functions/core/verify/proof-mark.ts';
import { NEW, sessionsStub } from '../sessions/stubs.ts';
import { countingBytes } from '../stubs.ts';
import { accountOf, HERE, linkWorld, NOW_MS, THERE } from './world.ts';

const CREDENTIAL = decodeCredential(EMPTY_ITEM);
const KEY = { sealed: Buffer.alloc(48), keyId: 'k', lastStep: 5, createdAtMs: 1, confirmedAtMs: 2 };

/** Alice is here without a factor at hand, and has an authenticator app in the account that is linked. */
async function helpWorld(ofHelped: DomainSettings = {}) {
  const world = linkWorld();
  const registered: Device[] = [];
  await linkAccounts(world.deps, [HERE, THERE], 'administrator');
  world.sent.length = 0;
  const credentials = new Map<string, Credential>([[THERE.domain, { ...CREDENTIAL, totp: KEY }]]);
  const stored = new Map<string, Session>();
  const requested: ResetRequest[] = [];
  const events: AuditEvent[] = [];
  const answers: ('requested' | 'blocked')[] = [];
  const load = async (user: typeof HERE): Promise<UserRecord> => {
    const record = await world.deps.users.load(user);
    const credential = credentials.get(user.domain);
    const devicesAtHand = registered.map(({ id }) => id);
    return record.account === undefined
      ? record
      : { ...record, devicesAtHand, ...(credential === undefined ? {} : { credential }) };
  };
  const first: Session = {
    ...NEW,
    user: HERE,
    epoch: epochOf(accountOf(HERE, 'g-Staff')),
    browserHash: 'hash',
    createdAtMs: NOW_MS,
    expiresAtMs: NOW_MS + 600_000,
  };
  stored.set(first.id, first);
  const sessions = sessionsStub({
    create: async (session) => {
      stored.set(session.id, session);
      return 'created';
    },
    find: async (id) => stored.get(id),
    putChallenge: async ({ id }, step, challenge) => {
      const session = stored.get(id);
      if (session === undefined) return 'blocked';
      stored.set(id, { ...session, challenges: { ...session.challenges, [step]: challenge } });
      return 'stored';
    },
    takeResult: async (id, { client }) => {
      const session = stored.get(id);
      const isFree = session?.resultTaken === false && session.client.userId === client.userId;
      if (!isFree) return 'blocked';
      stored.set(id, { ...session, resultTaken: true });
      return 'taken';
    },
  });
  const deps = {
    ...world.deps,
    users: { load },
    random: countingBytes(),
    quotas: { count: async () => 'counted' as const },
    sessions,
    devices: { list: async () => registered },
    settings: { forDomain: async (domain: string) => (domain === HERE.domain ? ofHelped : {}) },
    credentials: {
      ...world.deps.credentials,
      replaceLeftover: async () => undefined,
      requestReset: async (_user: typeof HERE, request: ResetRequest) => {
        requested.push(request);
        return answers.shift() ?? ('requested' as const);
      },
    },
    audit: {
      around: async <T>(event: AuditEvent, change: () => Promise<T>) => {
        events.push(event);
        return change();
      },
      note: async (event: AuditEvent) => void events.push(event),
    },
  };
  const firstNow = () => stored.get(first.id) ?? first;
  const open = () => ({ session: firstNow(), browserHash: 'hash' });
  const start = async () => {
    const [linked] = await helpingAccounts(deps, first, await load(HERE), 'localhost');
    if (linked === undefined) throw new Error('nobody can help');
    const returnUrl = `http://localhost/mfa/s/${first.id}/linked`;
    return startHelp(deps, {
      errand: 'linked',
      open: open(),
      other: { user: linked.user, account: linked.record.account },
      returnUrl,
      action: 'Add a method',
      language: 'ja',
    });
  };
  const prove = (id: string, factor: Factor = 'totp', change: Partial<Session> = {}) => {
    const session = stored.get(id);
    if (session === undefined) throw new Error('there is no such session');
    const proven = [{ factor, provenAtMs: NOW_MS, of: proofMark(KEY.sealed) }];
    stored.set(id, { ...session, proven, end: 'verified', resultUntilMs: NOW_MS + 60_000, ...change });
  };
  const started = async (): Promise<Session> => {
    const outcome = await start();
    if (outcome.kind !== 'started') throw new Error(outcome.kind);
    return outcome.session;
  };
  return {
    ...world,
    deps,
    credentials,
    registered,
    stored,
    requested,
    events,
    answers,
    first,
    firstNow,
    open,
    start,
    started,
    prove,
  };
}

type World = Awaited<ReturnType<typeof helpWorld>>;
const take = ({ deps, open }: World) => takeHelp(deps, open());

describe('who can help', () => {
  it('is a linked account with a factor of AAL2 that can be proven now', async () => {
    const world = await helpWorld();
    const helping = await helpingAccounts(world.deps, world.first, await world.deps.users.load(HERE), 'localhost');
    expect(helping).toMatchObject([{ user: THERE, domain: { name: 'Guests' }, methods: ['totp'] }]);
    expect(helping[0]?.id).not.toContain('alice');
  });

  it('is nobody where messages are all that the other account gets', async () => {
    const world = await helpWorld();
    world.credentials.clear();
    const record = await world.deps.users.load(HERE);
    expect(await helpingAccounts(world.deps, world.first, record, 'localhost')).toEqual([]);
  });

  it('is proven by no code that is sent, no recovery code, no code of the help desk and no reset', () => {
    expect(settingsForHelping(resolveSettings({ Email_Enabled: true, BypassCodes_Enabled: true }))).toMatchObject({
      Email_Enabled: false,
      Sms_Enabled: false,
      RecoveryCodes_Enabled: false,
      BypassCodes_Enabled: false,
      ResetCoolOffHours: 0,
    });
  });
});

/** How long the factor or the link of a test stands at least. */
const HOUR_MS = 3_600_000;
const PHONE: Device = {
  id: 'd1',
  name: 'Phone',
  platform: 'ios',
  generation: undefined,
  createdAtMs: 0,
  publicKey: { x: 'x', y: 'y' },
};

describe('what helps must have stood', () => {
  /** Whether the account is offered, and what it has proven is taken. */
  async function helpsWith(world: World, proof: Partial<Session['proven'][number]> = {}): Promise<[boolean, string]> {
    const record = await world.deps.users.load(HERE);
    const isOffered = (await helpingAccounts(world.deps, world.first, record, 'localhost')).length > 0;
    const { deps, first, prove } = world;
    const other = { user: THERE, account: accountOf(THERE, 'g-Guests') };
    const request = { errand: 'linked', open: world.open(), other, action: 'x', language: 'en' } as const;
    const begun = await startHelp(deps, { ...request, returnUrl: `http://localhost/mfa/s/${first.id}/linked` });
    if (begun.kind !== 'started') throw new Error(begun.kind);
    prove(begun.session.id, 'totp', {
      proven: [{ factor: 'totp', provenAtMs: NOW_MS, of: proofMark(KEY.sealed), ...proof }],
    });
    return [isOffered, (await take(world)).kind];
  }

  it.each([
    ['for 72 hours', 72, 24, [true, 'opened']],
    ['for no 72 hours', 71, 0, [false, 'not-proven']],
    ['for as long as the cool-off of the account that is helped', 100, 100, [true, 'opened']],
    ['for less than that', 99, 100, [false, 'not-proven']],
  ])('an authenticator app that stands %s', async (_what, hours, coolOff, helps) => {
    const world = await helpWorld({ ResetCoolOffHours: coolOff });
    const totp = { ...KEY, confirmedAtMs: NOW_MS - hours * HOUR_MS };
    world.credentials.set(THERE.domain, { ...CREDENTIAL, totp });
    expect(await helpsWith(world)).toEqual(helps);
  });

  it.each([
    [72, [true, 'opened']],
    [71, [false, 'not-proven']],
  ])('a phone that stands for %i hours', async (hours, helps) => {
    const world = await helpWorld();
    world.credentials.clear();
    world.registered.push({ ...PHONE, createdAtMs: NOW_MS - hours * HOUR_MS });
    expect(await helpsWith(world, { factor: 'push', deviceId: PHONE.id })).toEqual(helps);
  });

  it.each([
    ['person', 72, [true, 'opened']],
    ['person', 71, [false, 'not-proven']],
    ['administrator', 0, [true, 'opened']],
  ] as const)('a link by the %s that stands for %i hours', async (by, hours, helps) => {
    const world = await helpWorld();
    const linkedAtMs = NOW_MS - hours * HOUR_MS;
    for (const [user, other] of [
      [HERE, THERE],
      [THERE, HERE],
    ] as const) {
      const generations = { generation: `g-${user.domain}`, otherGeneration: `g-${other.domain}` };
      await world.deps.links.put(user, { to: other, ...generations, linkedAtMs, by });
    }
    expect(await helpsWith(world)).toEqual(helps);
  });

  it('and the domain that is helped must want it', async () => {
    expect(await helpsWith(await helpWorld({ LinkedAccountsHelp: false }))).toEqual([false, 'not-proven']);
  });
});

describe('the end of a reset', () => {
  const DAY_MS = 24 * HOUR_MS;

  it.each([
    ['person', 29, 0],
    ['person', 30, 1],
    ['administrator', 1, 1],
  ] as const)('with a link by the %s of %i days leaves so many of both sides: %i', async (by, days, left) => {
    const world = await helpWorld();
    const linkedAtMs = NOW_MS - days * DAY_MS;
    const { links } = await world.deps.users.load(HERE);
    const record = { links: links?.map((one) => ({ ...one, by, linkedAtMs })) ?? [] };
    world.events.length = 0;
    await endYoungLinks(world.deps, HERE, record);
    expect([world.sidesOf(HERE).length, world.sidesOf(THERE).length]).toEqual([left, left]);
    const recorded = world.events.map(({ kind, domain }) => [kind, domain]);
    const both = [
      ['accounts-unlinked', 'Staff'],
      ['accounts-unlinked', 'Guests'],
    ];
    expect(recorded).toEqual(left === 0 ? both : []);
  });
});

describe('who may link', () => {
  const mayLinkWith = (...proven: Partial<Session['proven'][number]>[]) => {
    const session = { ...NEW, purpose: 'enrol', proven: proven.map((one) => ({ ...PROOF, ...one })) } as Session;
    return mayLink({ settings: resolveSettings({}), session }, { credential: { ...CREDENTIAL, totp: KEY } });
  };
  const PROOF = { factor: 'totp', provenAtMs: NOW_MS, of: proofMark(KEY.sealed) } as const;

  it('has shown a factor first, and has not just made it', () => {
    expect([mayLinkWith({}), mayLinkWith({}, { enrols: true })]).toEqual([true, true]);
    expect([mayLinkWith(), mayLinkWith({ enrols: true }), mayLinkWith({ enrols: true }, {})]).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe('a session that helps', () => {
  it('is begun three times a day by one account, since nobody asks there for its password', async () => {
    const world = await helpWorld();
    const counted: unknown[] = [];
    const count = async (...use: unknown[]) => {
      counted.push(use);
      return 'blocked' as const;
    };
    const other = { user: THERE, account: accountOf(THERE, 'g-Guests') };
    const request = { open: world.open(), other, returnUrl: 'http://localhost/', action: 'x', language: 'en' };
    const full = { ...world.deps, quotas: { count } };
    const refused = { kind: 'too-many', untilMs: NOW_MS + 24 * HOUR_MS };
    expect(await startHelp(full, { ...request, errand: 'linked' })).toEqual(refused);
    expect(counted).toEqual([
      [
        { kind: 'helping-sessions', user: THERE },
        { limit: 3, windowMs: 24 * HOUR_MS, nowMs: NOW_MS },
      ],
    ]);
    // To link, the password of the other account was asked for.
    expect((await startHelp(full, { ...request, errand: 'link' })).kind).toBe('started');
  });

  it('is of the other account, bound from its birth, and for the first session alone', async () => {
    const world = await helpWorld();
    const outcome = await world.start();
    if (outcome.kind !== 'started') throw new Error(outcome.kind);
    const { session, secret } = outcome;
    expect(session).toMatchObject({ user: THERE, helps: HERE, purpose: 'verify', locale: 'ja', proven: [] });
    expect(session.browserHash).toBe(hashBrowser(session.id, secret));
    expect(session.client).toEqual({ domain: '#session', userId: `linked#${world.first.id}` });
    expect(session.epoch).toBe(epochOf(accountOf(THERE, 'g-Guests')));
    expect(world.firstNow().challenges.linked?.correlationId).toBe(session.id);
    expect(await findHelp(world.deps, world.firstNow(), 'linked')).toEqual(session);
  });

  it('is not begun where the other account has too many, or the first session is over', async () => {
    const world = await helpWorld();
    const create = async () => ({ untilMs: 7 });
    const full = { ...world.deps, sessions: { ...world.deps.sessions, create } };
    const other = { user: THERE, account: accountOf(THERE, 'g-Guests') };
    const request = {
      errand: 'linked',
      open: world.open(),
      other,
      returnUrl: 'http://localhost/',
      action: 'x',
      language: 'en',
    } as const;
    expect(await startHelp(full, request)).toEqual({ kind: 'too-many', untilMs: 7 });
    const putChallenge = async () => 'blocked' as const;
    const over = { ...world.deps, sessions: { ...world.deps.sessions, putChallenge } };
    expect(await startHelp(over, request)).toEqual({ kind: 'over' });
  });
});

describe('a proof of the linked account', () => {
  it('opens the first session for a new factor, at once and for that session alone, and tells both accounts', async () => {
    const world = await helpWorld();
    world.prove((await world.started()).id);
    expect((await take(world)).kind).toBe('opened');
    const reset = { requestedAtMs: NOW_MS, readyAtMs: NOW_MS, by: 'linked-account', session: world.first.id };
    expect(world.requested).toEqual([
      { seen: undefined, reset, resetsAtMs: [], owner: { generation: 'g-Staff', alsoUnmarked: false } },
    ]);
    expect(world.events.map(({ kind, domain, userId }) => [kind, domain, userId])).toEqual([
      ['reset-opened-by-link', 'Staff', 'alice'],
      ['linked-account-helped', 'Guests', 'alice.w'],
    ]);
    expect(world.sent.map(({ to }) => to)).toEqual([
      'alice@example.com',
      '+819012345678',
      'alice.w@example.com',
      '+819012345678',
    ]);
  });

  it('opens one way: a second form with it, at the same moment too, opens none', async () => {
    const world = await helpWorld();
    world.prove((await world.started()).id);
    const outcomes = await Promise.all([take(world), take(world), take(world)]);
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['not-proven', 'not-proven', 'opened']);
    expect((await take(world)).kind).toBe('not-proven');
    expect(world.requested).toHaveLength(1);
  });

  it('takes the place of a reset that waits, and is tried again when that changes meanwhile', async () => {
    const world = await helpWorld();
    const waiting = { requestedAtMs: 1, readyAtMs: NOW_MS + 1, by: 'person' } as const;
    world.credentials.set(HERE.domain, { ...CREDENTIAL, reset: waiting, resetsAtMs: [NOW_MS - 1] });
    world.answers.push('blocked');
    world.prove((await world.started()).id);
    expect((await take(world)).kind).toBe('opened');
    expect(world.requested.map(({ seen, resetsAtMs }) => [seen, resetsAtMs])).toEqual([
      [waiting, [NOW_MS - 1]],
      [waiting, [NOW_MS - 1]],
    ]);
  });

  it('is spent also when the way cannot be opened', async () => {
    const world = await helpWorld();
    world.prove((await world.started()).id);
    world.answers.push('blocked', 'blocked', 'blocked');
    expect((await take(world)).kind).toBe('busy');
    expect([(await take(world)).kind, world.sent]).toEqual(['not-proven', []]);
  });

  it.each<Factor>(['email', 'sms', 'recovery', 'bypass'])('by %s opens nothing', async (factor) => {
    const world = await helpWorld();
    world.prove((await world.started()).id, factor);
    expect([(await take(world)).kind, world.requested]).toEqual(['not-proven', []]);
  });

  it.each<[string, (world: World, help: Session) => unknown]>([
    ['that is not there yet', () => undefined],
    ['that the person turned back from', (world, { id }) => world.prove(id, 'totp', { end: 'cancelled' })],
    ['of a session that lasts no longer', (world, { id }) => world.prove(id, 'totp', { resultUntilMs: NOW_MS })],
    ['that helps somebody else', (world, { id }) => world.prove(id, 'totp', { helps: { ...HERE, userId: 'bob' } })],
    [
      'for another session',
      (world, { id }) => world.prove(id, 'totp', { client: takerOf({ id: 'another' }, 'linked') }),
    ],
    [
      'of a session that an application began',
      (world, { id }) => world.prove(id, 'totp', { helps: undefined as never }),
    ],
    [
      'of an account that is linked no more',
      async (world, { id }) => {
        world.prove(id);
        await world.deps.links.remove(THERE, HERE);
      },
    ],
    [
      'of an account that another person has by now',
      (world, { id }) => {
        world.prove(id);
        world.become(THERE, accountOf(THERE, 'g-next'));
      },
    ],
    [
      'of a factor that is gone',
      (world, { id }) => {
        world.prove(id);
        world.credentials.clear();
      },
    ],
    [
      'of an account that was locked meanwhile',
      (world, { id }) => {
        world.prove(id);
        world.credentials.set('Guests', {
          ...CREDENTIAL,
          totp: KEY,
          failures: 50,
          streak: 50,
          lastAttemptAtMs: NOW_MS,
        });
      },
    ],
    [
      'for an account that another person has by now',
      (world, { id }) => {
        world.prove(id);
        world.become(HERE, accountOf(HERE, 'g-next'));
      },
    ],
  ])('%s opens nothing', async (_what, change) => {
    const world = await helpWorld();
    await change(world, await world.started());
    expect([(await take(world)).kind, world.requested, world.sent]).toEqual(['not-proven', [], []]);
  });

  it('ends with the link by which it came, also what it has opened', async () => {
    const world = await helpWorld();
    const reset = { requestedAtMs: 1, readyAtMs: 1, by: 'linked-account', session: 's' } as const;
    world.credentials.set(HERE.domain, { ...CREDENTIAL, reset });
    await unlinkAccounts(world.deps, [THERE, HERE]);
    expect(world.ended).toEqual(['alice']);
  });

  it('leaves a reset alone that somebody waits for when a link ends', async () => {
    const world = await helpWorld();
    world.credentials.set(HERE.domain, { ...CREDENTIAL, reset: { requestedAtMs: 1, readyAtMs: 1, by: 'person' } });
    await unlinkAccounts(world.deps, [THERE, HERE]);
    expect(world.ended).toEqual([]);
  });
});
