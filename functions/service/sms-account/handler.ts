import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import type { SmsAccount } from '../../adapters/sms-voice/sms-account.ts';
import { assertNever } from '../../core/assert-never.ts';
import { SmsAccountRequest } from './contract.ts';

interface SmsAccountDependencies {
  readonly account: SmsAccount;
  /** Puts the answer where CloudFormation waits for it. */
  readonly respond: (responseUrl: string, answer: object) => Promise<void>;
}

/** There is one such state in an account and region, so the resource needs no name of its own. */
const ID = 'sms-account';
/** A resource that was never made has this id, so that its deletion after a failed creation touches nothing. */
const NOT_CREATED = 'not-created';

/**
 * The custom resource behind what CloudFormation has no type for: which countries get SMS, as the default of the account, and what may be
 * spent in a month. CloudFormation waits up to an hour for an answer, so each path ends in one.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html
 */
export function smsAccountHandler(
  deps: SmsAccountDependencies,
): (event: CloudFormationCustomResourceEvent) => Promise<void> {
  return async (event) => {
    const { ResponseURL, StackId, RequestId, LogicalResourceId } = event;
    const answer = { StackId, RequestId, LogicalResourceId };
    const idBefore = 'PhysicalResourceId' in event ? event.PhysicalResourceId : NOT_CREATED;
    try {
      const id = await fulfil(deps.account, SmsAccountRequest.parse(event));
      await deps.respond(ResponseURL, { ...answer, Status: 'SUCCESS', PhysicalResourceId: id });
    } catch (error) {
      // No secret is near: the reason of AWS is what the operator needs.
      const Reason = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error';
      await deps.respond(ResponseURL, { ...answer, Status: 'FAILED', PhysicalResourceId: idBefore, Reason });
    }
  };
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
