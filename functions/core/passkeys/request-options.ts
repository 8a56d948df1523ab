import type { Settings } from '../settings/resolve.ts';
import type { Passkey } from './passkey.ts';

/** `PublicKeyCredentialRequestOptionsJSON` (WebAuthn Level 3 section 5.1.8), for `parseRequestOptionsFromJSON` in the browser. */
export interface RequestOptions {
  /** In base64url. */
  readonly challenge: string;
  readonly rpId: string;
  /** Of `navigator.credentials.get`, in milliseconds. */
  readonly timeout: number;
  readonly userVerification: 'required' | 'preferred';
  readonly allowCredentials: readonly RequestedCredential[];
}

interface RequestedCredential {
  readonly type: 'public-key';
  /** In base64url. */
  readonly id: string;
  readonly transports: readonly string[];
}

interface Asked {
  readonly challenge: string;
  readonly rpId: string;
  readonly timeoutMs: number;
  readonly passkeys: readonly Passkey[];
}

/** The person is known, so his passkeys are named: one that the browser cannot find by itself works too. */
export function requestOptions(
  { PasskeyUserVerification }: Settings,
  { challenge, rpId, timeoutMs, passkeys }: Asked,
): RequestOptions {
  return {
    challenge,
    rpId,
    timeout: timeoutMs,
    userVerification: PasskeyUserVerification,
    allowCredentials: passkeys.map(({ credentialId, transports }) => ({
      type: 'public-key',
      id: credentialId,
      transports,
    })),
  };
}
