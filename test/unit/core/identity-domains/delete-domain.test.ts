import { expect, test } from 'vitest';
import {
  type DeleteDomainDependencies,
  deleteDomain,
} from '../../../../functions/core/identity-domains/delete-domain.ts';
import { DOMAIN_DEFAULTS } from '../../../../functions/core/identity-domains/identity-domain.ts';
import { NOW_MS } from '../stubs.ts';

const APPLICATION = { domain: 'Staff', domainId: '0', clients: [], returnUrls: [], rights: [] };
const DOMAIN = { ...DOMAIN_DEFAULTS, name: 'Staff', id: '0'.repeat(32) };

/** A domain with `users` users whose removal takes `removalMs` each batch, written down step by step. */
function domainOf(users: number, { closed = false, removalMs = 0, found = true, stillThere = true } = {}) {
  let left = Array.from({ length: users }, (_, place) => `user-${place}`);
  let nowMs = NOW_MS;
  const steps: string[] = [];
  const deps: DeleteDomainDependencies = {
    clock: () => nowMs,
    store: {
      readForDeletion: async () => (found ? { domain: DOMAIN, closed } : undefined),
      close: async () => steps.push('close') > 0 && stillThere,
      erase: async () => void steps.push('erase'),
    },
    applicationStore: {
      list: async () => [{ ...APPLICATION, name: 'shop' }],
      remove: async (name, domain) => steps.push(`remove ${domain}/${name}`) > 0,
    },
    directory: {
      list: async (_domain, { limit }) => {
        nowMs += removalMs;
        const page = left
          .slice(0, limit)
          .map((userId) => ({ userId, groups: [], language: 'en', attributes: {}, verified: [] }));
        return { users: page, next: left.length > limit ? page.at(-1)?.userId : undefined };
      },
      remove: async ({ userId }) => {
        if (steps.at(-1) !== 'remove') steps.push('remove');
        left = left.filter((name) => name !== userId);
        return true;
      },
    },
  };
  return { deps, steps, left: () => left.length };
}

test('a domain is closed before its users go, and is gone only after all of them', async () => {
  const { deps, steps, left } = domainOf(60);
  expect(await deleteDomain(deps, 'Staff', { force: true })).toEqual({ kind: 'deleted', domain: DOMAIN });
  expect(steps).toEqual(['close', 'remove', 'remove Staff/shop', 'erase']);
  expect(left()).toBe(0);
});

test('without force nothing is written, and a few names stand for many', async () => {
  const { deps, steps } = domainOf(1_500);
  const outcome = await deleteDomain(deps, 'Staff', { force: false });
  expect(outcome).toMatchObject({ kind: 'has-users', count: 'more than 1000' });
  expect(outcome.kind === 'has-users' && outcome.names).toHaveLength(20);
  expect(steps).toEqual([]);
});

test('the warning names the users who would go, and counts them', async () => {
  expect(await deleteDomain(domainOf(2).deps, 'Staff', { force: false })).toEqual({
    kind: 'has-users',
    names: ['user-0', 'user-1'],
    count: '2',
  });
});

test('a domain without users goes without force', async () => {
  const { deps, steps } = domainOf(0);
  expect(await deleteDomain(deps, 'Staff', { force: false })).toEqual({ kind: 'deleted', domain: DOMAIN });
  expect(steps).toEqual(['close', 'remove Staff/shop', 'erase']);
});

test('a domain that never was is unknown, and so is one that another call has removed meanwhile', async () => {
  const never = domainOf(3, { found: false });
  expect(await deleteDomain(never.deps, 'Staff', { force: true })).toEqual({ kind: 'unknown' });
  expect(never.steps).toEqual([]);
  const gone = domainOf(3, { stillThere: false });
  expect(await deleteDomain(gone.deps, 'Staff', { force: true })).toEqual({ kind: 'unknown' });
  expect(gone.steps).toEqual(['close']);
});

test.each([
  [6_000, 'deleted'],
  [6_001, 'unfinished'],
])('users whose removal takes %i ms leave the domain %s', async (removalMs, kind) => {
  expect(await deleteDomain(domainOf(25, { removalMs }).deps, 'Staff', { force: true })).toMatchObject({ kind });
});

test('a call that runs out of time leaves the domain closed, and the next one goes on without force', async () => {
  const slow = domainOf(500, { removalMs: 1_000 });
  expect(await deleteDomain(slow.deps, 'Staff', { force: true })).toEqual({ kind: 'unfinished' });
  expect(slow.steps).toEqual(['close', 'remove']);
  const again = domainOf(slow.left(), { closed: true });
  expect(await deleteDomain(again.deps, 'Staff', { force: false })).toMatchObject({ kind: 'deleted' });
});
