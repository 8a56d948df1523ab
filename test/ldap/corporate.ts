import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect } from 'vitest';
import { ADMIN, type OtpClient } from '../http/client.ts';
import { DOMAINS } from '../http/token-client.ts';
import { BIND_DN, BIND_PASSWORD, type Slapd, storeOf } from './slapd.ts';

/** Makes the identity domain `Corporate`, whose users live in this directory. */
export async function makeCorporate(
  client: OtpClient,
  slapd: Slapd,
  more: Parameters<typeof storeOf>[1] = {},
): Promise<void> {
  const SecretString = JSON.stringify({ bindDn: BIND_DN, password: BIND_PASSWORD });
  await new SecretsManagerClient({}).send(new CreateSecretCommand({ Name: 'sekisho/ldap/test', SecretString }));
  const body = { name: 'Corporate', identityStore: { kind: 'ldap', ldap: storeOf(slapd, more) } };
  expect((await client.call('POST', DOMAINS, { as: ADMIN, body })).status).toBe(200);
}
