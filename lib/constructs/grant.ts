import { Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/** Allows exactly `actions` on exactly this resource, in the role alone; throws if the role takes no policies. */
export function allow(
  grantee: IGrantable,
  actions: readonly string[],
  resourceArn: string,
  conditions?: Record<string, Record<string, unknown>>,
): void {
  Grant.addToPrincipal({
    grantee,
    actions: [...actions],
    resourceArns: [resourceArn],
    ...(conditions && { conditions }),
  }).assertSuccess();
}

/**
 * Lets `grantee` decrypt with `key`, but only inside a call to `service` and for the one thing that `context` names.
 * Table, secrets and whatever else rests under the same key stay apart by this.
 */
export function allowDecryptVia(
  scope: Construct,
  grantee: IGrantable,
  key: IKey,
  via: { readonly service: 'dynamodb' | 'secretsmanager'; readonly context: Readonly<Record<string, string>> },
): void {
  const { region, urlSuffix } = Stack.of(scope);
  const context = Object.entries(via.context).map(([name, value]) => [`kms:EncryptionContext:${name}`, value]);
  allow(grantee, ['kms:Decrypt'], key.keyArn, {
    StringEquals: {
      'kms:ViaService': `${via.service}.${region}.${urlSuffix}`,
      ...Object.fromEntries(context),
    },
  });
}
