import { describe, expect, test } from 'vitest';
import {
  hashBrowser,
  isSameBrowser,
  makeBrowserSecret,
  parseBrowserSecret,
} from '../../../../functions/core/sessions/browser.ts';
import { countingBytes } from '../stubs.ts';

describe('the secret of a browser', () => {
  test('has 256 random bits, and comes back out of the cookie as it went in', () => {
    const secret = makeBrowserSecret(countingBytes());
    expect(Buffer.from(secret.reveal(), 'base64url')).toEqual(Buffer.from(countingBytes()(32)));
    expect(parseBrowserSecret(secret.reveal())?.reveal()).toBe(secret.reveal());
    expect(`${secret}`).toBe('[redacted]');
  });

  test.each([
    ['no cookie', undefined],
    ['an empty one', ''],
    ['one that is too short', 'A'.repeat(42)],
    ['one that is too long', 'A'.repeat(44)],
    ['one of other signs', `${'A'.repeat(42)}+`],
    ['one with something before it', ` ${'A'.repeat(43)}`],
    ['one with something behind it', `${'A'.repeat(43)}\n`],
  ])('is not read from %s', (_what, cookie) => {
    expect(parseBrowserSecret(cookie)).toBeUndefined();
  });
});

describe('what is stored of a browser', () => {
  const [one, other] = [makeBrowserSecret(countingBytes()), makeBrowserSecret((size) => new Uint8Array(size))];

  test('is the same for the same browser and session, and for nothing else', () => {
    const hash = hashBrowser('first', one);
    expect(isSameBrowser(hashBrowser('first', one), hash)).toBe(true);
    expect(isSameBrowser(hashBrowser('first', other), hash)).toBe(false);
    expect(isSameBrowser(hashBrowser('second', one), hash)).toBe(false);
  });

  test('is a hash of 256 bits that does not contain the secret', () => {
    expect(hashBrowser('first', one)).toMatch(/^[\w-]{43}$/);
    expect(hashBrowser('first', one)).not.toBe(one.reveal());
  });
});
