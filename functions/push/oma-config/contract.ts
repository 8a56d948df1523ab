import { defineEndpoint } from '../../http/endpoint.ts';

export const endpoint = defineEndpoint({
  path: '/mfa/config/oma',
  style: 'page',
  operations: {
    GET: {
      id: 'showOmaPage',
      summary: 'The page with the link that configures an OMA-style app',
      caller: 'anyone',
      query: {
        identityDomain: 'The identity domain, if it is not the default one.',
        lang: 'en or ja; remembered in a cookie.',
      },
      success: { status: 200, description: 'HTML, in English or Japanese.' },
      codes: ['DOMAIN_UNKNOWN'],
    },
  },
});
