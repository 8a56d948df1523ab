import { defineEndpoint } from '../../http/endpoint.ts';

/** What the waiting page asks: JSON for its script. */
export const endpoint = defineEndpoint({
  path: '/mfa/s/{sessionId}/{step}/state',
  style: 'page',
  operations: {
    GET: {
      id: 'getStateOfPage',
      summary: 'Whether the phone has answered; waits a little for it, one question at a time',
      caller: 'anyone',
      headers: { Prefer: '`wait=N` waits up to N seconds, at most 20 (RFC 7240).' },
      success: { status: 200, description: '`{"state": "pending"}`, `approved`, `denied`, `expired` or `done`.' },
      codes: ['SESSION_UNKNOWN', 'FORM_NOT_OURS'],
    },
  },
});
