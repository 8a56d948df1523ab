/** SES v2: the suppression list of the account. @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListSuppressedDestinations.html */
import * as z from 'zod';
import { operation, type Service, type ServiceContext } from './emulated-service.ts';

const List = z.object({
  PageSize: z.coerce.number().int().min(1).max(1_000).default(100),
  NextToken: z.coerce.number().int().min(0).default(0),
});
const Put = z.object({ EmailAddress: z.string().min(3), Reason: z.enum(['BOUNCE', 'COMPLAINT']) });

interface Stopped {
  readonly Reason: string;
  /** Unix time in seconds. */
  readonly LastUpdateTime: number;
}

export function createSesV2({ openState }: ServiceContext): Service {
  const state = openState<Record<string, Stopped>>('ses-suppression', {});
  return {
    name: 'ses',
    protocol: 'rest-json',
    route: {
      prefix: '/v2/email/',
      paths: {
        'GET /v2/email/suppression/addresses': 'ListSuppressedDestinations',
        'PUT /v2/email/suppression/addresses': 'PutSuppressedDestination',
      },
    },
    errors: {
      invalidInput: 'BadRequestException',
      throttle: { code: 'TooManyRequestsException', status: 429 },
      conflict: { code: 'ConflictException', status: 409 },
      internal: { code: 'InternalFailure', status: 500 },
    },
    operations: {
      ListSuppressedDestinations: operation(List, ({ PageSize, NextToken: start }) => {
        const all = Object.entries(state.value).map(([EmailAddress, why]) => ({ EmailAddress, ...why }));
        const end = start + PageSize;
        const next = end < all.length ? { NextToken: String(end) } : {};
        return { SuppressedDestinationSummaries: all.slice(start, end), ...next };
      }),
      PutSuppressedDestination: operation(Put, ({ EmailAddress, Reason }) => {
        state.value[EmailAddress] = { Reason, LastUpdateTime: Math.floor(Date.now() / 1000) };
        state.save();
        return {};
      }),
    },
  };
}
