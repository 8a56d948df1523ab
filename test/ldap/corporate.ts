import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect } from 'vitest';
import type { LdapStore } from '../../functions/core/identity-domains/identity-store.ts';
import { ADMIN, type OtpClient } from '../http/client.ts';
import { DOMAINS } from '../http/token-client.ts';
import { BIND_DN, BIND_PASSWORD, type Slapd, storeOf } from './slapd.ts';

/** Makes the identity domain `Corporate`, whose users live in this directory. */
export function makeCorporate(
  client: OtpClient,
  slapd: Slapd,
  more: Parameters<typeof storeOf>[1] = {},
): Promise<void> {
  return makeLdapDomain(client, storeOf(slapd, more));
}

/** The same over any store. */
export async function makeLdapDomain(client: OtpClient, ldap: LdapStore): Promise<void> {
  const SecretString = JSON.stringify({ bindDn: BIND_DN, password: BIND_PASSWORD });
  await new SecretsManagerClient({}).send(new CreateSecretCommand({ Name: 'sekisho/ldap/test', SecretString }));
  const body = { name: 'Corporate', identityStore: { kind: 'ldap', ldap } };
  expect((await client.call('POST', DOMAINS, { as: ADMIN, body })).status).toBe(200);
}

/**
 * Where nothing is about a slow directory: on a machine on which many tests run, one that loads a function for the first
 * time may not hear the directory for a second.
 */
export function bePatientWithDirectory(): void {
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  AbortSignal.timeout = (milliseconds) => timeout(milliseconds * 10);
}
