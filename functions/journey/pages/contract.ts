import * as z from 'zod';
import { METHODS } from '../../core/verify/credential.ts';
import { defineEndpoint } from '../../http/endpoint.ts';

const Form = z.object({
  token: z.string().meta({ description: 'Ties the form to this session and this browser.' }),
  act: z.string().meta({ description: 'What to do.' }),
  code: z.string().max(64).optional().meta({ description: 'The code as typed.' }),
  method: z
    .enum(METHODS)
    .optional()
    .meta({ description: 'Which method to hide in this browser, to show again, or to offer first.' }),
  to: z.string().optional().meta({ description: 'Which linked account is to be proven.' }),
  domain: z.string().optional().meta({ description: 'Of an account to link: its identity domain.' }),
  user: z.string().optional().meta({ description: 'Of an account to link: its name there.' }),
  password: z.string().optional().meta({ description: 'Of an account to link: its password.' }),
  name: z.string().optional().meta({ description: 'Another name for a passkey.' }),
  answer: z.string().optional().meta({ description: 'What the browser says of a passkey, as JSON.' }),
});

const look = (id: string, summary: string) =>
  ({
    id,
    summary,
    caller: 'anyone',
    query: { lang: 'en or ja; remembered in a cookie.' },
    success: { status: 200, description: 'The page. Looking at it changes nothing.' },
    codes: ['SESSION_UNKNOWN', 'FORM_NOT_OURS'],
  }) as const;

/** The start: the ways to choose from, or the list of one's own methods in an enrolment. */
export const home = defineEndpoint({
  path: '/mfa/s/{sessionId}',
  style: 'page',
  operations: {
    GET: look('showSessionPage', 'The page on which a person chooses how to prove who he is'),
    POST: {
      id: 'sendSessionPage',
      summary: 'Begin, finish or cancel; after the end, return to the application',
      caller: 'anyone',
      request: Form,
      requestType: 'form',
      success: { status: 303, description: 'Where the browser goes next; 200 and a new token for `begin`.' },
      codes: ['SESSION_UNKNOWN', 'FORM_NOT_OURS'],
    },
  },
});

/** One way to prove who one is, or one step of an enrolment. */
export const step = defineEndpoint({
  path: '/mfa/s/{sessionId}/{step}',
  style: 'page',
  operations: {
    GET: look('showStepPage', 'One step: type a code, look at the phone, connect an app'),
    POST: {
      id: 'sendStepPage',
      summary: 'Send a message or check a code',
      caller: 'anyone',
      request: Form,
      requestType: 'form',
      success: {
        status: 303,
        description:
          'Where the browser goes next; back to the application after a right code. A script that accepts JSON alone is ' +
          'told it as `next`, with 200, or with the status of the code that says why it was refused. New recovery codes are ' +
          'shown in the answer itself, with 200.',
      },
      codes: [
        'SESSION_UNKNOWN',
        'FORM_NOT_OURS',
        'OTP_INVALID',
        'BYPASS_NOT_APPROVED',
        'USER_LOCKED',
        'PASSKEY_INVALID',
        'PASSKEY_UNKNOWN',
        'PASSKEY_COUNTER_REGRESSED',
        'PASSKEY_SYNCED',
        'PASSKEY_EXISTS',
        'PASSKEY_LIMIT_REACHED',
        'ENROLMENT_CODE_INVALID',
        'CHALLENGE_CLOSED',
        'TOO_MANY_REQUESTS',
        'SESSION_LIMIT_REACHED',
      ],
      provesFactor: true,
    },
  },
});

/** Where the code of a message ends what the person did not begin. There is no session. */
export const notMe = defineEndpoint({
  path: '/mfa/not-me',
  style: 'page',
  operations: {
    GET: {
      ...look('showNotMePage', 'The page on which a person says that it was not he who is adding a factor'),
      codes: [],
    },
    POST: {
      id: 'sendNotMePage',
      summary: 'End what is being added, and additions without a proof for a day',
      caller: 'anyone',
      request: z.object({ code: z.string().max(64).meta({ description: 'From the message, as typed.' }) }),
      requestType: 'form',
      success: { status: 200, description: 'It has ended; the page says what to do next.' },
      codes: ['ENROLMENT_CODE_INVALID', 'FORM_NOT_OURS'],
    },
  },
});

export const assets = defineEndpoint({
  path: '/mfa/assets/{name}',
  style: 'page',
  operations: {
    GET: {
      id: 'getPageFile',
      summary: 'The stylesheet and the script of the pages, under names that change with their content',
      caller: 'anyone',
      success: { status: 200, description: 'The file; browsers keep it.' },
      codes: ['ROUTE_UNKNOWN'],
    },
  },
});

/**
 * What API Gateway finds no route for, so it is in no list of routes. Who mistyped an address, or followed half of one, is
 * told so in a page.
 */
export const nowhere = defineEndpoint({
  path: '$default',
  style: 'page',
  operations: {
    GET: {
      id: 'showNothing',
      summary: 'There is nothing at this path',
      caller: 'anyone',
      success: { status: 404, description: 'A page for browsers, a problem document for programs.' },
      codes: ['ROUTE_UNKNOWN'],
    },
  },
});
