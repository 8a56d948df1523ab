import { Stack, Validations } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { type IGrantable, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { DefinitionBody, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { failuresOf } from './alarms.ts';
import { allow } from './grant.ts';
import { pushDefinition } from './push-definition.ts';
import type { PushPlatforms } from './push-platforms.ts';
import type { UserTable } from './user-table.ts';

interface PushStateMachineProps {
  readonly users: UserTable;
  readonly platforms: Pick<PushPlatforms, 'grantPublish'>;
  readonly startFunction: Pick<IFunction, 'functionArn'>;
}

/** Waits for the answer to a push, so that nothing else has to. STANDARD: an EXPRESS one knows no task tokens. */
export class PushStateMachine extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: PushStateMachineProps) {
    super(scope, id);
    const { users, platforms, startFunction } = props;
    const stack = Stack.of(this);
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
    const { TABLE_NAME: tableName } = users.grant(role, 'awaitAnswer');
    platforms.grantPublish(role);
    allow(role, ['lambda:InvokeFunction'], startFunction.functionArn);
    const bus = stack.formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' });
    allow(role, ['events:PutEvents'], bus, { StringEquals: { 'events:source': 'sekisho' } });
    const definition = pushDefinition({ tableName, startFunctionArn: startFunction.functionArn });
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
          'A STANDARD machine keeps the history of each execution for 90 days by itself. Logs would be a second copy, and ' +
          'the right to deliver them takes no resource: it would be the only wildcard in the stack.',
      },
      { id: 'AwsSolutions-SF2', reason: 'Its states call AWS alone, and the history says what took how long.' },
    );
  }

  /** Executions that did not come to their end, for the alarms. */
  failures(): IMetric[] {
    return failuresOf(this.arn);
  }

  /** Start an execution for a challenge. */
  grantStart(grantee: IGrantable): { readonly PUSH_STATE_MACHINE_ARN: string } {
    allow(grantee, ['states:StartExecution'], this.arn);
    return { PUSH_STATE_MACHINE_ARN: this.arn };
  }

  /** Wake an execution by its task token. */
  grantWake(grantee: IGrantable): void {
    allow(grantee, ['states:SendTaskSuccess'], this.arn);
  }
}
