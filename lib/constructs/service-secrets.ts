import { type RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { allow, allowDecryptVia } from './grant.ts';

/** The names are OAM's, so that its administrators find them. They are unique: one stage per account and region. */
const SECRETS = {
  umsKey: 'Sekisho: user and password of the message gateway',
  pushApnsCertKey: 'Sekisho: signing key of Apple push notifications',
  omaApiKey: 'Sekisho: service account of Firebase Cloud Messaging',
} as const;

type SecretName = keyof typeof SECRETS;

export type PushSecretName = Exclude<SecretName, 'umsKey'>;

interface ServiceSecretsProps {
  /** Encrypts the secrets at rest. */
  readonly encryptionKey: IKey;
  readonly removalPolicy: RemovalPolicy;
}

/**
 * The secrets that other parties give us. They are made empty and an operator puts the value in, so that none is ever
 * in a template, in a stack event or in the history of this repository. `Secret` of the CDK would generate a value
 * that nobody asked for, which is why these are plain resources.
 */
export class ServiceSecrets extends Construct {
  private readonly encryptionKey: IKey;
  private readonly arns: Readonly<Record<SecretName, string>>;

  constructor(scope: Construct, id: string, { encryptionKey, removalPolicy }: ServiceSecretsProps) {
    super(scope, id);
    this.encryptionKey = encryptionKey;
    const create = (name: SecretName): string => {
      const secret = new CfnSecret(this, name, { name, description: SECRETS[name], kmsKeyId: encryptionKey.keyArn });
      secret.applyRemovalPolicy(removalPolicy);
      return secret.ref;
    };
    this.arns = {
      umsKey: create('umsKey'),
      pushApnsCertKey: create('pushApnsCertKey'),
      omaApiKey: create('omaApiKey'),
    };
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'Each value is issued by another party (message gateway, Apple, Google); rotating it here would break it.',
    });
  }

  /** Read the credentials of the message gateway. */
  grantReadUmsKey(grantee: IGrantable): { readonly UMS_SECRET_ID: string } {
    return { UMS_SECRET_ID: this.allowRead(grantee, 'umsKey') };
  }

  /** Read what a push service gave us. Answers the ARN of the secret. */
  grantReadPushSecret(grantee: IGrantable, name: PushSecretName): string {
    return this.allowRead(grantee, name);
  }

  private allowRead(grantee: IGrantable, name: SecretName): string {
    const arn = this.arns[name];
    allow(grantee, ['secretsmanager:GetSecretValue'], arn);
    allowDecryptVia(this, grantee, this.encryptionKey, { service: 'secretsmanager', context: { SecretARN: arn } });
    return arn;
  }
}
