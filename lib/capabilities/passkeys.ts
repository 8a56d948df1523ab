import type { ServiceFunctions } from '../service-functions.ts';
import type { StateStack } from '../state-stack.ts';

/** Passkeys beside the pages: of applications with pages of their own, and of who helps people. */
export function servePasskeys(functions: ServiceFunctions, { sealKey, signingKey }: StateStack): void {
  functions.serve('passkey-challenges', 'Asks for passkeys on pages of applications, and checks them', (role) => ({
    PASSKEY_RP_ID: functions.passkeys.PASSKEY_RP_ID,
    ...functions.table(role, 'provePasskey'),
    ...functions.send(role),
  }));
  functions.serve('user-passkeys', 'Lists, renames and removes passkeys of a user', (role) => ({
    PUBLIC_URL: functions.publicUrl,
    ...functions.table(role, 'passkeysOfUsers'),
    ...sealKey.grantUnwrap(role),
    ...signingKey.grantPublish(role),
    ...functions.send(role),
  }));
}
