import { describe, expect, test } from 'vitest';
import {
  type BrowserMemory,
  hide,
  newMemory,
  type Remembered,
  readMemory,
  seenOf,
  showAgain,
  withSeen,
  worked,
  writeMemory,
} from '../../../../functions/core/journey/browser-memory.ts';
import { mac } from '../../../../functions/core/secrets/mac.ts';
import { METHODS } from '../../../../functions/core/verify/credential.ts';
import { countingBytes, KEYS, NOW_MS, OTHER_KEYS } from '../stubs.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const alice: Remembered = { domain: 'DefaultDomain', userId: 'alice', generation: 'first' };
const named = (userId: string): Remembered => ({ ...alice, userId });

const empty = newMemory(countingBytes());
const remember = (memory: BrowserMemory, who: Remembered, seen = worked({ hidden: [] }, 'totp'), nowMs = NOW_MS) =>
  withSeen(KEYS, memory, who, seen, nowMs);
const read = (cookie: string, nowMs = NOW_MS) => readMemory(KEYS, cookie, nowMs);
const nothing = { hidden: [] };

describe('the cookie', () => {
  test.each(METHODS)('brings back that %s worked last, and what is hidden', (method) => {
    const seen = { last: method, hidden: METHODS.filter((one) => one !== method) };
    const back = read(writeMemory(KEYS, remember(empty, alice, seen)));
    expect(back && seenOf(KEYS, back, alice)).toMatchObject(seen);
  });

  test('brings back that something is hidden where nothing has worked yet', () => {
    const back = read(writeMemory(KEYS, remember(empty, alice, { hidden: ['passkey'] })));
    expect(back && seenOf(KEYS, back, alice)).not.toHaveProperty('last');
    expect(back && seenOf(KEYS, back, alice).hidden).toEqual(['passkey']);
  });

  test('knows nothing of another person, of another domain, and of the next one of the name', () => {
    const memory = remember(empty, alice);
    const { generation: _older, ...older } = alice;
    for (const who of [named('bob'), { ...alice, domain: 'staff' }, { ...alice, generation: 'second' }, older]) {
      expect(seenOf(KEYS, memory, who)).toEqual(nothing);
    }
  });

  test('has no name in it, and another sign for the same person in another browser', () => {
    const cookie = writeMemory(KEYS, remember(empty, alice));
    expect(cookie).not.toContain('alice');
    const elsewhere = remember(
      newMemory((size) => new Uint8Array(size)),
      alice,
    );
    expect(elsewhere.people[0]?.tag).not.toBe(remember(empty, alice).people[0]?.tag);
  });

  test('holds four people, and forgets who was here longest ago', () => {
    let memory = empty;
    for (const name of ['a', 'b', 'c', 'd', 'a', 'e']) memory = remember(memory, named(name));
    const known = ['a', 'b', 'c', 'd', 'e'].filter((name) => seenOf(KEYS, memory, named(name)).last !== undefined);
    expect(known).toEqual(['a', 'c', 'd', 'e']);
    expect(writeMemory(KEYS, memory).length).toBeLessThan(256);
  });

  test.each([
    ['179 days', 179, 'totp'],
    ['180 days', 180, undefined],
  ])('after %s says what it says of a person who was not here since', (_what, days, last) => {
    const cookie = writeMemory(KEYS, remember(remember(empty, alice), named('bob'), undefined, NOW_MS + days * DAY_MS));
    const back = read(cookie, NOW_MS + days * DAY_MS);
    expect(back && seenOf(KEYS, back, alice).last).toBe(last);
    expect(back && seenOf(KEYS, back, named('bob')).last).toBe('totp');
  });
});

describe('a cookie that is not ours is none', () => {
  const cookie = writeMemory(KEYS, remember(empty, alice));
  const body = cookie.slice(0, cookie.lastIndexOf('.'));
  const signed = (text: string, purpose: 'browser-memory' | 'browser' = 'browser-memory') =>
    `${text}.${mac(KEYS, purpose, [text]).toString('base64url')}`;

  test('the one that is', () => {
    expect(signed(body)).toBe(cookie);
    expect(read(cookie)?.people).toHaveLength(1);
  });

  test.each([
    ['of another key', writeMemory(OTHER_KEYS, remember(empty, alice))],
    ['signed for another purpose', signed(body, 'browser')],
    ['with another method in it', cookie.replace('~t~', '~e~')],
    ['without its signature', body],
    ['with something before it', ` ${cookie}`],
    ['with something behind it', `${cookie}\n`],
    ['empty', ''],
    ['of nobody, though signed', signed('A'.repeat(16))],
    ['of five people, though signed', signed(`${'A'.repeat(16)}${`.${'A'.repeat(16)}~t~~1`.repeat(5)}`)],
    ['of a method that there is not, though signed', signed(`${'A'.repeat(16)}.${'A'.repeat(16)}~x~~1`)],
  ])('%s', (_what, forged) => {
    expect(read(forged)).toBeUndefined();
  });
});

describe('what is hidden', () => {
  test('is never the last one that is shown', () => {
    const first = hide(nothing, 'passkey', ['passkey', 'totp']);
    expect(first).toEqual({ hidden: ['passkey'] });
    expect(first && hide(first, 'totp', ['passkey', 'totp'])).toBeUndefined();
    expect(first && hide(first, 'totp', ['passkey', 'totp', 'email'])).toEqual({ hidden: ['passkey', 'totp'] });
  });

  test('comes back when it is asked for, and when it has worked here after all', () => {
    const seen = { last: 'email', hidden: ['passkey', 'totp'] } as const;
    expect(showAgain(seen, 'totp')).toEqual({ last: 'email', hidden: ['passkey'] });
    expect(worked(seen, 'totp')).toEqual({ last: 'totp', hidden: ['passkey'] });
  });

  test('does not take away what worked here last', () => {
    expect(hide({ last: 'email', hidden: [] }, 'totp', ['totp', 'email'])?.last).toBe('email');
  });
});
