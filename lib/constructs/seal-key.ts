import { CfnOutput, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { allow } from './grant.ts';

interface SealKeyProps {
  readonly removalPolicy: RemovalPolicy;
}

/** The encryption context under which the functions wrap data keys; the key opens nothing else for them. */
const PURPOSE = 'sekisho-data-key';

/** The variable that goes with every right on the key. */
interface KeyAddress {
  readonly KEY_ARN: string;
}

/**
 * Wraps the data keys that hash PINs and seal TOTP secrets. It is not the key of the table: who may read the table
 * (a restore, an export, an administrator of the data) does not thereby read a secret. Losing it means that every
 * user enrols again.
 */
export class SealKey extends Construct {
  private readonly key: Key;

  constructor(scope: Construct, id: string, { removalPolicy }: SealKeyProps) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      description: 'Sekisho: wraps the data keys of PIN hashes and sealed TOTP secrets',
      enableKeyRotation: true,
      removalPolicy,
    });
    new CfnOutput(Stack.of(this), 'SealKeyArn', {
      description: 'For sekisho keys rotate: --key',
      value: this.key.keyArn,
    });
  }

  /** Open data keys that exist. */
  grantUnwrap(grantee: IGrantable): KeyAddress {
    return this.allow(grantee, ['kms:Decrypt']);
  }

  /** Open data keys, and make new ones: wrapped from the start, since what is not stored yet need not be open. */
  grantCreateDataKeys(grantee: IGrantable): KeyAddress {
    return this.allow(grantee, ['kms:Decrypt', 'kms:GenerateDataKeyWithoutPlaintext']);
  }

  private allow(grantee: IGrantable, actions: readonly string[]): KeyAddress {
    const conditions = { StringEquals: { 'kms:EncryptionContext:purpose': PURPOSE } };
    allow(grantee, actions, this.key.keyArn, conditions);
    return { KEY_ARN: this.key.keyArn };
  }
}
