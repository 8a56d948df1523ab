import type { Stack } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Code, IFunction } from 'aws-cdk-lib/aws-lambda';
import { type DeployedFunction, FUNCTIONS, type FunctionName } from '../functions/deployed-functions.ts';
import { takesPasswords } from '../functions/http/endpoint.ts';
import { allow } from './constructs/grant.ts';
import { giveLdapAccess, meetsLdap } from './constructs/ldap-access.ts';
import type { RelyingParty } from './constructs/relying-party.ts';
import type { ServiceApi } from './constructs/service-api.ts';
import { ServiceFunction, type ServiceFunctionProps } from './constructs/service-function.ts';
import { addsToRecord, type TableUse } from './constructs/table-rights.ts';
import type { StageSettings } from './stage-settings.ts';
import type { StateStack } from './state-stack.ts';

interface ServiceFunctionsProps {
  readonly state: StateStack;
  readonly settings: StageSettings;
  readonly api: ServiceApi;
  readonly relyingParty: RelyingParty;
  readonly code: (name: DeployedFunction) => Code;
}

/** What most functions are made of: a sentence for the console, and their rights with the variables that go with them. */
type Environment<Name extends DeployedFunction> = ServiceFunctionProps<Name>['environment'];
type Limits = Pick<ServiceFunctionProps<DeployedFunction>, 'timeoutSeconds' | 'atOnce'>;

/**
 * Makes the functions of a service stack. The capabilities (`lib/capabilities`) say which ones and what each may do. They stand
 * directly in the stack, whatever file makes them: CloudFormation knows a function by its place.
 */
export class ServiceFunctions {
  /** Where clients find the service. */
  readonly publicUrl: string;
  private readonly stack: Stack;
  private readonly props: ServiceFunctionsProps;

  constructor(stack: Stack, props: ServiceFunctionsProps) {
    this.stack = stack;
    this.props = props;
    this.publicUrl = props.api.publicUrl;
  }

  /** One function and the routes to it. */
  serve<Name extends FunctionName>(
    name: Name,
    description: string,
    environment: Environment<Name>,
    limits: Limits = {},
  ): IFunction {
    const { api, state } = this.props;
    const lambda = this.create(name, description, environment, limits);
    if (takesPasswords(FUNCTIONS[name]) && lambda.role !== undefined) state.users.grant(lambda.role, 'countTries');
    api.serve(name, FUNCTIONS[name], lambda);
    return lambda;
  }

  /** Which function answers where no route leads. */
  serveRest(lambda: IFunction): void {
    this.props.api.serveRest(lambda);
  }

  /** One function that no route leads to. */
  create<Name extends DeployedFunction>(
    name: Name,
    description: string,
    environment: Environment<Name>,
    limits: Limits = {},
  ): IFunction {
    const { settings, code } = this.props;
    const { logRetentionDays: logRetention, removalPolicy } = settings;
    const props = { description, code: code(name), environment, logRetention, removalPolicy, ...limits };
    const { lambda } = new ServiceFunction(this.stack, name, props);
    if (settings.ldap !== undefined && meetsLdap(name)) giveLdapAccess(lambda, settings.ldap);
    return lambda;
  }

  /** The rights of a use, and what goes with the table in every function. */
  table(role: IGrantable, use: TableUse) {
    if (addsToRecord(use)) this.announceRecords(role);
    return { DEFAULT_DOMAIN: this.props.settings.defaultDomain, ...this.props.state.users.grant(role, use) };
  }

  /** What goes with every function that makes or checks passkeys. */
  get passkeys() {
    return { PUBLIC_URL: this.publicUrl, PASSKEY_RP_ID: this.props.relyingParty.rpId };
  }

  /** The sites that browsers let use our passkeys. */
  get relatedOrigins() {
    return { PUBLIC_URL: this.publicUrl, PASSKEY_ORIGINS: this.props.settings.passkeyOrigins.join(',') };
  }

  /** Functions in which clients wait. A wait is up to 25 seconds long, and API Gateway gives up after 30. */
  get waits() {
    const { waitingClients = 0 } = this.props.settings;
    const mayWait = waitingClients > 0;
    return {
      environment: { CLIENTS_MAY_WAIT: mayWait ? 'true' : 'false' } as const,
      limits: { timeoutSeconds: mayWait ? 30 : 10, ...(mayWait && { atOnce: waitingClients }) },
    };
  }

  /** Mail, SMS and the message gateway. */
  send(role: IGrantable) {
    const { sender, secrets } = this.props.state;
    return { ...sender.grantSend(role), ...secrets.grantReadUmsKey(role) };
  }

  /** Records go to the bus as events too. A function cannot pose as the push machine there. */
  private announceRecords(role: IGrantable): void {
    const bus = this.stack.formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' });
    allow(role, ['events:PutEvents'], bus, {
      StringEquals: { 'events:source': 'sekisho' },
      StringLike: { 'events:detail-type': 'audit.*' },
    });
  }
}
