import type { Settings } from '../settings/resolve.ts';
import type { Passkey } from './passkey.ts';

/** Where nobody has to be reached by a phone. */
const OF_SECURITY_KEYS: readonly string[] = ['usb', 'nfc', 'ble', 'smart-card'];

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
  const isOnKeys = passkeys.every(({ transports }) => transports.length > 0 && areOfKeys(transports));
  return {
    challenge,
    rpId,
    allowCredentials: passkeys.map(credentialDescriptor),
    userVerification: PasskeyUserVerification,
    timeout: timeoutMs,
    ...(isOnKeys ? { hints: ['security-key'] } : {}),
  };
}

/** `PublicKeyCredentialDescriptorJSON`. */
export function credentialDescriptor({ credentialId, transports }: Passkey) {
  return { type: 'public-key', id: credentialId, transports };
}

function areOfKeys(transports: readonly string[]): boolean {
  return transports.every((one) => OF_SECURITY_KEYS.includes(one));
}
