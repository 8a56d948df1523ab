import { Secret } from '../secrets/secret.ts';

/** The push services that SNS reaches for us. */
export type PushService = 'apns' | 'fcm';

/** The attributes that SNS takes for a platform application, or what the secret should have held. */
export type PlatformCredential =
  | { readonly kind: 'readable'; readonly attributes: Secret<Readonly<Record<string, string>>> }
  | { readonly kind: 'unreadable'; readonly expected: string };

const APNS_EXPECTED =
  'a PEM certificate followed by its PEM private key, or JSON with keyId, teamId, bundleId and signingKey (a .p8 file)';
const FCM_EXPECTED = 'the JSON of a service account key, with project_id, client_email and private_key';

/**
 * Reads the value of `pushApnsCertKey` or `omaApiKey`. APNs knows two forms: a certificate with its key, or a token
 * signing key; FCM takes the service account alone, its legacy server keys ended in June 2024.
 * @see https://docs.aws.amazon.com/sns/latest/api/API_CreatePlatformApplication.html
 */
export function platformCredential(service: PushService, value: Secret<string>): PlatformCredential {
  const text = value.reveal().trim();
  const attributes = service === 'fcm' ? fcmAttributes(text) : (certificateForm(text) ?? tokenForm(text));
  if (attributes !== undefined) return { kind: 'readable', attributes: new Secret(attributes) };
  return { kind: 'unreadable', expected: service === 'fcm' ? FCM_EXPECTED : APNS_EXPECTED };
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/;
const PRIVATE_KEY = /-----BEGIN (RSA |EC )?PRIVATE KEY-----[\s\S]+?-----END (RSA |EC )?PRIVATE KEY-----/;

function certificateForm(text: string): Record<string, string> | undefined {
  const [certificate] = CERTIFICATE.exec(text) ?? [];
  const [key] = PRIVATE_KEY.exec(text) ?? [];
  if (certificate === undefined || key === undefined) return undefined;
  return { PlatformPrincipal: certificate, PlatformCredential: key };
}

function tokenForm(text: string): Record<string, string> | undefined {
  const { keyId, teamId, bundleId, signingKey } = textFields(text);
  if (!keyId || !teamId || !bundleId || !signingKey || !PRIVATE_KEY.test(signingKey)) return undefined;
  return {
    PlatformPrincipal: keyId,
    PlatformCredential: signingKey,
    ApplePlatformTeamID: teamId,
    ApplePlatformBundleID: bundleId,
  };
}

function fcmAttributes(text: string): Record<string, string> | undefined {
  const { type, project_id, client_email, private_key } = textFields(text);
  if (type !== 'service_account' || !project_id || !client_email || !private_key) return undefined;
  return { PlatformCredential: text };
}

/** The fields of a JSON object that are texts; none when it is something else. */
function textFields(text: string): Partial<Record<string, string>> {
  try {
    const parsed: unknown = JSON.parse(text);
    return Object.fromEntries(
      Object.entries(parsed ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch {
    return {};
  }
}
