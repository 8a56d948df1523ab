import { expect, it } from 'vitest';
import { namesPassword } from '../../../../functions/core/directory/attribute.ts';

it.each([
  'password',
  'Password',
  'PASSWORD2',
  'userPassword',
  'user_password',
  'initial-password',
  'pass word',
  'ｐａｓｓｗｏｒｄ',
  'passwordHash',
  'password_clear',
  'passwordPlain',
  'passwd',
  'Passwort',
  'pass',
  'passwrd',
  'unicodePwd',
  'passphrase',
  'passcode',
  'Kennwort',
  'contrasena',
  'motDePasse',
  'totpSecret',
])('an attribute %s would hold a password', (name) => {
  expect(namesPassword(name)).toBe(true);
});

it.each(['mail', 'secretary', 'passport', 'compass', 'passwordExpires', 'pwdChangedTime', 'passTo', 'bypass'])(
  'an attribute %s may hold anything',
  (name) => {
    expect(namesPassword(name)).toBe(false);
  },
);
