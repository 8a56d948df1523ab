import { scryptSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { scryptPasswords } from '../../functions/adapters/passwords/scrypt.ts';
import { Secret } from '../../functions/core/secrets/secret.ts';
import { DEMO_USERS } from '../../local/demo-users.ts';

// Derived here, since elsewhere in the tests these hashes are taken as known.
it.each(DEMO_USERS)(
  'the hash of $userId is one of his password, as they are made today',
  ({ password, passwordHash }) => {
    const [, N, r, p, salt = '', hash] = passwordHash.split('$');
    const cost = { N: Number(N), r: Number(r), p: Number(p), maxmem: 64 * 1024 * 1024 };
    expect(scryptSync(password, Buffer.from(salt, 'base64url'), 32, cost).toString('base64url')).toBe(hash);
    expect(scryptPasswords.isOutdated(new Secret(passwordHash))).toBe(false);
  },
);
