import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkUser } from '../../../../bin/users/check-user.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';

const COMMON: ReadonlySet<string> = new Set(['trustno1password']);
const RAW = { userId: 'hana', groups: [], language: undefined, attributes: {}, verified: [], passwords: [] };

function check(more: Partial<Parameters<typeof checkUser>[0]>) {
  return checkUser({ ...RAW, ...more }, resolveSettings({}), COMMON);
}

function salted(scheme: string, algorithm: string): string {
  const salt = Buffer.from('saltsalt');
  const digest = createHash(algorithm).update('nine bridges at dusk').update(salt).digest();
  return `{${scheme}}${Buffer.concat([digest, salt]).toString('base64')}`;
}

const SSHA = salted('SSHA', 'sha1');

describe('the password of an imported user', () => {
  it.each([
    ['in clear', ['nine bridges at dusk'], 'clear', 0],
    ['a hash', [SSHA], 'hash', 0],
    ['the one of several that can be used', ['{CRYPT}$1$salt$x', SSHA], 'hash', 1],
    ['the one of several that is allowed', ['short', SSHA], 'hash', 1],
    ['a text in braces without an end', ['{nine bridges at dusk'], 'clear', 0],
  ])('may be %s', (_what, passwords, kind, at) => {
    const checked = check({ passwords });
    expect(checked).toMatchObject({ kind: 'valid', user: { password: { kind } } });
    expect(checked.kind === 'valid' && checked.user.password?.value.reveal()).toBe(passwords[at]);
    expect(checked).not.toHaveProperty('note');
  });

  it.each([
    ['{CRYPT}$1$salt$x'],
    ['{SASL}hana@EXAMPLE.COM'],
    ['{PBKDF2-SHA512}10000$a$b'],
    ['{MD5}1B2M2Y8AsgTpgAmY7PhCfg=='],
  ])('is left out, and said to be, for a hash that nobody can check here: %s', (hash) => {
    expect(check({ passwords: [hash] })).toEqual({
      kind: 'valid',
      user: expect.objectContaining({ password: undefined }),
      note: 'imported without a password: its hash is of no kind that can be checked here',
    });
  });

  it.each([
    ['too short', ['short'], 'password: at least 12 characters'],
    ['a broken hash', ['{SSHA}short'], 'password: a whole hash of {SSHA}, {SSHA256}, {SSHA384} or {SSHA512}'],
    ['a hash in words', ['{ssha}nine bridges'], 'password: a whole hash of {SSHA}, {SSHA256}, {SSHA384} or {SSHA512}'],
  ])('that is %s rejects the user', (_what, passwords, reason) => {
    expect(check({ passwords })).toEqual({ kind: 'invalid', reason });
  });
});

describe('the language of an imported user', () => {
  it.each([
    ['ja_JP', 'ja-JP'],
    ['Japanese', 'ja'],
    ['ja, en;q=0.5', 'ja'],
    ['*', 'en'],
    ['the one of his mother', 'en'],
    [undefined, 'en'],
  ])('written %j is %s', (language, expected) => {
    expect(check({ language })).toMatchObject({ kind: 'valid', user: { profile: { language: expected } } });
  });
});

describe('the attributes of an imported user', () => {
  it.each(Object.getOwnPropertyNames(Object.prototype))('are not %s', (name) => {
    const attributes = Object.fromEntries([[name, 'x']]);
    expect(check({ attributes })).toMatchObject({ kind: 'invalid', reason: expect.stringContaining('attributes') });
  });

  it.each([
    [{ Mail: 'a@b' }, 'attributes.Mail: the name mail, as it is spelt'],
    [{ MOBILE: '090-1234-5678' }, 'attributes.MOBILE: the name mobile, as it is spelt'],
    [{ userPassword: 'nine bridges' }, 'attributes: must be no passwords: attributes are readable, `password` is not'],
  ])('are not %j', (attributes, reason) => {
    expect(check({ attributes })).toEqual({ kind: 'invalid', reason });
  });
});
