import type { Settings } from '../settings/resolve.ts';

const SECRET_KEY_PATH = '/oauth2/rest/resources/secretkey';
export const PREFERENCES_PATH = '/oam/services/rest/11.1.2.0.0/oma/Preferences';
export const CHALLENGE_RESPONSE_PATH = '/oam/services/rest/11.1.2.0.0/oma/ChallengeResponse';

/** What an OMA-style app can do here: codes of an authenticator, pushes without digits, both or nothing. */
export type OmaServiceType = 'SharedSecret' | 'Notification' | 'Both';

export function omaServiceType(settings: Settings): OmaServiceType | undefined {
  const codes = settings.Totp_Enabled;
  const pushes = settings.Push_Enabled && !settings.PushMatchCode;
  if (codes && pushes) return 'Both';
  if (codes) return 'SharedSecret';
  return pushes ? 'Notification' : undefined;
}

interface OmaService {
  /** Where phones find this service, without a slash at the end. */
  readonly publicUrl: string;
  /** The profile name in the app. */
  readonly name: string;
  /** Sender of Firebase; without it there are no pushes to Android. */
  readonly senderId: string;
}

/** The configuration link of Oracle Mobile Authenticator: `Key::=Value` pairs joined by `&`. */
export function omaLink(type: OmaServiceType, { publicUrl, name, senderId }: OmaService): string {
  const pairs: [key: string, value: string][] = [
    ['ServiceName', encodeURIComponent(name)],
    ['ServiceType', type],
  ];
  if (type !== 'Notification') {
    pairs.push(['SharedSecretAuthServerType', 'HTTPBasicAuthentication'], ['LoginURL', publicUrl + SECRET_KEY_PATH]);
  }
  if (type !== 'SharedSecret') {
    pairs.push(
      ['NotificationAuthServerType', 'HTTPBasicAuthentication'],
      ['PushPreferencesEndpoint', publicUrl + PREFERENCES_PATH],
      ['ChallengeAnswerEndpoint', publicUrl + CHALLENGE_RESPONSE_PATH],
    );
    if (senderId !== '') pairs.push(['SenderID', senderId]);
  }
  return `oraclemobileauthenticator://settings?${pairs.map(([key, value]) => `${key}::=${value}`).join('&')}`;
}
