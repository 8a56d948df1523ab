import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Secret } from '../../core/secrets/secret.ts';

export type ReadSecretVersion = (secretArn: string, versionId: string) => Promise<Secret<string>>;

/** Reads one version of a secret, which never changes, so that a deployment uses the very value that it names. */
export function secretVersionReader(client = new SecretsManagerClient({})): ReadSecretVersion {
  return async (secretArn, versionId) => {
    const { SecretString } = await client.send(
      new GetSecretValueCommand({ SecretId: secretArn, VersionId: versionId }),
    );
    if (SecretString === undefined) throw new Error('the secret holds bytes, not text');
    return new Secret(SecretString);
  };
}
