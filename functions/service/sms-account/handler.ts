import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import type { SmsAccount } from '../../adapters/sms-voice/sms-account.ts';
import { assertNever } from '../../core/assert-never.ts';
import { type CustomResourceDependencies, customResource } from '../../http/custom-resource.ts';
import { SmsAccountRequest } from './contract.ts';

interface SmsAccountDependencies extends CustomResourceDependencies {
  readonly account: SmsAccount;
}

/** There is one such state in an account and region, so the resource needs no name of its own. */
const ID = 'sms-account';

/**
 * The custom resource behind what CloudFormation has no type for: which countries get SMS, as the default of the account, and what may be
 * spent in a month.
 */
export function smsAccountHandler(
  deps: SmsAccountDependencies,
): (event: CloudFormationCustomResourceEvent) => Promise<void> {
  return customResource(deps, { fulfil: async (event) => fulfil(deps.account, SmsAccountRequest.parse(event)) });
}

/** Countries first: a default that lets everything through for a moment would be none. The limit stays when the stack goes. */
async function fulfil(account: SmsAccount, request: SmsAccountRequest): Promise<string> {
  switch (request.RequestType) {
    case 'Create':
    case 'Update': {
      const { ProtectConfigurationId, AllowedCountries, MonthlySpendLimitUsd } = request.ResourceProperties;
      await account.allowOnly(ProtectConfigurationId, AllowedCountries);
      await account.makeDefault(ProtectConfigurationId);
      await account.limitSpending(MonthlySpendLimitUsd);
      return ID;
    }
    case 'Delete':
      if (request.PhysicalResourceId === ID) await account.removeDefault();
      return request.PhysicalResourceId;
    default:
      return assertNever(request);
  }
}
