import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { TableUse } from '../constructs/table-rights.ts';
import type { ServiceFunctions } from '../service-functions.ts';
import type { StateStack } from '../state-stack.ts';

/** What administrators call: users, their devices and locks, domains, settings, applications, the record. */
export function serveDirectory(functions: ServiceFunctions, { sealKey, signingKey }: StateStack): void {
  const administer = (use: TableUse) => (role: IGrantable) => ({
    PUBLIC_URL: functions.publicUrl,
    ...functions.table(role, use),
    ...sealKey.grantUnwrap(role),
    ...signingKey.grantPublish(role),
  });
  functions.serve('settings', 'Shows and replaces the settings of a domain', administer('settings'));
  functions.serve('audit', 'Shows the record of who did what', administer('readRecord'));
  functions.serve('identity-domain', 'Creates, shows and changes identity domains', administer('domains'));
  functions.serve('users', 'Manages the users of our own directory', (role) => ({
    ...administer('directory')(role),
    ...functions.send(role),
  }));
  functions.serve('user-lock', 'Ends the lock of a user, or his sign-ins', (role) => ({
    ...administer('unlock')(role),
    ...functions.send(role),
  }));
  functions.serve('user-factors', 'Says which factors a user has', (role) => ({
    ...administer('readFactors')(role),
    ...functions.passkeys,
  }));
  functions.serve('user-devices', 'Removes factors of a user, lists his devices, and links his accounts', (role) => ({
    ...administer('factorsOfUsers')(role),
    ...functions.send(role),
    ...functions.passkeys,
  }));
}
