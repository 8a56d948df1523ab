import { describe, expect, test } from 'vitest';
import { omaLink, omaServiceType } from '../../../../functions/core/push/oma-link.ts';
import { resolveSettings } from '../../../../functions/core/settings/resolve.ts';

const SERVICE = { publicUrl: 'https://mfa.example.com', name: 'Sekisho DefaultDomain', senderId: '123456789012' };
const OMA = 'https://mfa.example.com/oam/services/rest/11.1.2.0.0/oma';
const CODES =
  'SharedSecretAuthServerType::=HTTPBasicAuthentication&LoginURL::=https://mfa.example.com/oauth2/rest/resources/secretkey';
const PUSHES = `NotificationAuthServerType::=HTTPBasicAuthentication&PushPreferencesEndpoint::=${OMA}/Preferences&ChallengeAnswerEndpoint::=${OMA}/ChallengeResponse&SenderID::=123456789012`;

describe('the configuration link', () => {
  test.each([
    ['SharedSecret', CODES],
    ['Notification', PUSHES],
    ['Both', `${CODES}&${PUSHES}`],
  ] as const)('for %s has what the original has', (type, rest) => {
    expect(omaLink(type, SERVICE)).toBe(
      `oraclemobileauthenticator://settings?ServiceName::=Sekisho%20DefaultDomain&ServiceType::=${type}&${rest}`,
    );
  });

  test('names no sender when there is none', () => {
    expect(omaLink('Both', { ...SERVICE, senderId: '' })).not.toContain('SenderID');
  });

  test('cannot get another pair through the name', () => {
    expect(
      omaLink('SharedSecret', { ...SERVICE, name: 'a&LoginURL::=https://evil.example' }).match(/::=/g),
    ).toHaveLength(4);
  });
});

test.each([
  ['Both', { Preset: 'oam' }],
  ['Both', { PushMatchCode: false }],
  ['Notification', { Preset: 'oam', Totp_Enabled: false }],
  ['SharedSecret', { Preset: 'oam', Push_Enabled: false }],
  ['SharedSecret', {}],
  ['SharedSecret', { Preset: 'aal2' }],
  [undefined, { Totp_Enabled: false }],
])('what an app can do is %s with %j', (type, stored) => {
  expect(omaServiceType(resolveSettings(stored))).toBe(type);
});
