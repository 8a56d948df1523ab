import * as z from 'zod';
import { FINDINGS, type Finding } from '../../core/readiness/findings.ts';
import { defineEndpoint } from '../../http/endpoint.ts';

/** Whether an address bounces the mail service knows, and no function asks it for its whole list at each call. */
type Counted = Exclude<Finding, 'addressBounces'>;
export const COUNTED = (Object.keys(FINDINGS) as Finding[]).filter(
  (finding): finding is Counted => finding !== 'addressBounces',
);

const Found = z.object(
  Object.fromEntries(
    COUNTED.map((finding) => [finding, z.int().meta({ description: `How many: ${FINDINGS[finding]}.` })]),
  ) as Record<Counted, z.ZodInt>,
);

export const readiness = defineEndpoint({
  path: '/mfa/v1/domains/{domain}/readiness',
  style: 'problem',
  operations: {
    GET: {
      id: 'getReadiness',
      summary: 'Count who would be locked out by a loss, part by part: ask with `next` until there is none, and add up',
      caller: 'administrator',
      groups: ['Administrators', 'Auditors'],
      query: {
        limit: 'Users that are looked at in one call: 1 to 500, 100 when it is missing.',
        cursor: '`next` of the answer before.',
      },
      success: {
        status: 200,
        description: 'Of the users of this part alone. Addresses that bounce are not known here.',
        schema: z.object({
          people: z.int().meta({ description: 'Users who are no clients.' }),
          clients: z.int(),
          administrators: z.int().meta({ description: 'In `Administrators`; fewer than two in all is too few.' }),
          found: Found,
          next: z.string().optional().meta({ description: 'The cursor of the next part; missing at the end.' }),
        }),
      },
      codes: ['DOMAIN_UNKNOWN', 'DIRECTORY_READ_ONLY', 'FIELD_INVALID'],
    },
  },
});
