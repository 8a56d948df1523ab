import * as z from 'zod';
import { CODES, type Code } from '../core/codes.ts';
import type { AnswerStyle, CallerKind, Endpoint, Operation } from '../http/endpoint.ts';
import { wordOf } from '../http/reply.ts';

/** Answers that every call with these properties can give, besides those that its contract names. */
function commonCodes(operation: Operation, endpoint: Endpoint): Code[] {
  const directory: Code[] = ['DIRECTORY_UNAVAILABLE', 'USER_AMBIGUOUS'];
  const token: Code[] = ['TOKEN_MISSING', 'TOKEN_INVALID', 'ISSUER_UNAVAILABLE'];
  const person = [...directory, 'CREDENTIALS_MISSING', 'CREDENTIALS_INVALID', 'PASSWORD_TRIES_LIMITED'] as const;
  const callers: Readonly<Record<CallerKind, readonly Code[]>> = {
    anyone: [],
    client: [...directory, 'CREDENTIALS_MISSING', 'CREDENTIALS_INVALID', 'CALLER_NOT_ALLOWED', 'DOMAIN_UNKNOWN'],
    'oauth-client': [
      ...directory,
      'CREDENTIALS_MISSING',
      'CREDENTIALS_INVALID',
      'CALLER_NOT_ALLOWED',
      'DOMAIN_UNKNOWN',
    ],
    user: [...person, 'DOMAIN_UNKNOWN'],
    'client-or-user': [...person, 'CALLER_NOT_ALLOWED', 'DOMAIN_UNKNOWN'],
    token: [...token, 'DOMAIN_UNKNOWN'],
    'user-or-token': [...person, ...token, 'DOMAIN_UNKNOWN'],
    administrator: [...person, 'ADMINISTRATOR_ONLY', 'DOMAIN_UNKNOWN'],
  };
  const body: Code[] =
    operation.request === undefined
      ? []
      : ['BODY_MALFORMED', 'MEDIA_TYPE_UNSUPPORTED', 'FIELD_MISSING', 'FIELD_UNKNOWN', 'FIELD_INVALID'];
  const path: Code[] = endpoint.path.includes('{') ? ['FIELD_INVALID'] : [];
  return [
    ...callers[operation.caller],
    ...body,
    ...path,
    'BODY_TOO_LARGE',
    'METHOD_NOT_ALLOWED',
    'INTERNAL_ERROR',
    'TEMPORARILY_UNAVAILABLE',
  ];
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

/** The OpenAPI 3.1 document of all endpoints. */
export function openapiDocument(endpoints: readonly Endpoint[]): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sekisho',
      version: '1',
      description: 'A second factor as a service. Every answer that is not a success has a status that is not a 2xx.',
    },
    paths: Object.fromEntries(endpoints.map((endpoint) => [endpoint.path, pathItem(endpoint)])),
    components: {
      securitySchemes: { basic: { type: 'http', scheme: 'basic' }, bearer: { type: 'http', scheme: 'bearer' } },
      schemas: {
        MinorCode: minorCodeSchema(),
        ...Object.fromEntries(Object.values(ERROR_SCHEMAS).map(({ name, schema }) => [name, schema])),
      },
    },
  };
}

function minorCodeSchema(): object {
  const lines = Object.entries(CODES).map(([code, { status, meaning }]) => `* \`${code}\` (${status}): ${meaning}`);
  return { type: 'string', enum: Object.keys(CODES), description: `The closed list of codes:\n${lines.join('\n')}` };
}

const BASIC = [{ basic: [] }];
const SECURITY: Readonly<Record<CallerKind, readonly object[]>> = {
  anyone: [],
  client: BASIC,
  'oauth-client': BASIC,
  user: BASIC,
  'client-or-user': BASIC,
  token: [{ bearer: [] }],
  'user-or-token': [...BASIC, { bearer: [] }],
  administrator: BASIC,
};

function requestType(operation: Operation): string {
  return operation.requestType === 'form' ? 'application/x-www-form-urlencoded' : 'application/json';
}

function pathItem(endpoint: Endpoint): object {
  const names = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const parameters = names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
  const operations = Object.entries(endpoint.operations).map(([method, operation]) => [
    method.toLowerCase(),
    operationObject(endpoint, operation),
  ]);
  return { ...(parameters.length === 0 ? {} : { parameters }), ...Object.fromEntries(operations) };
}

function operationObject(endpoint: Endpoint, operation: Operation): object {
  const parameters = [...parametersOf('header', operation.headers), ...parametersOf('query', operation.query)];
  return {
    summary: operation.summary,
    security: SECURITY[operation.caller],
    ...(operation.caller === 'anyone' ? {} : { description: `Caller: ${operation.caller}.` }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(operation.request === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { [requestType(operation)]: { schema: jsonSchema(operation.request, 'input') } },
          },
        }),
    responses: { [operation.success.status]: successResponse(operation), ...errorResponses(endpoint, operation) },
  };
}

function parametersOf(place: 'header' | 'query', described: Readonly<Record<string, string>> = {}): object[] {
  const schema = { type: 'string' };
  return Object.entries(described).map(([name, description]) => ({ name, in: place, description, schema }));
}

function successResponse({ success }: Operation): object {
  const content =
    success.schema === undefined
      ? {}
      : { content: { 'application/json': { schema: jsonSchema(success.schema, 'output') } } };
  return { description: success.description, ...content };
}

function errorResponses(endpoint: Endpoint, operation: Operation): Record<string, object> {
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

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
