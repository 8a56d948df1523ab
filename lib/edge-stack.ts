import { type RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { WebAcl } from './constructs/web-acl.ts';

interface EdgeStackProps extends Pick<StackProps, 'env' | 'description'> {
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

/** What CloudFront wants to have in its own region, whatever the region of the stage is. */
export class EdgeStack extends Stack {
  readonly webAclArn: string;

  constructor(scope: Construct, id: string, { logRetention, removalPolicy, ...stackProps }: EdgeStackProps) {
    // The service stack reads the ARN across regions, by way of the parameter store.
    super(scope, id, { ...stackProps, crossRegionReferences: true });
    this.webAclArn = new WebAcl(this, 'WebAcl', { logRetention, removalPolicy }).arn;
  }
}
