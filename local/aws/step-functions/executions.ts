/** Executions of state machines, run by aws-local-stepfunctions; they go on after a restart where they were. */
import { randomUUID } from 'node:crypto';
import type { StateMachine } from 'aws-local-stepfunctions';
import { AwsError, type ServiceContext } from '../emulated-service.ts';
import { forEngine } from './engine-definition.ts';
import type { Execution } from './execution.ts';
import { createIntegrations, TaskError, type Tasks } from './integrations.ts';
import type { TaskTokens } from './task-tokens.ts';

type Definition = ConstructorParameters<typeof StateMachine>[0];

export interface Executions {
  start(request: { stateMachineArn: string; name?: string | undefined; input: string }): Execution;
  find(arn: string): Execution;
  stop(arn: string, error?: string, cause?: string): Execution;
  /** Goes on with what ran when the process ended. */
  resume(): void;
}

/** Bounds the file of a long run; AWS keeps them for 90 days. */
const MAX_FINISHED = 1_000;

export function createExecutions(
  context: ServiceContext,
  tokens: TaskTokens,
  definitionOf: (machineArn: string) => string,
): Executions {
  const stored = context.openState<Record<string, Execution>>('executions', {});
  const running = new Map<string, { abort: () => void; ended: Promise<void> }>();
  context.closing.addEventListener('abort', () => {
    for (const { abort } of running.values()) abort();
  });

  function find(arn: string): Execution {
    const execution = stored.value[arn];
    if (!execution) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return execution;
  }

  function end(execution: Execution, change: Partial<Execution>): void {
    // What the end of the process interrupts is not over: it goes on with the next one.
    if (context.closing.aborted || execution.status !== 'RUNNING') return;
    tokens.revokeAll(execution.arn);
    delete execution.at;
    Object.assign(execution, change, { stoppedAt: new Date().toISOString() });
    running.delete(execution.arn);
    const finished = Object.values(stored.value).filter(({ status }) => status !== 'RUNNING');
    for (const { arn } of finished.slice(0, Math.max(0, finished.length - MAX_FINISHED))) delete stored.value[arn];
    stored.save();
  }

  function run(execution: Execution): void {
    const definition = JSON.parse(definitionOf(execution.machineArn)) as Definition;
    const { state, input } = execution.at ?? { state: definition.StartAt, input: JSON.parse(execution.input) };
    const ended = import('aws-local-stepfunctions').then(async ({ StateMachine }) => {
      const inEngine = { ...forEngine(definition), StartAt: state };
      const machine = new StateMachine(inEngine, { validationOptions: { noValidate: true } });
      const tasks = integrations.tasksOf(inEngine, execution.arn);
      const { result, abort, eventLogs } = machine.run(input as never, runOptions(execution, tasks));
      running.set(execution.arn, { abort, ended });
      void follow(execution, tasks, eventLogs);
      try {
        end(execution, { status: 'SUCCEEDED', output: JSON.stringify(await result) });
      } catch (error) {
        end(execution, failureOf(error));
      }
    });
    running.set(execution.arn, { abort: () => undefined, ended });
  }

  /** Notes each state that is entered; states inside a Map are not places to go on from. */
  async function follow(
    execution: Execution,
    tasks: Tasks,
    events: AsyncIterable<{ type: string; index?: number; state?: { name: string; input: unknown } }>,
  ): Promise<void> {
    for await (const { type, index, state } of events) {
      if (type === 'StateFailed' && state !== undefined) tasks.left(state.name);
      if (type !== 'StateEntered' || index !== undefined || state === undefined) continue;
      if (context.closing.aborted || execution.status !== 'RUNNING') continue;
      execution.at = { state: state.name, input: state.input };
      stored.save();
    }
  }

  const integrations = createIntegrations(context, tokens, {
    start,
    async ended(arn) {
      await running.get(arn)?.ended;
      return find(arn);
    },
  });

  function start(request: { stateMachineArn: string; name?: string | undefined; input: string }): Execution {
    const { stateMachineArn: machineArn, name = randomUUID(), input } = request;
    definitionOf(machineArn);
    const arn = `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;
    const existing = stored.value[arn];
    if (existing !== undefined) {
      // Idempotent while it runs with the same input (API reference, StartExecution).
      if (existing.status === 'RUNNING' && existing.input === input) return existing;
      throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    const execution: Execution = {
      arn,
      machineArn,
      name,
      input,
      startedAt: new Date().toISOString(),
      status: 'RUNNING',
    };
    stored.value[arn] = execution;
    stored.save();
    run(execution);
    return execution;
  }

  return {
    start,
    find,
    stop(arn, error, cause) {
      const execution = find(arn);
      const { abort } = running.get(arn) ?? {};
      end(execution, { status: 'ABORTED', ...(error && { error }), ...(cause && { cause }) });
      abort?.();
      return execution;
    },
    resume() {
      for (const execution of Object.values(stored.value)) if (execution.status === 'RUNNING') run(execution);
    },
  };
}

function runOptions(execution: Execution, tasks: Tasks) {
  return {
    overrides: { taskResourceLocalHandlers: tasks.handlers },
    context: {
      Execution: { Id: execution.arn, Name: execution.name },
      StateMachine: { Id: execution.machineArn },
      // Read when a state asks for it, so each wait gets a token of its own and each state its time.
      Task: {
        get Token() {
          return tasks.token();
        },
      },
      State: {
        get EnteredTime() {
          return new Date().toISOString();
        },
      },
    },
  };
}

function failureOf(error: unknown): Partial<Execution> {
  if (!(error instanceof Error)) return { status: 'FAILED', error: 'States.Runtime' };
  if (error.name === 'States.Timeout' || error.name === 'ExecutionTimeoutError') return { status: 'TIMED_OUT' };
  const reason = error.cause instanceof Error ? error.cause : error;
  const cause = reason instanceof TaskError ? reason.message : String(reason.cause ?? reason.message);
  return { status: 'FAILED', error: reason.name, cause };
}
