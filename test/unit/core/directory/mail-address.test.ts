import { describe, expect, it } from 'vitest';
import { parseMailAddress } from '../../../../functions/core/directory/mail-address.ts';

describe('a mail address', () => {
  it.each([
    'alice@example.com',
    "o'neil+shop/1=x@mail-1.example.co.jp",
    'a&b@example.com',
    'foo..bar.@docomo.ne.jp',
    '.dots@ezweb.ne.jp',
    'user@xn--80a1acny.xn--p1ai',
    'Alice@Example.COM',
    'a@1.example',
    `${'a'.repeat(64)}@example.com`,
    `${'a'.repeat(64)}@${'b.'.repeat(93)}com`,
    `a@${'b'.repeat(63)}.com`,
  ])('stays as it is written: %s', (address) => {
    expect(parseMailAddress(address)).toBe(address);
  });

  it.each([
    ['user@почта.рф', 'user@xn--80a1acny.xn--p1ai'],
    ['user@例え.jp', 'user@xn--r8jz45g.jp'],
    ['"foo..bar"@docomo.ne.jp', 'foo..bar@docomo.ne.jp'],
    ['ｕｓｅｒ＠ｅｘａｍｐｌｅ．ｃｏｍ', 'user@example.com'],
    ['\u3000user@example.com\n', 'user@example.com'],
    ['user@例え。jp', 'user@xn--r8jz45g.jp'],
  ])('goes out in letters that every mail server knows: %s is %s', (typed, address) => {
    expect(parseMailAddress(typed)).toBe(address);
  });

  it.each([
    'たろう@example.com',
    'user@ex\u2024ample.com',
    'user\u200b@example.com',
    'user@exam\u200bple.com',
    'user@例\u200bえ.jp',
    '"a b"@example.com',
    '"a\\"b"@example.com',
    'a"b@example.com',
    'a b@example.com',
    'a@b@example.com',
    'a@example.com\nBcc: x@y.example',
    '<a@example.com>',
    'Alice <a@example.com>',
    'a,b@example.com',
    'a(b)@example.com',
  ])('is none with characters that no server takes: %j', (text) => {
    expect(parseMailAddress(text)).toBeUndefined();
  });

  it.each([
    '',
    'plain',
    '@example.com',
    'a@',
    'a@b',
    'a@localhost',
    'a@example..com',
    'a@.example.com',
    'a@example.com.',
    'a@-example.com',
    'a@example-.com',
    'a@exa_mple.com',
    'a@192.0.2.1',
    'a@[192.0.2.1]',
    'a@例え.jp/x',
    'a@例え.jp:25',
    `a@${'b'.repeat(64)}.com`,
    `${'a'.repeat(65)}@example.com`,
    `${'a'.repeat(64)}@${'b.'.repeat(94)}com`,
    `${'a'.repeat(60)}@${'例え.'.repeat(20)}jp`,
  ])('is none without a host that can get mail, or too long: %s', (text) => {
    expect(parseMailAddress(text)).toBeUndefined();
  });
});
