import * as z from 'zod';
import type { Capability } from '../../deployed-functions.ts';
import type { CallerKind, Endpoint, Operation } from '../../http/endpoint.ts';
import { errorComponents, errorResponses } from './error-responses.ts';
import { EXAMPLES } from './examples/index.ts';

/** Generated clients make a class of each. */
const TAGS: Readonly<Record<Capability, string>> = {
  otp: 'PINs, codes of authenticator apps, and the keys of these.',
  push: 'Approvals on a phone, and the devices that give them.',
  passkeys: 'Passkeys on pages of applications, and those of a user for who helps him.',
  journey: 'Sessions on the hosted pages, their results, and the pages themselves.',
  directory: 'What is administered: domains, settings, applications, users, the record of who did what.',
  recovery: 'What helps a user who has lost his factors.',
  tokens: 'OAuth access tokens, and the keys that sign all tokens.',
  service: 'The service itself.',
};

const SERVERS = [
  { url: '/', description: 'The service that shows this document.' },
  // By its address: linters take the name for a placeholder that was forgotten.
  { url: 'http://127.0.0.1:3000', description: 'The run on one machine: npm start.' },
];

/** The OpenAPI 3.1 document of all endpoints. */
export function openapiDocument(byCapability: Readonly<Record<Capability, readonly Endpoint[]>>): object {
  const chapters = Object.entries(byCapability) as [Capability, readonly Endpoint[]][];
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sekisho',
      version: '1',
      description: 'A second factor as a service. Every answer that is not a success has a status that is not a 2xx.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: SERVERS,
    tags: chapters.map(([name]) => ({ name, description: TAGS[name] })),
    paths: Object.fromEntries(
      chapters.flatMap(([tag, endpoints]) => endpoints.map((endpoint) => [endpoint.path, pathItem(endpoint, tag)])),
    ),
    components: {
      securitySchemes: { basic: { type: 'http', scheme: 'basic' }, bearer: { type: 'http', scheme: 'bearer' } },
      ...errorComponents(Object.values(byCapability).flat()),
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

function pathItem(endpoint: Endpoint, tag: Capability): object {
  const names = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const parameters = names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
  const operations = Object.entries(endpoint.operations).map(([method, operation]) => [
    method.toLowerCase(),
    operationObject(endpoint, operation, tag),
  ]);
  return { ...(parameters.length === 0 ? {} : { parameters }), ...Object.fromEntries(operations) };
}

const REASON = { 'Sekisho-Reason': 'Why, in one line of at most 200 characters; it stands in the audit record.' };

function operationObject(endpoint: Endpoint, operation: Operation, tag: Capability): object {
  const headers = { ...operation.headers, ...(operation.audit === undefined ? {} : REASON) };
  const parameters = [...parametersOf('header', headers), ...parametersOf('query', operation.query)];
  return {
    operationId: operation.id,
    tags: [tag],
    summary: operation.summary,
    security: SECURITY[operation.caller],
    ...(operation.caller === 'anyone' ? {} : { description: `Caller: ${callerOf(operation)}.` }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(operation.request === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: {
              [requestType(operation)]: {
                schema: jsonSchema(operation.request, 'input'),
                ...exampleOf(EXAMPLES[operation.id]?.request),
              },
            },
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

function exampleOf(example: unknown): object {
  return example === undefined ? {} : { example };
}

function successResponse({ id, success }: Operation): object {
  const content =
    success.schema === undefined
      ? {}
      : {
          content: {
            'application/json': {
              schema: jsonSchema(success.schema, 'output'),
              ...exampleOf(EXAMPLES[id]?.answer),
            },
          },
        };
  const headers = Object.entries(success.headers ?? {}).map(([name, description]) => [
    name,
    { description, schema: { type: 'string' } },
  ]);
  return {
    description: success.description,
    ...(headers.length === 0 ? {} : { headers: Object.fromEntries(headers) }),
    ...content,
  };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
