/** STS GetCallerIdentity. @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
import type { Service, ServiceContext } from './emulated-service.ts';

export function createSts({ account }: ServiceContext): Service {
  return {
    name: 'sts',
    protocol: 'query',
    route: { version: '2011-06-15' },
    errors: {
      invalidInput: 'ValidationError',
      throttle: { code: 'Throttling', status: 400 },
      conflict: { code: 'OperationAborted', status: 409 },
      internal: { code: 'InternalFailure', status: 500 },
    },
    operations: {
      GetCallerIdentity: () => ({ Arn: `arn:aws:iam::${account}:root`, UserId: account, Account: account }),
    },
  };
}
