import type { Settings } from '../settings/resolve.ts';
import { isOnSecurityKey, type Passkey } from './passkey.ts';

interface Asked {
  readonly challenge: string;
  readonly rpId: string;
  readonly timeoutMs: number;
  readonly passkeys: readonly Passkey[];
}

/**
 * `PublicKeyCredentialRequestOptionsJSON` (WebAuthn Level 3 section 5.1.8). The ids are always told: one that no browser
 * keeps works by them alone.
 */
export function requestOptions({ PasskeyUserVerification }: Settings, { challenge, rpId, timeoutMs, passkeys }: Asked) {
  return {
    challenge,
    rpId,
    allowCredentials: passkeys.map(credentialDescriptor),
    userVerification: PasskeyUserVerification,
    timeout: timeoutMs,
    ...(passkeys.every(isOnSecurityKey) ? { hints: ['security-key'] } : {}),
  };
}

/** `PublicKeyCredentialDescriptorJSON`. */
export function credentialDescriptor({ credentialId, transports }: Passkey) {
  return { type: 'public-key', id: credentialId, transports };
}
