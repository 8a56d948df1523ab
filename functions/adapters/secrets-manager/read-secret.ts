import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Clock } from '../../core/ports/clock.ts';
import { Secret } from '../../core/secrets/secret.ts';
import { CLIENT_TIMEOUTS } from '../timeouts.ts';

const REMEMBER_MS = 5 * 60 * 1000;

/** Reads one secret when it is first needed and again after five minutes, so that a rotated one is picked up. */
export function secretReader(
  secretId: string,
  clock: Clock,
  client = new SecretsManagerClient(CLIENT_TIMEOUTS),
): () => Promise<Secret<string>> {
  let known: { until: number; value: Secret<string> } | undefined;
  return async () => {
    if (known !== undefined && known.until > clock()) return known.value;
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    if (SecretString === undefined) throw new Error(`the secret ${secretId} holds no text`);
    known = { until: clock() + REMEMBER_MS, value: new Secret(SecretString) };
    return known.value;
  };
}
