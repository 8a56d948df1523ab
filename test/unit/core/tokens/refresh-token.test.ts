import { randomBytes } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import type { RefreshFamilies } from '../../../../functions/core/ports/tokens.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import { findFamily, startFamily, useToken } from '../../../../functions/core/tokens/refresh-token.ts';
import { NOW_MS } from '../stubs.ts';
import { FAMILY, familiesInMemory } from './stubs.ts';

const HOLDER = { domain: 'D', client: 'demo-app' };

async function started(overrides: Partial<RefreshFamilies> = {}) {
  const { kept, families } = familiesInMemory();
  const deps = {
    clock: () => NOW_MS,
    random: (size: number) => randomBytes(size),
    families: { ...families, ...overrides },
  };
  const token = await startFamily(deps, FAMILY);
  const find = (text: string, holder = HOLDER) => findFamily(deps, new Secret(text), holder);
  /** Uses a token as its client does. */
  const use = async (given: Secret<string>) => {
    const found = await findFamily(deps, given, HOLDER);
    return found === undefined ? 'unknown' : useToken(deps, found);
  };
  return { kept, deps, token, find, use };
}

describe('a refresh token', () => {
  it('is known by the family that it began, and kept as a hash alone', async () => {
    const { kept, token, find } = await started();
    const [id, secret = ''] = token.reveal().split('.');
    expect(await find(token.reveal())).toMatchObject({ id, family: FAMILY });
    expect([...kept.keys()]).toEqual([id]);
    expect(JSON.stringify([...kept.values()])).not.toContain(secret);
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    expect(`${token}`).toBe('[redacted]');
  });

  it.each<[string, (token: string) => string]>([
    ['nothing', () => ''],
    ['the name of its family alone', (token) => token.slice(0, 22)],
    ['the name and a dot', (token) => token.slice(0, 23)],
    ['without its last letter', (token) => token.slice(0, -1)],
    ['with a letter more', (token) => `${token}A`],
    ['with a part more', (token) => `${token}.A`],
    ['with another one behind it', (token) => `${token}${token}`],
    ['with something before it', (token) => `A${token}`],
    ['with the name of its family before it', (token) => token.slice(0, 23) + token],
    ['with a line break behind it', (token) => `${token}\n`],
    ['with another sign for the dot', (token) => token.replace('.', '_')],
    ['of another family', (token) => `${'A'.repeat(22)}${token.slice(22)}`],
  ])('is unknown as %s', async (_what, spoil) => {
    const { kept, token, find } = await started();
    expect(await find(spoil(token.reveal()))).toBeUndefined();
    expect(kept.size).toBe(1);
  });

  it('is unknown from the millisecond on in which its family ends', async () => {
    const { deps, token } = await started();
    const findAt = (nowMs: number) => findFamily({ ...deps, clock: () => nowMs }, token, HOLDER);
    expect(await findAt(FAMILY.expiresAtMs - 1)).toBeDefined();
    expect(await findAt(FAMILY.expiresAtMs)).toBeUndefined();
  });

  it.each([
    ['another client', { ...HOLDER, client: 'other-app' }],
    ['the client of that name in another domain', { ...HOLDER, domain: 'E' }],
  ])('in the hands of %s has leaked: its family ends', async (_who, holder) => {
    const { kept, token, find } = await started();
    expect(await find(token.reveal(), holder)).toBeUndefined();
    expect(kept.size).toBe(0);
    expect(await find(token.reveal())).toBeUndefined();
  });
});

describe('the use of a refresh token', () => {
  it('gives the next one, again and again', async () => {
    const { token, use } = await started();
    let current = token;
    for (let uses = 0; uses < 3; uses++) {
      const next = await use(current);
      if (typeof next === 'string') return expect.fail(next);
      expect(next.reveal()).not.toBe(current.reveal());
      current = next;
    }
  });

  it('is one write, and nothing is read after it', async () => {
    const { deps, token, find } = await started();
    const found = await find(token.reveal());
    const families = { ...deps.families, find: () => expect.fail('the family was read') };
    expect(await useToken({ ...deps, families }, found ?? expect.fail('no family'))).toBeInstanceOf(Secret);
  });

  it('a second time ends the family, also for who has the next one', async () => {
    const { token, use } = await started();
    const next = await use(token);
    expect(await use(token)).toBe('reused');
    expect(typeof next === 'string' ? next : await use(next)).toBe('unknown');
  });

  it('with a guessed secret ends the family', async () => {
    const { kept, token, use } = await started();
    expect(await use(new Secret(`${token.reveal().slice(0, 23)}${'A'.repeat(43)}`))).toBe('reused');
    expect(kept.size).toBe(0);
  });

  it('counts when the write was done and only its answer was lost', async () => {
    const { families, kept } = familiesInMemory();
    const rotate: RefreshFamilies['rotate'] = async (...write) => {
      await families.rotate(...write);
      return 'blocked';
    };
    const deps = {
      clock: () => NOW_MS,
      random: (size: number) => randomBytes(size),
      families: { ...families, rotate },
    };
    const found = await findFamily(deps, await startFamily(deps, FAMILY), HOLDER);
    const next = await useToken(deps, found ?? expect.fail('no family'));
    expect(next).toBeInstanceOf(Secret);
    expect(kept.size).toBe(1);
  });

  it('does not count when the family ended meanwhile', async () => {
    const revoke = vi.fn<RefreshFamilies['revoke']>(async () => undefined);
    const { deps, kept, token, find } = await started({ revoke });
    const found = await find(token.reveal());
    kept.clear();
    expect(await useToken(deps, found ?? expect.fail('no family'))).toBe('reused');
    expect(revoke).toHaveBeenCalledExactlyOnceWith(found?.id);
  });

  it('does not count after the end of the family', async () => {
    const { deps, token, find } = await started();
    const found = await find(token.reveal());
    const late = { ...deps, clock: () => FAMILY.expiresAtMs };
    expect(await useToken(late, found ?? expect.fail('no family'))).toBe('reused');
  });
});
