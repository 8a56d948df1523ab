import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { type IGrantable, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { DeployedFunction } from '../../functions/deployed-functions.ts';
import type { EnvironmentOf } from '../environments.ts';

export interface ServiceFunctionProps<Name extends DeployedFunction> {
  readonly description: string;
  readonly code: Code;
  /**
   * Gives the role its rights and returns what the function reads at its start. Grants return the variables that go
   * with them, so that a function with a missing right lacks a variable too and does not compile.
   */
  readonly environment: (role: IGrantable) => EnvironmentOf<Name>;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
  /** Two calls to AWS take milliseconds; the message gateway has 5 seconds, the rest is for its answer. @default 10 */
  readonly timeoutSeconds?: number | undefined;
  /** As many run at once and no more; they are set aside for this function. Without it they share those of the account. */
  readonly atOnce?: number | undefined;
}

/** One deployed function: arm64, Node 24, its own role with nothing but its grants, its own log group that forgets. */
export class ServiceFunction<Name extends DeployedFunction> extends Construct {
  readonly lambda: LambdaFunction;

  constructor(scope: Construct, name: Name, props: ServiceFunctionProps<Name>) {
    super(scope, name);
    // No key of our own: logs hold no secret (design.md section 6), CloudWatch encrypts them anyway, and a key that
    // the logs service may use would have to let it in by policy for no gain.
    const logGroup = new LogGroup(this, 'Logs', { retention: props.logRetention, removalPolicy: props.removalPolicy });
    // Not the managed AWSLambdaBasicExecutionRole, which may write to every log group of the account.
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    this.lambda = new LambdaFunction(this, 'Function', {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: props.code,
      role,
      logGroup,
      environment: { ...props.environment(role) },
      memorySize: 512,
      timeout: Duration.seconds(props.timeoutSeconds ?? 10),
      ...(props.atOnce !== undefined && { reservedConcurrentExecutions: props.atOnce }),
    });
  }
}
