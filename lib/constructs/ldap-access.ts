import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { CfnFunction, IFunction } from 'aws-cdk-lib/aws-lambda';
import type { DeployedFunction } from '../../functions/deployed-functions.ts';
import type { StageSettings } from '../stage-settings.ts';

/** What Lambda itself does with the role of a function to give it a network interface. */
const INTERFACES = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/** They ask for nobody's account, so they stay outside; a function that is not named here can meet an LDAP domain. */
const WITHOUT_ACCOUNTS: readonly DeployedFunction[] = [
  'device-page',
  'health',
  'jwks',
  'oma-config',
  'openapi',
  'related-origins',
];

export function meetsLdap(name: DeployedFunction): boolean {
  return !WITHOUT_ACCOUNTS.includes(name);
}

/** Puts a function into the network from which the directory is reached, and lets it read the bind credentials. */
export function giveLdapAccess(
  lambda: IFunction,
  { subnetIds, securityGroupIds }: NonNullable<StageSettings['ldap']>,
): void {
  const { role } = lambda;
  if (role === undefined) throw new TypeError('a function without a role cannot be put into a network');
  const resource = lambda.node.defaultChild as CfnFunction;
  resource.vpcConfig = { subnetIds: [...subnetIds], securityGroupIds: [...securityGroupIds] };
  role.addToPrincipalPolicy(new PolicyStatement({ actions: INTERFACES, resources: ['*'] }));
  // The same role runs our code, which has no business with interfaces: only Lambda's own calls lack this key.
  const fromCode = { Null: { 'lambda:SourceFunctionArn': 'false' } };
  role.addToPrincipalPolicy(
    new PolicyStatement({ effect: Effect.DENY, actions: INTERFACES, resources: ['*'], conditions: fromCode }),
  );
  const secrets = Stack.of(lambda).formatArn({
    service: 'secretsmanager',
    resource: 'secret',
    resourceName: 'sekisho/ldap/*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  role.addToPrincipalPolicy(new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secrets] }));
  acknowledge(lambda);
}

function acknowledge(lambda: IFunction): void {
  Validations.of(lambda.node.scope ?? lambda).acknowledge(
    {
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'Lambda makes network interfaces with the role, and EC2 knows no narrower resource; our code is denied it.',
    },
    {
      id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:sekisho/ldap/*]',
      reason: 'Bind credentials are made by the operator for each domain; the name sets them apart from all others.',
    },
  );
}
