import { CODES, type Code } from '../../core/errors/codes.ts';
import type { AnswerStyle, CallerKind, Endpoint, Operation } from '../../http/endpoint.ts';
import { wordOf } from '../../http/reply.ts';

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

/** The schemas that the answers refer to. */
export function errorSchemas(): Record<string, object> {
  const named = Object.values(ERROR_SCHEMAS).map(({ name, schema }) => [name, schema]);
  return { MinorCode: minorCodeSchema(), ...Object.fromEntries(named) };
}

function minorCodeSchema(): object {
  const lines = Object.entries(CODES).map(([code, { status, meaning }]) => `* \`${code}\` (${status}): ${meaning}`);
  return { type: 'string', enum: Object.keys(CODES), description: `The closed list of codes:\n${lines.join('\n')}` };
}

/** The answers of an operation that are not a success, by status. */
export function errorResponses(endpoint: Endpoint, operation: Operation): Record<string, object> {
  const said = [...operation.codes, ...commonCodes(operation, endpoint)].map((code) => wordOf(endpoint.style, code));
  const words = [...new Map(said.map((word) => [word.code, word])).values()];
  const { name, mediaType } = ERROR_SCHEMAS[endpoint.style];
  const byStatus = Object.groupBy(words, ({ status }) => String(status));
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, group = []]) => [
      status,
      {
        description: group.map(({ code }) => code).join(', '),
        content: { [mediaType]: { schema: { $ref: `#/components/schemas/${name}` } } },
      },
    ]),
  );
}
