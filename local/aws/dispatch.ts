/** Finds the service and the operation that a request is for, and turns what comes out into an answer. */
import * as z from 'zod';
import { AwsError, type Service, type WireAnswer, type WireRequest } from './emulated-service.ts';
import { formOf, readInput, writeError, writeOutput } from './protocols.ts';

export interface Destination {
  service: Service;
  action: string;
}

/** @returns the destination; its action need not exist. Nothing when no service feels addressed. */
export function findDestination(services: readonly Service[], request: WireRequest): Destination | undefined {
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') {
    const dot = target.lastIndexOf('.');
    const prefix = target.slice(0, dot);
    const service = services.find(({ route }) => 'target' in route && route.target === prefix);
    return service && { service, action: target.slice(dot + 1) };
  }
  return findByPath(services, request) ?? findByQuery(services, request);
}

function findByPath(services: readonly Service[], { method, path }: WireRequest): Destination | undefined {
  const call = `${method} ${path}`;
  for (const service of services) {
    if ('prefix' in service.route && path.startsWith(service.route.prefix)) {
      return { service, action: service.route.paths[call] ?? call };
    }
  }
  return undefined;
}

function findByQuery(services: readonly Service[], request: WireRequest): Destination | undefined {
  const form = formOf(request);
  const action = form.get('Action');
  const version = form.get('Version');
  const service = services.find(({ route }) => 'version' in route && route.version === version);
  return service && action !== null ? { service, action } : undefined;
}

export async function perform({ service, action }: Destination, request: WireRequest): Promise<WireAnswer> {
  try {
    if (service.passThrough) return await service.passThrough(request, action);
    const run = Object.hasOwn(service.operations, action) ? service.operations[action] : undefined;
    if (!run) throw unknownOperation(action);
    return writeOutput(service.protocol, action, await run(readInput(service.protocol, request)));
  } catch (error) {
    return writeError(service.protocol, asAwsError(service, action, error));
  }
}

export function unknownOperation(action: string): AwsError {
  return new AwsError('UnknownOperationException', `The embedded AWS does not know the operation ${action}.`);
}

function asAwsError(service: Service, action: string, error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  if (error instanceof z.ZodError) return new AwsError(service.errors.invalidInput, z.prettifyError(error));
  // A fault of the embedded AWS, not of its caller: whoever develops it needs the stack.
  console.error(`embedded AWS: ${service.name}.${action} failed`, error);
  const { code, status } = service.errors.internal;
  return new AwsError(code, 'The embedded AWS failed; see its error output.', status);
}
