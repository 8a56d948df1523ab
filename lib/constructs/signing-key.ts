import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { allow } from './grant.ts';

interface SigningKeyProps {
  /** Names of the keys: the first one signs, all are published. A key is rotated by adding a name, see docs/keys.md. */
  readonly names: readonly string[];
  readonly removalPolicy: RemovalPolicy;
}

/** The variable that goes with every right on the keys. */
interface SigningKeyAddress {
  readonly SIGNING_KEY_ARNS: string;
}

/**
 * Signs the tokens that leave the service, so that applications trust them without asking. KMS has no rotation of its
 * own for such keys: a new public key must be known to everybody before it signs, and the old one until its last token
 * is over.
 */
export class SigningKey extends Construct {
  private readonly keys: readonly Key[];

  constructor(scope: Construct, id: string, { names, removalPolicy }: SigningKeyProps) {
    super(scope, id);
    const create = (name: string): Key =>
      new Key(this, `Key-${name}`, {
        description: `Sekisho: signs tokens (${name})`,
        keySpec: KeySpec.ECC_NIST_P256,
        keyUsage: KeyUsage.SIGN_VERIFY,
        removalPolicy,
      });
    this.keys = names.map(create);
  }

  /** Sign with the first key, and read the public halves of all. */
  grantSign(grantee: IGrantable): SigningKeyAddress {
    for (const { keyArn } of this.keys.slice(0, 1)) {
      allow(grantee, ['kms:Sign'], keyArn, { StringEquals: { 'kms:SigningAlgorithm': 'ECDSA_SHA_256' } });
    }
    return this.grantPublish(grantee);
  }

  /** Read the public halves, which are no secret. */
  grantPublish(grantee: IGrantable): SigningKeyAddress {
    for (const { keyArn } of this.keys) allow(grantee, ['kms:GetPublicKey'], keyArn);
    return { SIGNING_KEY_ARNS: this.keys.map(({ keyArn }) => keyArn).join(',') };
  }
}
