import { describe, expect, test } from 'vitest';
import { stateMachine, statementsOf } from './state-machine.ts';
import { synthesise } from './synthesised.ts';

const { service } = synthesise('dev');
const machine = stateMachine(service, 'Push');
const states = machine.definition.States;

describe('the push machine', () => {
  test('is STANDARD: an EXPRESS one would take the definition and fail at the first task token', () => {
    expect(machine.resource.Properties.StateMachineType).toBe('STANDARD');
  });

  test('waits by the callback pattern, with the time-out of the challenge', () => {
    expect(states.AwaitAnswer).toMatchObject({
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:dynamodb:updateItem.waitForTaskToken',
      TimeoutSecondsPath: '$.timeoutSeconds',
      Parameters: { ExpressionAttributeValues: { ':token': { 'S.$': '$$.Task.Token' } } },
    });
  });

  test('goes to the one closing state however the waiting ends', () => {
    expect(states.AwaitAnswer?.Next).toBe('Close');
    expect(states.AwaitAnswer?.Catch).toEqual([{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'Close' }]);
  });

  test('does not fail a challenge for a push that fails', () => {
    expect(states.Publish).toHaveProperty('ItemProcessor.States.PushToDevice.Catch', [
      { ErrorEquals: ['States.ALL'], Next: 'NotReached' },
    ]);
  });

  test('has a time-out in every state that calls something', () => {
    for (const [name, state] of Object.entries(states).filter(([, { Type }]) => Type === 'Task')) {
      expect(state.TimeoutSeconds ?? state.TimeoutSecondsPath, name).toBeDefined();
    }
  });
});

test('its role may write challenges, call the one function and send its own events, and nothing else', () => {
  const statements = statementsOf(service, machine.resource);
  const rights = statements.map(({ Action, Condition }) => [Action, Object.values(Condition ?? {})[0]]);
  expect(rights).toEqual([
    ['dynamodb:UpdateItem', { 'dynamodb:LeadingKeys': ['CHALLENGE#*'] }],
    ['kms:Decrypt', expect.objectContaining({ 'kms:EncryptionContext:aws:dynamodb:tableName': expect.anything() })],
    ['lambda:InvokeFunction', undefined],
    ['events:PutEvents', { 'events:source': 'sekisho' }],
  ]);
});
