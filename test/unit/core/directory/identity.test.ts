import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isApplicationName,
  normaliseApplicationName,
} from '../../../../functions/core/applications/application-name.ts';
import { normaliseCode, normaliseUserId } from '../../../../functions/core/directory/user.ts';

describe('a user id', () => {
  it.each([
    ['alice', 'alice'],
    [' Alice\t', 'alice'],
    ['ＡＬＩＣＥ', 'alice'],
    ['\u3000alice\u3000', 'alice'],
    ['ﬁnn', 'finn'],
    ['İstanbul', 'i̇stanbul'],
    ['ｱﾘｽ', 'アリス'],
  ])('%j is %j', (typed, normal) => {
    expect(normaliseUserId(typed)).toBe(normal);
  });

  it('is the same after a second normalisation, so one user has one counter', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(normaliseUserId(normaliseUserId(text))).toBe(normaliseUserId(text));
      }),
      { numRuns: 2_000, seed: 20_261_122 },
    );
  });
});

describe('a code', () => {
  it.each([
    ['123456', '123456'],
    ['１２３４５６', '123456'],
    [' 123 456\n', '123456'],
    ['123\u00a0456', '123456'],
    ['ABCdef', 'ABCdef'],
    ['\u2068١٢٣\u200b456\u2069', '123456'],
    ['12-34.', '12-34.'],
  ])('%j is read as %j', (typed, read) => {
    expect(normaliseCode(typed).reveal()).toBe(read);
  });

  it('prints as [redacted] in every way', () => {
    const code = normaliseCode('123456');
    expect([String(code), `${code}`, JSON.stringify({ code })]).toEqual([
      '[redacted]',
      '[redacted]',
      '{"code":"[redacted]"}',
    ]);
  });
});

it.each([
  ['app1', true],
  ['my.app', true],
  ['勘定系 2', true],
  ['', false],
  [' app', false],
  ['.app', false],
  ['<b>', false],
  ['a'.repeat(65), false],
  ['a\nb', false],
  ['app\ufe0f', false],
  ['app\u1160', false],
])('isApplicationName(%j) is %s', (name, valid) => {
  expect(isApplicationName(name)).toBe(valid);
});

it.each([
  ['Shop', 'Shop'],
  [' Ｓｈｏｐ\u3000', 'Shop'],
  ['ｼｮｯﾌﾟ 2', 'ショップ 2'],
])('the application %j is %j, however it is typed', (typed, name) => {
  expect(normaliseApplicationName(typed)).toBe(name);
});
