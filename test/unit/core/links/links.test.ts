import { describe, expect, it } from 'vitest';
import { DirectoryError } from '../../../../functions/core/errors/directory-error.ts';
import { MAX_LINKS, mayBeLinked } from '../../../../functions/core/links/link.ts';
import { linkAccounts, unlinkAccounts } from '../../../../functions/core/links/link-accounts.ts';
import { linkedAccounts } from '../../../../functions/core/links/linked-accounts.ts';
import { LINK_TEXTS } from '../../../../functions/core/links/texts.ts';
import { leadsElsewhere } from '../../../../functions/core/messages/leads-elsewhere.ts';
import { accountOf, HERE, linkWorld, NOW_MS, side, THERE } from './world.ts';

type World = ReturnType<typeof linkWorld>;

async function linkedWorld(): Promise<World> {
  const world = linkWorld();
  expect((await linkAccounts(world.deps, [HERE, THERE], 'administrator')).kind).toBe('linked');
  return world;
}

/** What counts now, seen from both sides. */
async function seen({ deps }: World): Promise<string[][]> {
  const from = async (user: typeof HERE) =>
    (await linkedAccounts(deps, user, await deps.users.load(user))).map(
      (one) => `${one.user.domain}/${one.user.userId}`,
    );
  return [await from(HERE), await from(THERE)];
}

describe('a link', () => {
  it('shows each account the other one, and tells all addresses of both', async () => {
    const world = await linkedWorld();
    expect(await seen(world)).toEqual([['Guests/alice.w'], ['Staff/alice']]);
    expect(world.sent.map(({ channel, to }) => [channel, to])).toEqual([
      ['email', 'alice@example.com'],
      ['sms', '+819012345678'],
      ['email', 'alice.w@example.com'],
      ['sms', '+819012345678'],
    ]);
    expect(world.sent[0]?.text).toContain('User: alice (Staff)\nLinked account: alice\u2024w (Guests)\n');
  });

  it('is made once: the same call again changes nothing and tells nobody', async () => {
    const world = await linkedWorld();
    const again = await linkAccounts(world.deps, [THERE, HERE], 'person');
    expect(again).toEqual({ kind: 'linked', notices: [] });
    expect(world.sidesOf(HERE)).toEqual([side(THERE, 'g-Staff', 'g-Guests')]);
  });

  it('counts for nothing while only one side stands, and the same call makes it whole', async () => {
    const world = await linkedWorld();
    await world.deps.links.remove(THERE, HERE);
    expect(await seen(world)).toEqual([[], []]);
    await linkAccounts(world.deps, [HERE, THERE], 'administrator');
    expect(await seen(world)).toEqual([['Guests/alice.w'], ['Staff/alice']]);
  });

  it.each([HERE, THERE])('does not count when the next person of the name %j has the account', async (user) => {
    const world = await linkedWorld();
    world.become(user, accountOf(user, 'g-next'));
    expect(await seen(world)).toEqual([[], []]);
  });

  it.each([HERE, THERE])('does not count when %j is gone', async (user) => {
    const world = await linkedWorld();
    world.become(user, undefined);
    expect(await seen(world)).toEqual([[], []]);
  });

  it.each([HERE, THERE])('does not count once %j administers', async (user) => {
    const world = await linkedWorld();
    world.become(user, accountOf(user, `g-${user.domain}`, ['HelpDesk']));
    expect(await seen(world)).toEqual([[], []]);
  });

  it('does not count when one of its sides names another person than stands with the other one', async () => {
    const world = await linkedWorld();
    await world.deps.links.put(THERE, side(HERE, 'g-Guests', 'g-older'));
    expect(await seen(world)).toEqual([[], []]);
    await world.deps.links.put(THERE, side(HERE, 'g-Guests', 'g-Staff'));
    await world.deps.links.put(HERE, side(THERE, 'g-Staff', 'g-older'));
    expect(await seen(world)).toEqual([[], []]);
  });

  it('does not count while its domain is being deleted', async () => {
    const world = await linkedWorld();
    world.closed.add('Guests');
    expect(await seen(world)).toEqual([[], ['Staff/alice']]);
  });

  it('does not count while the directory of the other domain does not answer, and a broken table is an error', async () => {
    const { deps } = await linkedWorld();
    const record = await deps.users.load(HERE);
    const failing = (error: Error) =>
      linkedAccounts({ ...deps, users: { load: () => Promise.reject(error) } }, HERE, record);
    expect(await failing(new DirectoryError('DIRECTORY_UNAVAILABLE', 'no answer'))).toEqual([]);
    await expect(failing(new Error('no table'))).rejects.toThrow('no table');
  });

  it('is looked for on the oldest sides alone, however many stand there', async () => {
    const { deps } = linkWorld();
    const loaded: string[] = [];
    const load = async ({ userId }: typeof HERE) => {
      loaded.push(userId);
      return {};
    };
    const links = Array.from({ length: MAX_LINKS + 2 }, (_, at) => ({
      ...side({ domain: 'Guests', userId: `u${at}` }, 'g-Staff', 'g'),
      linkedAtMs: NOW_MS - at,
    }));
    await linkedAccounts({ ...deps, users: { load } }, HERE, { account: accountOf(HERE, 'g-Staff'), links });
    expect(loaded).toEqual(['u6', 'u5', 'u4', 'u3', 'u2']);
  });

  it('is nobody’s who is not there', async () => {
    const { deps } = linkWorld();
    expect(await linkedAccounts(deps, HERE, { links: [side(THERE, 'g-Staff', 'g-Guests')] })).toEqual([]);
  });
});

describe('linking', () => {
  it.each(['Administrators', 'HelpDesk', 'Auditors', 'OTPRestUserGroup', 'OAuthClients', 'OTPReceivePinGroup'])(
    'is refused for a member of %s, on either side',
    async (group) => {
      for (const user of [HERE, THERE]) {
        const world = linkWorld();
        world.become(user, accountOf(user, `g-${user.domain}`, ['Readers', group]));
        const outcome = await linkAccounts(world.deps, [HERE, THERE], 'administrator');
        expect(outcome).toEqual({ kind: 'refused', reason: 'LINK_NOT_ALLOWED' });
        expect([world.sidesOf(HERE), world.sidesOf(THERE), world.sent]).toEqual([[], [], []]);
      }
    },
  );

  it.each([HERE, THERE])('is refused where nothing tells %j from the next person of the name', async (user) => {
    const world = linkWorld();
    world.become(user, accountOf(user));
    expect(await linkAccounts(world.deps, [HERE, THERE], 'person')).toMatchObject({ reason: 'LINK_NOT_ALLOWED' });
  });

  it('is refused within one domain, where a name is a person', async () => {
    const world = linkWorld();
    const other = { domain: 'Staff', userId: 'bob' };
    world.become(other, accountOf(other, 'g-bob'));
    expect(await linkAccounts(world.deps, [HERE, other], 'administrator')).toMatchObject({
      reason: 'LINK_NOT_ALLOWED',
    });
  });

  it.each([HERE, THERE])('is refused when %j is not there', async (user) => {
    const world = linkWorld();
    world.become(user, undefined);
    expect(await linkAccounts(world.deps, [HERE, THERE], 'administrator')).toMatchObject({ reason: 'USER_UNKNOWN' });
  });

  it.each([HERE, THERE])('is refused when %j has as many links as it may have', async (user) => {
    const world = linkWorld();
    for (let at = 0; at < MAX_LINKS; at++) {
      const other = { domain: 'Others', userId: `u${at}` };
      world.become(other, accountOf(other, 'g'));
      expect((await linkAccounts(world.deps, [user, other], 'administrator')).kind).toBe('linked');
    }
    expect(await linkAccounts(world.deps, [HERE, THERE], 'administrator')).toMatchObject({
      reason: 'LINK_LIMIT_REACHED',
    });
  });

  it('leaves no link behind when its second write fails', async () => {
    const world = linkWorld();
    const put: typeof world.deps.links.put = (user, one) =>
      user === HERE ? Promise.reject(new Error('no table')) : world.deps.links.put(user, one);
    const deps = { ...world.deps, links: { ...world.deps.links, put } };
    await expect(linkAccounts(deps, [HERE, THERE], 'administrator')).rejects.toThrow('no table');
    expect([await seen(world), world.sent]).toEqual([[[], []], []]);
  });
});

describe('unlinking', () => {
  it.each([
    [HERE, THERE],
    [THERE, HERE],
  ])('from the side of %j ends both sides and tells both', async (one, other) => {
    const world = await linkedWorld();
    world.sent.length = 0;
    expect((await unlinkAccounts(world.deps, [one, other])).kind).toBe('unlinked');
    expect([world.sidesOf(HERE), world.sidesOf(THERE)]).toEqual([[], []]);
    expect(world.sent.map(({ to }) => to)).toHaveLength(4);
  });

  it('works when the other account is gone', async () => {
    const world = await linkedWorld();
    world.become(THERE, undefined);
    world.sent.length = 0;
    expect((await unlinkAccounts(world.deps, [HERE, THERE])).kind).toBe('unlinked');
    expect(world.sent.map(({ to }) => to)).toEqual(['alice@example.com', '+819012345678']);
  });

  it('is refused where nothing stands', async () => {
    expect(await unlinkAccounts(linkWorld().deps, [HERE, THERE])).toEqual({ kind: 'refused', reason: 'LINK_UNKNOWN' });
  });
});

it('only a person with a generation may be linked', () => {
  expect(mayBeLinked(accountOf(HERE, 'g', ['Readers']))).toBe(true);
  expect(mayBeLinked(accountOf(HERE))).toBe(false);
});

it('no text about a link leads elsewhere, and each names both accounts', () => {
  for (const texts of Object.values(LINK_TEXTS).flatMap((events) => Object.values(events))) {
    for (const text of [texts.subject, texts.text, texts.smsText]) expect(leadsElsewhere(text)).toBe(false);
    for (const text of [texts.text, texts.smsText]) {
      expect(text).toContain('{user}');
      expect(text).toContain('{other}');
    }
  }
});
