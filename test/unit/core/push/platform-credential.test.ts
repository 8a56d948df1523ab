import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PushService, platformCredential } from '../../../../functions/core/push/platform-credential.ts';
import { Secret } from '../../../../functions/core/secrets/secret.ts';

const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIBcert\n-----END CERTIFICATE-----';
const KEY = '-----BEGIN PRIVATE KEY-----\nMIIBkey\n-----END PRIVATE KEY-----';
const TOKEN = { keyId: 'ABC123DEFG', teamId: 'TEAM123456', bundleId: 'com.example.app', signingKey: KEY };
const ACCOUNT = {
  type: 'service_account',
  project_id: 'example',
  client_email: 'push@example.iam.gserviceaccount.com',
  private_key: KEY,
};

function attributesOf(service: PushService, value: string): unknown {
  const credential = platformCredential(service, new Secret(value));
  return credential.kind === 'readable' ? credential.attributes.reveal() : credential.kind;
}

describe('a credential of APNs', () => {
  test.each([
    ['certificate first', `${CERTIFICATE}\n${KEY}\n`, KEY],
    ['key first, as openssl writes it', `Bag Attributes\n${KEY}\n${CERTIFICATE}`, KEY],
    [
      'an RSA key',
      `${CERTIFICATE}\n${KEY.replaceAll('PRIVATE', 'RSA PRIVATE')}`,
      KEY.replaceAll('PRIVATE', 'RSA PRIVATE'),
    ],
  ])('is a certificate with its key: %s', (_name, value, key) => {
    expect(attributesOf('apns', value)).toEqual({ PlatformPrincipal: CERTIFICATE, PlatformCredential: key });
  });

  test('is a token signing key with its key, team and app', () => {
    expect(attributesOf('apns', JSON.stringify(TOKEN))).toEqual({
      PlatformPrincipal: 'ABC123DEFG',
      PlatformCredential: KEY,
      ApplePlatformTeamID: 'TEAM123456',
      ApplePlatformBundleID: 'com.example.app',
    });
  });

  test.each([
    ['a certificate without its key', CERTIFICATE],
    ['a key without its certificate', KEY],
    ['nothing', ''],
    ['a service account', JSON.stringify(ACCOUNT)],
    ['a token form without its team', JSON.stringify({ ...TOKEN, teamId: undefined })],
    ['a token form with an empty key id', JSON.stringify({ ...TOKEN, keyId: '' })],
    ['a token form whose team is a number', JSON.stringify({ ...TOKEN, teamId: 123456 })],
    ['a token form whose key is no key', JSON.stringify({ ...TOKEN, signingKey: 'secret' })],
    ['JSON that is no object', 'null'],
  ])('is not %s', (_name, value) => {
    expect(attributesOf('apns', value)).toBe('unreadable');
  });
});

describe('a credential of FCM', () => {
  test('is the service account, as it stands', () => {
    const value = JSON.stringify(ACCOUNT, null, 2);
    expect(attributesOf('fcm', value)).toEqual({ PlatformCredential: value });
  });

  test('may begin with the byte order mark that an editor put there', () => {
    const value = JSON.stringify(ACCOUNT);
    expect(attributesOf('fcm', `\uFEFF${value}\r\n`)).toEqual({ PlatformCredential: value });
  });

  test.each([
    ['a legacy server key', 'AAAAabcdefg:APA91b'],
    ['an account of another type', JSON.stringify({ ...ACCOUNT, type: 'authorized_user' })],
    ['an account without its key', JSON.stringify({ ...ACCOUNT, private_key: undefined })],
    ['a certificate of Apple', `${CERTIFICATE}\n${KEY}`],
  ])('is not %s', (_name, value) => {
    expect(attributesOf('fcm', value)).toBe('unreadable');
  });
});

test.each([
  ['apns', /PEM.*\.p8/],
  ['fcm', /service account/],
] as const)('what %s cannot read is answered with what it expects', (service, expected) => {
  expect(platformCredential(service, new Secret('?'))).toEqual({
    kind: 'unreadable',
    expected: expect.stringMatching(expected),
  });
});

test('whatever the value is, neither the answer as text nor the reason repeats it', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<PushService>('apns', 'fcm'),
      fc.stringMatching(/^[a-z0-9]{16,64}$/),
      (service, marker) => {
        for (const value of [
          marker,
          `${CERTIFICATE}\n${KEY.replace('MIIBkey', marker)}`,
          JSON.stringify({ ...ACCOUNT, marker }),
        ]) {
          const credential = platformCredential(service, new Secret(value));
          expect(JSON.stringify(credential) + inspect(credential, { depth: 5 })).not.toContain(marker);
        }
      },
    ),
  );
});
