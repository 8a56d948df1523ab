/** What the Task states of a machine call: the services of this embedded AWS, over its own wire. */
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, UpdateItemCommand, type UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { PublishCommand, type PublishCommandInput, SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod';
import type { ServiceContext } from '../emulated-service.ts';
import { WAIT_UNTIL, withoutCarried } from './engine-definition.ts';
import type { Execution } from './execution.ts';
import type { IssuedToken, TaskResult, TaskTokens } from './task-tokens.ts';

/** A failed task; its name is what `Catch` and `Retry` compare. */
export class TaskError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

// biome-ignore lint/suspicious/noExplicitAny: the engine's own type of a JSON value is not exported.
type Handler = (input: unknown) => Promise<any>;

interface Nested {
  start(request: { stateMachineArn: string; name?: string | undefined; input: string }): Execution;
  ended(arn: string): Promise<Execution>;
}

/** The Task states of one execution. */
export interface Tasks {
  /** A handler for each of them by its name, those inside Map and Parallel too. */
  readonly handlers: Record<string, Handler>;
  /** The token of the state that is about to wait. */
  token(): string;
  /** The state was left by a time-out or an error. */
  left(state: string): void;
}

interface Integrations {
  tasksOf(definition: unknown, executionArn: string): Tasks;
}

const StartExecution = z.object({
  StateMachineArn: z.string(),
  Name: z.string().optional(),
  Input: z.unknown().default({}),
});
const Invoke = z.object({ FunctionName: z.string(), Payload: z.unknown() });
const WaitUntil = z.object({ until: z.string() });
const PutEvents = z.object({ Entries: z.array(z.looseObject({ Detail: z.unknown() })) });

const WAIT = '.waitForTaskToken';

export function createIntegrations(context: ServiceContext, tokens: TaskTokens, nested: Nested): Integrations {
  const calls = createCalls(context, nested);
  return {
    tasksOf(definition, executionArn) {
      const held = new Map<string, string>();
      let next: IssuedToken | undefined;
      const handlers = taskStates(definition).map(({ name, resource }): [string, Handler] => {
        const call = calls[resource.replace(WAIT, '')] ?? unknownCall(resource);
        if (!resource.endsWith(WAIT)) return [name, (input) => call(withoutCarried(input))];
        return [
          name,
          async (input) => {
            const issued = next;
            next = undefined;
            if (issued === undefined) throw new TaskError('States.Runtime', `${name} names no $$.Task.Token.`);
            held.set(name, issued.token);
            await call(withoutCarried(input));
            return outputOf(await issued.result);
          },
        ];
      });
      return {
        handlers: Object.fromEntries(handlers),
        token() {
          next ??= tokens.issue(executionArn);
          return next.token;
        },
        left: (state) => tokens.revoke(held.get(state) ?? ''),
      };
    },
  };
}

function unknownCall(resource: string): Handler {
  return async () => {
    throw new TaskError('States.Runtime', `The embedded AWS cannot call ${resource}.`);
  };
}

function outputOf(result: TaskResult): unknown {
  if ('error' in result) throw new TaskError(result.error, result.cause);
  return result.value;
}

function taskStates(value: unknown): { name: string; resource: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, child]: [string, unknown]) => {
    const task = z.object({ Type: z.literal('Task'), Resource: z.string() }).safeParse(child);
    return task.success ? [{ name, resource: task.data.Resource }] : taskStates(child);
  });
}

/** How often a wait looks at the clock. */
const LOOK_MS = 200;

async function waitUntil(untilMs: number, closing: AbortSignal): Promise<void> {
  // Timers go on as before when the clock is moved, so the clock is looked at.
  while (Date.now() < untilMs && !closing.aborted) await sleep(LOOK_MS, undefined, { ref: false });
}

function createCalls(
  { selfUrl, region, invokeFunction, closing }: ServiceContext,
  nested: Nested,
): Record<string, Handler> {
  // The machine has retries of its own, so the clients have none.
  const client = () => ({
    endpoint: selfUrl(),
    region,
    maxAttempts: 1,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  let dynamodb: DynamoDBClient | undefined;
  let sns: SNSClient | undefined;
  return {
    [WAIT_UNTIL]: (input) => waitUntil(Date.parse(WaitUntil.parse(input).until), closing),
    'arn:aws:states:::aws-sdk:dynamodb:updateItem': (input) => {
      dynamodb ??= new DynamoDBClient(client());
      return named('DynamoDb', dynamodb.send(new UpdateItemCommand(input as UpdateItemCommandInput)));
    },
    'arn:aws:states:::aws-sdk:sns:publish': (input) => {
      sns ??= new SNSClient(client());
      return named('Sns', sns.send(new PublishCommand(input as PublishCommandInput)));
    },
    'arn:aws:states:::events:putEvents': (input) => putEvents(selfUrl(), PutEvents.parse(input)),
    'arn:aws:states:::lambda:invoke': async (input) => {
      const { FunctionName, Payload } = Invoke.parse(input);
      const name = FunctionName.slice(FunctionName.lastIndexOf(':') + 1);
      return { StatusCode: 200, Payload: await named('Lambda', invokeFunction(name, Payload)) };
    },
    'arn:aws:states:::states:startExecution.sync:2': async (input) => {
      const { StateMachineArn, Name, Input } = StartExecution.parse(input);
      const { arn } = nested.start({ stateMachineArn: StateMachineArn, name: Name, input: JSON.stringify(Input) });
      const { status, output = 'null', error, cause } = await nested.ended(arn);
      const detail = { ExecutionArn: arn, Status: status, Error: error, Cause: cause };
      if (status !== 'SUCCEEDED') throw new TaskError('States.TaskFailed', JSON.stringify(detail));
      return { ...detail, Output: JSON.parse(output) as unknown };
    },
  };
}

/** Errors of a call carry the name of the service, as in `DynamoDb.ConditionalCheckFailedException`. */
async function named(service: string, call: Promise<unknown>): Promise<unknown> {
  try {
    return await call;
  } catch (error) {
    const { name, message } = error instanceof Error ? error : { name: 'Exception', message: String(error) };
    throw new TaskError(`${service}.${name}`, message);
  }
}

/** The optimised integration takes `Detail` as an object and fails when one entry does. */
async function putEvents(url: string, { Entries }: z.output<typeof PutEvents>): Promise<unknown> {
  const entries = Entries.map((entry) => ({ ...entry, Detail: JSON.stringify(entry.Detail) }));
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'x-amz-target': 'AWSEvents.PutEvents', 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify({ Entries: entries }),
  });
  const answer = (await response.json()) as { FailedEntryCount?: number };
  if (!response.ok || answer.FailedEntryCount !== 0) {
    throw new TaskError('EventBridge.FailedEntry', JSON.stringify(answer));
  }
  return answer;
}
