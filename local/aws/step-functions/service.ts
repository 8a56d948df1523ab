/** Step Functions for STANDARD machines. @see https://docs.aws.amazon.com/step-functions/latest/apireference/Welcome.html */
import * as z from 'zod';
import { AwsError, type Operation, operation, type Service, type ServiceContext } from '../emulated-service.ts';
import type { State } from '../saved-state.ts';
import type { Execution } from './execution.ts';
import { createExecutions, type Executions } from './executions.ts';
import { createTaskTokens, type TaskTokens } from './task-tokens.ts';

const Name = z.string().regex(/^[\w-]{1,80}$/);
const CreateMachine = z.object({
  name: Name,
  definition: z.string(),
  roleArn: z.string(),
  type: z.string().optional(),
});
const MachineArn = z.object({ stateMachineArn: z.string() });
const UpdateMachine = MachineArn.extend({ definition: z.string() });
const Start = MachineArn.extend({ name: Name.optional(), input: z.string().default('{}') });
const ExecutionArn = z.object({ executionArn: z.string() });
const Stop = ExecutionArn.extend({ error: z.string().optional(), cause: z.string().optional() });
const Success = z.object({ taskToken: z.string(), output: z.string() });
const Failure = z.object({ taskToken: z.string(), error: z.string().optional(), cause: z.string().optional() });
const Heartbeat = z.object({ taskToken: z.string() });

interface Machine {
  readonly name: string;
  readonly definition: string;
  readonly roleArn: string;
  /** ISO 8601. */
  readonly createdAt: string;
}

export function createStepFunctions(context: ServiceContext): Service {
  const machines = context.openState<Record<string, Machine>>('state-machines', {});
  const tokens = createTaskTokens();
  const executions = createExecutions(context, tokens, (arn) => definitionOf(machines.value, arn));
  return {
    name: 'states',
    protocol: 'json-1.0',
    route: { target: 'AWSStepFunctions' },
    errors: {
      invalidInput: 'ValidationException',
      throttle: { code: 'ThrottlingException', status: 400 },
      conflict: { code: 'ConflictException', status: 400 },
      internal: { code: 'InternalServerError', status: 500 },
    },
    operations: {
      ...machineOperations(machines, `arn:aws:states:${context.region}:${context.account}:stateMachine`),
      ...executionOperations(executions),
      ...tokenOperations(tokens),
    },
    listening: () => executions.resume(),
  };
}

function machineOperations(machines: State<Record<string, Machine>>, arnPrefix: string): Record<string, Operation> {
  const put = (arn: string, machine: Machine): void => {
    machines.value[arn] = machine;
    machines.save();
  };
  return {
    CreateStateMachine: operation(CreateMachine, ({ name, definition, roleArn, type }) => {
      if (type === 'EXPRESS') throw new AwsError('ValidationException', 'Only STANDARD machines run here.');
      parseDefinition(definition);
      const arn = `${arnPrefix}:${name}`;
      const existing = machines.value[arn];
      if (existing !== undefined && existing.definition !== definition) {
        throw new AwsError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
      }
      if (existing === undefined) put(arn, { name, definition, roleArn, createdAt: new Date().toISOString() });
      return { stateMachineArn: arn, creationDate: secondsOf(machines.value[arn]?.createdAt) };
    }),
    UpdateStateMachine: operation(UpdateMachine, ({ stateMachineArn, definition }) => {
      parseDefinition(definition);
      put(stateMachineArn, { ...machineOf(machines.value, stateMachineArn), definition });
      return { updateDate: Date.now() / 1000 };
    }),
    DescribeStateMachine: operation(MachineArn, ({ stateMachineArn }) => {
      const { name, definition, roleArn, createdAt } = machineOf(machines.value, stateMachineArn);
      const creationDate = secondsOf(createdAt);
      return { stateMachineArn, name, definition, roleArn, type: 'STANDARD', status: 'ACTIVE', creationDate };
    }),
  };
}

function executionOperations(executions: Executions): Record<string, Operation> {
  return {
    StartExecution: operation(Start, (input) => {
      if (parse(input.input) === undefined) throw new AwsError('InvalidExecutionInput', 'The input is not JSON.');
      const { arn, startedAt } = executions.start(input);
      return { executionArn: arn, startDate: secondsOf(startedAt) };
    }),
    DescribeExecution: operation(ExecutionArn, ({ executionArn }) => describe(executions.find(executionArn))),
    StopExecution: operation(Stop, ({ executionArn, error, cause }) => {
      const { stoppedAt } = executions.stop(executionArn, error, cause);
      return { stopDate: secondsOf(stoppedAt) };
    }),
  };
}

function tokenOperations(tokens: TaskTokens): Record<string, Operation> {
  return {
    SendTaskSuccess: operation(Success, ({ taskToken, output }) => {
      const value = parse(output);
      if (value === undefined) throw new AwsError('InvalidOutput', 'The output is not JSON.');
      tokens.settle(taskToken, { value });
      return {};
    }),
    SendTaskFailure: operation(Failure, ({ taskToken, error = '', cause = '' }) => {
      tokens.settle(taskToken, { error, cause });
      return {};
    }),
    SendTaskHeartbeat: operation(Heartbeat, ({ taskToken }) => {
      tokens.check(taskToken);
      return {};
    }),
  };
}

function describe(execution: Execution): object {
  const { arn, machineArn, name, status, input, output, error, cause, startedAt, stoppedAt } = execution;
  return {
    executionArn: arn,
    stateMachineArn: machineArn,
    name,
    status,
    input,
    startDate: secondsOf(startedAt),
    ...(stoppedAt === undefined ? {} : { stopDate: secondsOf(stoppedAt) }),
    ...(output === undefined ? {} : { output }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  };
}

function machineOf(machines: Record<string, Machine>, arn: string): Machine {
  const machine = machines[arn];
  if (!machine) throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  return machine;
}

function definitionOf(machines: Record<string, Machine>, arn: string): string {
  return machineOf(machines, arn).definition;
}

function parseDefinition(definition: string): void {
  const states = z.object({ StartAt: z.string(), States: z.record(z.string(), z.object({ Type: z.string() })) });
  if (!states.safeParse(parse(definition)).success) {
    throw new AwsError('InvalidDefinition', 'Invalid State Machine Definition');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The wire form of a time: seconds. */
function secondsOf(iso: string | undefined): number {
  return iso === undefined ? 0 : Date.parse(iso) / 1000;
}
