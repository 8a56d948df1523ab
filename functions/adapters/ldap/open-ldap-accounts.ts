import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import type { LdapStore } from '../../core/identity-domains/identity-store.ts';
import type { AccountSource } from '../../core/passwords/accounts-by-domain.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { Secret } from '../../core/secrets/secret.ts';
import { CLIENT_TIMEOUTS } from '../timeouts.ts';
import { type LdapAccountsDependencies, ldapAccounts } from './accounts.ts';
import { type BindCredential, ldapDirectory } from './directory.ts';

const BindSecret = z.strictObject({ bindDn: z.string().min(1), password: z.string().min(1) });

/** The accounts of one LDAP identity store, with its connections and the credential that searches. */
export function openLdapAccounts(
  store: LdapStore,
  { clock, ...deps }: Pick<LdapAccountsDependencies, 'settings' | 'table'> & { readonly clock: Clock },
): AccountSource {
  const directory = ldapDirectory(store, bindCredential(store.bindSecretId), clock);
  return ldapAccounts({ store, directory, ...deps });
}

/** Read when a connection is opened, which is seldom; kept until the directory refuses it. */
function bindCredential(secretId: string, client = new SecretsManagerClient(CLIENT_TIMEOUTS)): BindCredential {
  let known: ReturnType<BindCredential['read']> | undefined;
  const read = async () => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    // Parsed by hand: an error of the parser would print what it was given.
    const parsed = BindSecret.safeParse(jsonOf(SecretString ?? ''));
    if (!parsed.success) throw new Error(`the secret ${secretId} is not {"bindDn": "…", "password": "…"}`);
    return { bindDn: parsed.data.bindDn, password: new Secret(parsed.data.password) };
  };
  const forget = (): void => {
    known = undefined;
  };
  return {
    forget,
    async read() {
      known ??= read();
      try {
        return await known;
      } catch (error) {
        forget();
        throw error;
      }
    },
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
