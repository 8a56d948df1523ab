import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type EmbeddedAws, startEmbeddedAws } from '../../local/aws/index.ts';

const roleArn = 'arn:aws:iam::000000000000:role/test';
let aws: EmbeddedAws;
let sfn: SFNClient;
/** Payloads that the function `tell` was called with: a machine hands its task token out that way. */
const told: unknown[] = [];
beforeAll(async () => {
  aws = await startEmbeddedAws({
    async invokeFunction(name, payload) {
      if (name !== 'tell') throw new TypeError('no such function');
      told.push(payload);
      return { heard: payload };
    },
  });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  sfn = new SFNClient({ endpoint: aws.url, region: 'us-east-1', credentials, maxAttempts: 1 });
});
afterAll(() => aws.close());

let machines = 0;

async function machine(definition: object): Promise<string> {
  machines += 1;
  const command = { name: `machine-${machines}`, definition: JSON.stringify(definition), roleArn };
  return (await sfn.send(new CreateStateMachineCommand(command))).stateMachineArn ?? '';
}

async function start(stateMachineArn: string, input: object = {}, name?: string): Promise<string> {
  const command = new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input), ...(name && { name }) });
  return (await sfn.send(command)).executionArn ?? '';
}

async function ended(executionArn: string): Promise<DescribeExecutionOutput> {
  for (;;) {
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (execution.status !== 'RUNNING') return execution;
    await sleep(20);
  }
}

const ECHO = { StartAt: 'Echo', States: { Echo: { Type: 'Pass', End: true } } };

/** Tells its token to the function and waits for it, at most as long as the input says. */
const WAIT = {
  StartAt: 'Wait',
  States: {
    Wait: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: { FunctionName: 'tell', Payload: { 'token.$': '$$.Task.Token', 'id.$': '$.id' } },
      TimeoutSecondsPath: '$.seconds',
      Catch: [{ ErrorEquals: ['States.Timeout'], ResultPath: '$.error', Next: 'TooLate' }],
      End: true,
    },
    TooLate: { Type: 'Pass', Result: 'too late', End: true },
  },
};

async function tokenOf(id: string): Promise<string> {
  const find = () => told.find((payload) => (payload as { id: string }).id === id) as { token: string } | undefined;
  await expect.poll(find).toBeDefined();
  return find()?.token ?? '';
}

describe('an execution', () => {
  it('runs to its end and keeps input and output', async () => {
    const execution = await ended(await start(await machine(ECHO), { a: 1 }));
    expect(execution).toMatchObject({ status: 'SUCCEEDED', input: '{"a":1}', output: '{"a":1}' });
    expect(execution.startDate).toBeInstanceOf(Date);
    expect(execution.stopDate).toBeInstanceOf(Date);
  });

  it('has one name once: the same start while it runs is the same execution, another one is refused', async () => {
    const arn = await machine(WAIT);
    const first = await start(arn, { id: 'named', seconds: 30 }, 'named');
    expect(await start(arn, { id: 'named', seconds: 30 }, 'named')).toBe(first);
    await expect(start(arn, { id: 'other', seconds: 30 }, 'named')).rejects.toMatchObject({
      name: 'ExecutionAlreadyExists',
    });
    await sfn.send(new StopExecutionCommand({ executionArn: first }));
    await expect(start(arn, { id: 'named', seconds: 30 }, 'named')).rejects.toMatchObject({
      name: 'ExecutionAlreadyExists',
    });
  });

  it('that is stopped is ABORTED, and nobody waits for its token any more', async () => {
    const executionArn = await start(await machine(WAIT), { id: 'stopped', seconds: 30 });
    const taskToken = await tokenOf('stopped');
    await sfn.send(new StopExecutionCommand({ executionArn, error: 'Enough', cause: 'a test' }));
    expect(await ended(executionArn)).toMatchObject({ status: 'ABORTED', error: 'Enough', cause: 'a test' });
    await expect(sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }))).rejects.toMatchObject({
      name: 'TaskTimedOut',
    });
  });

  it('fails with the error of the service that a state called', async () => {
    const Parameters = { TableName: 'none', Key: { pk: { S: 'x' } }, UpdateExpression: 'REMOVE a' };
    const Resource = 'arn:aws:states:::aws-sdk:dynamodb:updateItem';
    const arn = await machine({ StartAt: 'Call', States: { Call: { Type: 'Task', Resource, Parameters, End: true } } });
    expect(await ended(await start(arn))).toMatchObject({
      status: 'FAILED',
      error: 'DynamoDb.ResourceNotFoundException',
    });
  });
});

describe('a task token', () => {
  it('wakes its state with the output', async () => {
    const executionArn = await start(await machine(WAIT), { id: 'woken', seconds: 30 });
    const taskToken = await tokenOf('woken');
    await sfn.send(new SendTaskHeartbeatCommand({ taskToken }));
    await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{"yes":true}' }));
    expect(await ended(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '{"yes":true}' });
    await expect(sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }))).rejects.toMatchObject({
      name: 'TaskTimedOut',
    });
  });

  it('fails its state with the error', async () => {
    const executionArn = await start(await machine(WAIT), { id: 'failed', seconds: 30 });
    const taskToken = await tokenOf('failed');
    await sfn.send(new SendTaskFailureCommand({ taskToken, error: 'Refused', cause: 'a test' }));
    expect(await ended(executionArn)).toMatchObject({ status: 'FAILED', error: 'Refused', cause: 'a test' });
  });

  it('is over with the time-out of its state, whose path is read from the input', async () => {
    const executionArn = await start(await machine(WAIT), { id: 'late', seconds: 1 });
    const taskToken = await tokenOf('late');
    expect(await ended(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '"too late"' });
    await expect(sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }))).rejects.toMatchObject({
      name: 'TaskTimedOut',
    });
  });
});

describe('a wait for a point in time', () => {
  afterEach(() => vi.useRealTimers());

  it('is over when the clock of the process has come there, also by a move of it', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    const until = { StartAt: 'Until', States: { Until: { Type: 'Wait', TimestampPath: '$.at', End: true } } };
    const at = new Date(Date.now() + 24 * 60 * 60 * 1000).toISOString();
    const executionArn = await start(await machine(until), { at, kept: true });
    await sleep(300);
    expect((await sfn.send(new DescribeExecutionCommand({ executionArn }))).status).toBe('RUNNING');
    vi.setSystemTime(Date.parse(at));
    expect(await ended(executionArn)).toMatchObject({
      status: 'SUCCEEDED',
      output: JSON.stringify({ at, kept: true }),
    });
  });
});

describe('what cannot be', () => {
  const unknown = 'arn:aws:states:us-east-1:000000000000:execution:none:none';

  it.each([
    ['InvalidToken', () => new SendTaskSuccessCommand({ taskToken: 'garbage', output: '{}' })],
    ['InvalidOutput', () => new SendTaskSuccessCommand({ taskToken: 'garbage', output: 'not json' })],
    ['ExecutionDoesNotExist', () => new DescribeExecutionCommand({ executionArn: unknown })],
    ['ExecutionDoesNotExist', () => new StopExecutionCommand({ executionArn: unknown })],
    ['StateMachineDoesNotExist', () => new StartExecutionCommand({ stateMachineArn: unknown })],
    ['InvalidDefinition', () => new CreateStateMachineCommand({ name: 'bad', definition: '{}', roleArn })],
  ])('is refused with %s', async (name, command) => {
    await expect(sfn.send(command() as DescribeExecutionCommand)).rejects.toMatchObject({ name });
  });

  it('is refused with InvalidExecutionInput when the input is not JSON', async () => {
    const stateMachineArn = await machine(ECHO);
    const command = new StartExecutionCommand({ stateMachineArn, input: 'not json' });
    await expect(sfn.send(command)).rejects.toMatchObject({ name: 'InvalidExecutionInput' });
  });

  it('is refused when a machine of the same name has another definition', async () => {
    const command = { name: 'twice', roleArn, definition: JSON.stringify(ECHO) };
    const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand(command));
    expect((await sfn.send(new CreateStateMachineCommand(command))).stateMachineArn).toBe(stateMachineArn);
    const other = new CreateStateMachineCommand({ ...command, definition: JSON.stringify(WAIT) });
    await expect(sfn.send(other)).rejects.toMatchObject({ name: 'StateMachineAlreadyExists' });
  });
});
