import type { ServiceFunctions } from '../service-functions.ts';
import type { StateStack } from '../state-stack.ts';

/** Codes: making, delivering and checking them, and the key of an authenticator. */
export function serveOtp(functions: ServiceFunctions, { sealKey, signingKey }: StateStack): void {
  functions.serve('create-otp', 'Makes a PIN and delivers it', (role) => ({
    ...functions.table(role, 'send'),
    ...sealKey.grantCreateDataKeys(role),
    ...functions.send(role),
  }));
  functions.serve('validate-otp', 'Checks a PIN or a TOTP code', (role) => ({
    ...functions.table(role, 'verify'),
    ...sealKey.grantUnwrap(role),
  }));
  functions.serve('secret-key', "Makes, shows and removes the user's TOTP key", (role) => ({
    PUBLIC_URL: functions.publicUrl,
    ...functions.table(role, 'enrol'),
    ...sealKey.grantCreateDataKeys(role),
    ...signingKey.grantPublish(role),
    ...functions.send(role),
  }));
}
