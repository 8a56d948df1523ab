import * as z from 'zod';
import { defineEndpoint } from '../../http/endpoint.ts';

export const endpoint = defineEndpoint({
  path: '/health',
  style: 'problem',
  operations: {
    GET: {
      id: 'getHealth',
      summary: 'Whether the service answers',
      caller: 'anyone',
      success: { status: 200, description: 'It does.', schema: z.object({ status: z.literal('ok') }) },
      codes: [],
    },
  },
});
