/** Reads inputs and writes outputs and errors in the four wire forms that the AWS SDK speaks. */
import { randomUUID } from 'node:crypto';
import { AwsError, type Protocol, type WireAnswer, type WireRequest } from './emulated-service.ts';
import { element } from './xml.ts';

const CONTENT_TYPES: Readonly<Record<Protocol, string>> = {
  'json-1.0': 'application/x-amz-json-1.0',
  'json-1.1': 'application/x-amz-json-1.1',
  'rest-json': 'application/json',
  query: 'text/xml',
};

export function readInput(protocol: Protocol, request: WireRequest): unknown {
  if (protocol === 'query') return readForm(request);
  // What has no body has its input in the query.
  if (request.body.length === 0) return Object.fromEntries(new URLSearchParams(request.url.slice(request.path.length)));
  try {
    return JSON.parse(request.body.toString('utf8'));
  } catch {
    throw new AwsError('SerializationException', 'The request body is not JSON.');
  }
}

export function formOf(request: WireRequest): URLSearchParams {
  const isForm = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  const query = request.url.slice(request.path.length + 1);
  return new URLSearchParams(isForm ? request.body.toString('utf8') : query);
}

/** `Attributes.entry.1.key=K&Attributes.entry.1.value=V` becomes `{ Attributes: { K: 'V' } }`; the rest stays flat. */
function readForm(request: WireRequest): Record<string, unknown> {
  const form = formOf(request);
  const input = new Map<string, unknown>();
  const maps = new Map<string, [string, string][]>();
  for (const [name, value] of form) {
    const [, map, index] = /^(\w+)\.entry\.(\d+)\.key$/.exec(name) ?? [];
    if (map === undefined || index === undefined) {
      input.set(name, value);
      continue;
    }
    maps.set(map, [...(maps.get(map) ?? []), [value, form.get(`${map}.entry.${index}.value`) ?? '']]);
  }
  for (const [name, entries] of maps) input.set(name, Object.fromEntries(entries));
  return Object.fromEntries(input);
}

export function writeOutput(protocol: Protocol, action: string, output: unknown): WireAnswer {
  const requestId = randomUUID();
  if (protocol !== 'query') return answer(protocol, 200, requestId, JSON.stringify(output ?? {}));
  const body = { [`${action}Result`]: output ?? {}, ResponseMetadata: { RequestId: requestId } };
  return answer(protocol, 200, requestId, element(`${action}Response`, body));
}

export function writeError(protocol: Protocol, { code, message, status }: AwsError): WireAnswer {
  const requestId = randomUUID();
  if (protocol === 'query') {
    const body = { Error: { Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message } };
    return answer(protocol, status, requestId, element('ErrorResponse', { ...body, RequestId: requestId }));
  }
  const body = protocol === 'rest-json' ? { message } : { __type: code, message };
  const written = answer(protocol, status, requestId, JSON.stringify(body));
  return { ...written, headers: { ...written.headers, 'x-amzn-errortype': code } };
}

function answer(protocol: Protocol, status: number, requestId: string, body: string): WireAnswer {
  return { status, headers: { 'content-type': CONTENT_TYPES[protocol], 'x-amzn-requestid': requestId }, body };
}
