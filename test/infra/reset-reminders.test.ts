import { describe, expect, test } from 'vitest';
import { resetDefinition } from '../../lib/constructs/reset-definition.ts';
import { stateMachine, statementsOf } from './state-machine.ts';
import { synthesise } from './synthesised.ts';

const { service } = synthesise('dev');
const { id, resource, definition } = stateMachine(service, 'ResetReminders');

describe('the machine of the reminders', () => {
  test('is the one that the local run has', () => {
    expect(definition).toEqual(resetDefinition({ noticeFunctionArn: 'token' }));
  });

  test('is STANDARD: an EXPRESS one ends after five minutes', () => {
    expect(resource.Properties.StateMachineType).toBe('STANDARD');
  });

  test('tells of the end also when it could not tell of the half', () => {
    expect(definition.States.TellHalf?.Catch).toEqual([
      { ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'UntilReady' },
    ]);
  });

  test('may call one function and nothing else', () => {
    const rights = statementsOf(service, resource).map(({ Action }) => Action);
    expect(rights).toEqual(['lambda:InvokeFunction']);
  });

  test.each(['ExecutionsFailed', 'ExecutionsTimedOut'])('is watched for %s', (MetricName) => {
    service.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmDescription: 'Reminders of a reset fail. See docs/runbook.md#reminders-of-a-reset-fail',
      ...{ Namespace: 'AWS/States', MetricName, Statistic: 'Sum', Threshold: 1 },
      Dimensions: [{ Name: 'StateMachineArn', Value: { Ref: id } }],
    });
  });
});
