import { Stack, Validations } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { type IGrantable, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { DefinitionBody, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { failuresOf } from './alarms.ts';
import { allow } from './grant.ts';
import { resetDefinition } from './reset-definition.ts';

interface ResetRemindersProps {
  readonly noticeFunction: Pick<IFunction, 'functionArn'>;
}

/** Waits for the times at which a person is told once more of the reset of his factors. A wait costs nothing, however long. */
export class ResetReminders extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { noticeFunction }: ResetRemindersProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
    allow(role, ['lambda:InvokeFunction'], noticeFunction.functionArn);
    const definition = resetDefinition({ noticeFunctionArn: noticeFunction.functionArn });
    const machine = new StateMachine(this, 'Machine', {
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromString(stack.toJsonString(definition)),
      role,
    });
    this.arn = machine.stateMachineArn;
    Validations.of(this).acknowledge(
      {
        id: 'AwsSolutions-SF1',
        reason:
          'A STANDARD machine keeps the history of each execution for 90 days by itself, as the push machine does.',
      },
      { id: 'AwsSolutions-SF2', reason: 'It calls one function alone, and the history says what took how long.' },
    );
  }

  /** Executions that did not come to their end, for the alarms. */
  failures(): IMetric[] {
    return failuresOf(this.arn);
  }

  /** Start an execution for a reset. */
  grantStart(grantee: IGrantable): { readonly RESET_STATE_MACHINE_ARN: string } {
    allow(grantee, ['states:StartExecution'], this.arn);
    return { RESET_STATE_MACHINE_ARN: this.arn };
  }
}
