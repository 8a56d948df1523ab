import { expect, it } from 'vitest';
import { keyUri } from '../../../../functions/core/journey/key-to-confirm.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import { en } from '../../../../functions/journey/pages/texts/en.ts';
import { keyPage } from '../../../../functions/journey/pages/views/add-factor.ts';
import type { Visit } from '../../../../functions/journey/pages/visit.ts';

const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

function pageOf(names: { issuer: string; userId: string }): string {
  const visit = {
    texts: en,
    settings: resolveSettings({}),
    session: { application: 'demo', proven: [] },
    token: 'token',
    path: (step = '') => `/mfa/s/ID/${step}`,
  } as unknown as Visit;
  const otpauth = keyUri('otpauth', new Secret(SECRET), names);
  return String(keyPage(visit, { secret: SECRET, otpauth, oma: 'oma', error: undefined }).main);
}

it.each([
  ['株'.repeat(64), '漢'.repeat(250)],
  ['株'.repeat(64), '漢'.repeat(256)],
])('a key whose names no picture holds is shown as text, without a word of a picture', (issuer, userId) => {
  const page = pageOf({ issuer, userId });
  expect(page).toContain('GEZD GNBV GY3T');
  expect(page).not.toContain('<svg');
  expect(page).not.toContain(en.totp.scan);
});

it.each(['a', '漢'.repeat(40), '漢'.repeat(100)])('a key of %s has a picture', (userId) => {
  const page = pageOf({ issuer: 'Sekisho', userId });
  expect(page).toContain('<svg');
  expect(page).toContain(en.totp.scan);
});

it('the longest text that a picture holds is drawn', () => {
  const picture = (length: number) => pageOf({ issuer: 'a'.repeat(length), userId: 'a' }).includes('<svg');
  const rest = new TextEncoder().encode(keyUri('otpauth', new Secret(SECRET), { issuer: '', userId: 'a' })).length;
  const longest = Math.floor((2_331 - rest) / 2);
  expect([picture(longest), picture(longest + 1)]).toEqual([true, false]);
});
