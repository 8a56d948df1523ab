import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isApplicationName,
  normaliseApplicationName,
} from '../../../../functions/core/applications/application-name.ts';
import { parsePhone } from '../../../../functions/core/directory/phone.ts';
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

describe('a phone number', () => {
  it.each([
    ['090-1234-5678', 'JP', '+819012345678'],
    ['０９０ー１２３４ー５６７８', 'JP', '+819012345678'],
    ['+81 90 1234 5678', 'US', '+819012345678'],
    ['+81 (0)90-1234-5678', 'JP', '+819012345678'],
    ['020 7946 0018', 'GB', '+442079460018'],
    ['12', 'JP', undefined],
    ['', 'JP', undefined],
    ['call me', 'JP', undefined],
    ['tel 090-1234-5678', 'JP', undefined],
    ['090-1234-5678 ext. 5', 'JP', undefined],
    ['090-1234-5678', '', undefined],
    ['+999 1234567', 'JP', undefined],
  ])('%j of %s is %s', (typed, country, number) => {
    expect(parsePhone(typed, country)).toBe(number);
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
