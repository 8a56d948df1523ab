import { defineEndpoint } from '../../http/endpoint.ts';

/** The device of people who want no app from a store: a page that keeps a key and answers challenges. */
export const page = defineEndpoint({
  path: '/mfa/device',
  style: 'page',
  operations: {
    GET: {
      id: 'showDevicePage',
      summary: 'The page that is a device: it enrols and answers push challenges',
      caller: 'anyone',
      query: { lang: 'en or ja; remembered in a cookie.' },
      success: { status: 200, description: 'HTML.' },
      codes: [],
    },
  },
});

export const file = defineEndpoint({
  path: '/mfa/device/{file}',
  style: 'problem',
  operations: {
    GET: {
      id: 'getDevicePageFile',
      summary: 'A script, style, text or picture of that page',
      caller: 'anyone',
      ignoresQuery: true,
      success: { status: 200, description: 'The file.' },
      codes: ['ROUTE_UNKNOWN'],
    },
  },
});
