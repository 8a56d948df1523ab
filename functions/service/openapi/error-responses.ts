import { CODES, type Code } from '../../core/errors/codes.ts';
import { CURED_BY_WAITING, REMEDIES } from '../../core/errors/remedies.ts';
import type { FieldFault } from '../../http/api-error.ts';
import type { AnswerStyle, CallerKind, Endpoint, Operation } from '../../http/endpoint.ts';
import { refused, wordOf } from '../../http/reply.ts';

const PERSON: readonly Code[] = [
  'DOMAIN_UNKNOWN',
  'CREDENTIALS_MISSING',
  'CREDENTIALS_INVALID',
  'PASSWORD_TRIES_LIMITED',
  'DIRECTORY_UNAVAILABLE',
  'USER_AMBIGUOUS',
];
const CLIENT: readonly Code[] = [...PERSON, 'CALLER_NOT_ALLOWED', 'CLIENT_QUOTA_EXCEEDED'];
const TOKEN: readonly Code[] = ['DOMAIN_UNKNOWN', 'TOKEN_MISSING', 'TOKEN_INVALID', 'ISSUER_UNAVAILABLE'];

/** What every call can be answered because of who calls. */
const OF_CALLER: Readonly<Record<CallerKind, readonly Code[]>> = {
  anyone: [],
  client: CLIENT,
  'oauth-client': CLIENT,
  user: PERSON,
  'client-or-user': CLIENT,
  token: TOKEN,
  'user-or-token': [...PERSON, ...TOKEN],
  administrator: [...PERSON, 'ADMINISTRATOR_ONLY'],
  'client-or-administrator': [...CLIENT, 'ADMINISTRATOR_ONLY'],
};
const OF_BODY: readonly Code[] = [
  'BODY_MALFORMED',
  'MEDIA_TYPE_UNSUPPORTED',
  'FIELD_MISSING',
  'FIELD_UNKNOWN',
  'FIELD_INVALID',
];
const OF_ALL: readonly Code[] = ['BODY_TOO_LARGE', 'METHOD_NOT_ALLOWED', 'INTERNAL_ERROR', 'TEMPORARILY_UNAVAILABLE'];

/** Answers that every call with these properties can give, besides those that its contract names. */
function commonCodes(operation: Operation, endpoint: Endpoint): Code[] {
  const body = operation.request === undefined ? [] : OF_BODY;
  const path: readonly Code[] = endpoint.path.includes('{') ? ['FIELD_INVALID'] : [];
  return [...OF_CALLER[operation.caller], ...body, ...path, ...OF_ALL];
}

const OAUTH_ERROR = {
  type: 'object',
  required: ['errorCode', 'errorDesc', 'secErrorDesc'],
  properties: {
    errorCode: { $ref: '#/components/schemas/MinorCode' },
    errorDesc: { type: 'string' },
    secErrorDesc: { type: 'string' },
  },
} as const;

const ERROR_SCHEMAS: Readonly<Record<AnswerStyle, { name: string; mediaType: string; schema: object }>> = {
  oam: {
    name: 'OamRefusal',
    mediaType: 'application/json',
    schema: {
      type: 'object',
      required: ['resultCode', 'message'],
      properties: {
        resultCode: { const: '1' },
        minorCode: { $ref: '#/components/schemas/MinorCode' },
        message: { type: 'string' },
      },
      description: 'With VerboseOutput=false there is no minorCode, and the message does not say why.',
    },
  },
  oauth: {
    name: 'OauthError',
    mediaType: 'application/json',
    schema: OAUTH_ERROR,
  },
  token: {
    name: 'OauthError',
    mediaType: 'application/json',
    schema: OAUTH_ERROR,
  },
  problem: {
    name: 'Problem',
    mediaType: 'application/problem+json',
    schema: {
      type: 'object',
      required: ['type', 'title', 'status', 'code'],
      properties: {
        type: { type: 'string' },
        title: { type: 'string' },
        status: { type: 'integer' },
        code: { $ref: '#/components/schemas/MinorCode' },
        detail: { type: 'string' },
        errors: {
          type: 'array',
          items: { type: 'object', properties: { field: { type: 'string' }, expected: { type: 'string' } } },
        },
      },
      description: 'RFC 9457.',
    },
  },
  page: {
    name: 'Page',
    mediaType: 'text/html',
    schema: { type: 'string', description: 'A page for a person, in English or Japanese.' },
  },
};

/** What the answers refer to: schemas, an answer for each code, the header of a wait. */
export function errorComponents(endpoints: readonly Endpoint[]): object {
  const named = Object.values(ERROR_SCHEMAS).map(({ name, schema }) => [name, schema]);
  return {
    schemas: { MinorCode: minorCodeSchema(), ...Object.fromEntries(named) },
    examples: Object.fromEntries(endpoints.flatMap(examplesOf)),
    headers: {
      RetryAfter: {
        description: 'After how many seconds the same call can succeed (RFC 9110); missing where nobody knows.',
        schema: { type: 'integer', minimum: 0 },
      },
    },
  };
}

function minorCodeSchema(): object {
  const lines = (Object.keys(CODES) as Code[]).map((code) => {
    const { status, meaning } = CODES[code];
    return `* \`${code}\` (${status}): ${meaning} ${REMEDIES[code]}`;
  });
  const description = `The closed list of codes, with what each means and what to do:\n${lines.join('\n')}`;
  return { type: 'string', enum: Object.keys(CODES), description };
}

/** What stands in the place of a fault that the caller made. */
const FAULTS: Readonly<Partial<Record<Code, FieldFault>>> = {
  FIELD_MISSING: { field: 'userId', expected: 'required' },
  FIELD_UNKNOWN: { field: 'usrId', expected: 'not a known field' },
  FIELD_INVALID: { field: 'userId', expected: 'Too small: expected string to have >=1 characters' },
};

function examplesOf(endpoint: Endpoint): [string, object][] {
  if (endpoint.style === 'page') return [];
  return Object.values(endpoint.operations)
    .flatMap((operation) => wordsOf(endpoint, operation))
    .map(({ code }) => {
      const fault = FAULTS[code];
      const { body } = refused(endpoint.style, code, fault === undefined ? {} : { faults: [fault] });
      return [exampleName(endpoint.style, code), { summary: REMEDIES[code], value: body }];
    });
}

function exampleName(style: AnswerStyle, code: Code): string {
  return `${ERROR_SCHEMAS[style].name}.${code}`;
}

function wordsOf(
  endpoint: Endpoint,
  operation: Operation,
): readonly { readonly code: Code; readonly status: number }[] {
  const said = [...operation.codes, ...commonCodes(operation, endpoint)].map((code) => wordOf(endpoint.style, code));
  return [...new Map(said.map((word) => [word.code, word])).values()];
}

/** The answers of an operation that are not a success, by status. */
export function errorResponses(endpoint: Endpoint, operation: Operation): Record<string, object> {
  const byStatus = Object.groupBy(wordsOf(endpoint, operation), ({ status }) => String(status));
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, group = []]) => [status, responseOf(endpoint.style, group)]),
  );
}

function responseOf(style: AnswerStyle, group: readonly { readonly code: Code }[]): object {
  const { name, mediaType } = ERROR_SCHEMAS[style];
  const codes = group.map(({ code }) => code);
  const headers = { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } };
  const examples = codes.map((code) => [code, { $ref: `#/components/examples/${exampleName(style, code)}` }]);
  return {
    description: codes.join(', '),
    ...(codes.some((code) => CURED_BY_WAITING.has(code)) ? { headers } : {}),
    content: {
      [mediaType]: {
        schema: { $ref: `#/components/schemas/${name}` },
        ...(style === 'page' ? {} : { examples: Object.fromEntries(examples) }),
      },
    },
  };
}
