import * as z from 'zod';
import { CODES, type Code } from '../core/codes.ts';
import type { AnswerStyle, CallerKind, Endpoint, Operation } from '../http/endpoint.ts';

/** Answers that every call with these properties can give, besides those that its contract names. */
function commonCodes(operation: Operation, endpoint: Endpoint): Code[] {
  const directory: Code[] = ['DIRECTORY_UNAVAILABLE', 'USER_AMBIGUOUS'];
  const person = [...directory, 'CREDENTIALS_MISSING', 'CREDENTIALS_INVALID', 'PASSWORD_TRIES_LIMITED'] as const;
  const callers: Readonly<Record<CallerKind, readonly Code[]>> = {
    anyone: [],
    client: [...directory, 'CREDENTIALS_MISSING', 'CREDENTIALS_INVALID', 'CALLER_NOT_ALLOWED', 'DOMAIN_UNKNOWN'],
    user: [...person, 'DOMAIN_UNKNOWN'],
    'client-or-user': [...person, 'CALLER_NOT_ALLOWED', 'DOMAIN_UNKNOWN'],
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
    schema: {
      type: 'object',
      required: ['errorCode', 'errorDesc', 'secErrorDesc'],
      properties: {
        errorCode: { $ref: '#/components/schemas/MinorCode' },
        errorDesc: { type: 'string' },
        secErrorDesc: { type: 'string' },
      },
    },
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
      securitySchemes: { basic: { type: 'http', scheme: 'basic' } },
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
    security: operation.caller === 'anyone' ? [] : [{ basic: [] }],
    ...(operation.caller === 'anyone' ? {} : { description: `Caller: ${operation.caller}.` }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(operation.request === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: jsonSchema(operation.request, 'input') } },
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
  const codes = [...new Set([...operation.codes, ...commonCodes(operation, endpoint)])];
  const { name, mediaType } = ERROR_SCHEMAS[endpoint.style];
  const byStatus = Object.groupBy(codes, (code) => String(CODES[code].status));
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, group = []]) => [
      status,
      { description: group.join(', '), content: { [mediaType]: { schema: { $ref: `#/components/schemas/${name}` } } } },
    ]),
  );
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
