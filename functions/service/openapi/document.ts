import * as z from 'zod';
import type { CallerKind, Endpoint, Operation } from '../../http/endpoint.ts';
import { errorResponses, errorSchemas } from './error-responses.ts';

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
      schemas: errorSchemas(),
    },
  };
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
  administrator: [...BASIC, { bearer: [] }],
  'client-or-administrator': [...BASIC, { bearer: [] }],
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

const REASON = { 'Sekisho-Reason': 'Why, in one line of at most 200 characters; it stands in the audit record.' };

function operationObject(endpoint: Endpoint, operation: Operation): object {
  const headers = { ...operation.headers, ...(operation.audit === undefined ? {} : REASON) };
  const parameters = [...parametersOf('header', headers), ...parametersOf('query', operation.query)];
  return {
    summary: operation.summary,
    security: SECURITY[operation.caller],
    ...(operation.caller === 'anyone' ? {} : { description: `Caller: ${callerOf(operation)}.` }),
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

function callerOf({ caller, groups }: Operation): string {
  const members = groups === undefined ? caller : `a member of ${groups.join(', ')}`;
  return caller === 'client-or-administrator' ? `a client of the application that it names, or ${members}` : members;
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

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
