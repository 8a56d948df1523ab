import { expect, it } from 'vitest';
import { requestOptions } from '../../../../functions/core/passkeys/request-options.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';
import { newAuthenticator, passkeyOf } from './software-authenticator.ts';

const MINE = passkeyOf(newAuthenticator());

const options = (reached: readonly (readonly string[])[], settings = {}) =>
  requestOptions(resolveSettings(settings), {
    challenge: 'AAAA',
    rpId: 'mfa.example.com',
    timeoutMs: 60_000,
    passkeys: reached.map((transports, index) => ({ ...MINE, credentialId: `id-${index}`, transports })),
  });

it('a browser is told whose passkeys are meant, and how each is reached', () => {
  expect(options([['internal', 'hybrid'], []])).toEqual({
    challenge: 'AAAA',
    rpId: 'mfa.example.com',
    timeout: 60_000,
    userVerification: 'required',
    allowCredentials: [
      { type: 'public-key', id: 'id-0', transports: ['internal', 'hybrid'] },
      { type: 'public-key', id: 'id-1', transports: [] },
    ],
  });
});

it('what the settings say of the check of the person is what the browser is asked', () => {
  expect(options([['usb']], { PasskeyUserVerification: 'preferred' }).userVerification).toBe('preferred');
});

it.each<[hints: readonly string[] | undefined, reached: readonly (readonly string[])[]]>([
  [['security-key'], [['usb'], ['nfc', 'ble'], ['smart-card']]],
  [undefined, [['usb'], ['internal']]],
  [undefined, [['usb', 'hybrid']]],
  [undefined, [['usb'], []]],
])('the hint %j goes with %j', (hints, reached) => {
  expect(options(reached).hints).toEqual(hints);
});
