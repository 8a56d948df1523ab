import { defineEndpoint } from '../../http/endpoint.ts';

export const endpoint = defineEndpoint({
  path: '/openapi.json',
  style: 'problem',
  operations: {
    GET: {
      id: 'getOpenapi',
      summary: 'This document',
      caller: 'anyone',
      success: { status: 200, description: 'OpenAPI 3.1.' },
      codes: [],
    },
  },
});
