import { CustomResource, Duration, type RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnProtectConfiguration } from 'aws-cdk-lib/aws-smsvoice';
import { Construct } from 'constructs';
import type { SmsAccountProperties } from '../../functions/service/sms-account/contract.ts';
import type { StageSettings } from '../stage-settings.ts';
import { allow } from './grant.ts';
import { ServiceFunction } from './service-function.ts';

interface SmsAccountProps extends NonNullable<StageSettings['sms']> {
  readonly code: Code;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

/**
 * Against SMS to countries where nobody of ours lives, which is how others earn money with it: a protect configuration that blocks all
 * but the allowed countries, as the default of the account, and a limit on spending. CloudFormation can make the configuration alone. The list
 * of countries is AWS's own, asked for at each change, because a configuration allows what it does not name.
 */
export class SmsAccount extends Construct {
  constructor(scope: Construct, id: string, props: SmsAccountProps) {
    super(scope, id);
    const { allowedCountries, monthlySpendLimitUsd, code, logRetention, removalPolicy } = props;
    const configuration = new CfnProtectConfiguration(this, 'ProtectConfiguration', {
      tags: [{ key: 'Name', value: Stack.of(this).stackName }],
    });
    const { lambda } = new ServiceFunction(this, 'sms-account', {
      description: 'Sets the countries and the spending limit of SMS',
      code,
      logRetention,
      removalPolicy,
      environment: (role) => {
        grantKeep(role, configuration.attrArn);
        return {};
      },
    });
    const properties: SmsAccountProperties = {
      ProtectConfigurationId: configuration.attrProtectConfigurationId,
      AllowedCountries: [...allowedCountries],
      MonthlySpendLimitUsd: String(monthlySpendLimitUsd),
    };
    new CustomResource(this, 'Account', {
      resourceType: 'Custom::SmsAccount',
      serviceToken: lambda.functionArn,
      serviceTimeout: Duration.minutes(1),
      properties,
    });
    Validations.of(lambda.role ?? this).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'The default of the account and its spending limit have no ARN.',
    });
  }
}

function grantKeep(grantee: IGrantable, configurationArn: string): void {
  const rules = [
    'sms-voice:GetProtectConfigurationCountryRuleSet',
    'sms-voice:UpdateProtectConfigurationCountryRuleSet',
  ];
  allow(grantee, [...rules, 'sms-voice:SetAccountDefaultProtectConfiguration'], configurationArn);
  // Statements of their own, because these have no resource.
  grantee.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({
      actions: ['sms-voice:DeleteAccountDefaultProtectConfiguration', 'sns:SetSMSAttributes'],
      resources: ['*'],
    }),
  );
}
