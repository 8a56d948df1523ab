import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Code, IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { type DeployedFunction, FUNCTIONS, type FunctionName } from '../functions/deployed-functions.ts';
import { takesPasswords } from '../functions/http/endpoint.ts';
import { functionCode } from './bundling/code.ts';
import { Edge, type EdgeProps } from './constructs/edge.ts';
import { allow } from './constructs/grant.ts';
import { giveLdapAccess, meetsLdap } from './constructs/ldap-access.ts';
import { Operations } from './constructs/operations.ts';
import { PushPlatforms } from './constructs/push-platforms.ts';
import { PushStateMachine } from './constructs/push-state-machine.ts';
import { ServiceApi } from './constructs/service-api.ts';
import { ServiceFunction, type ServiceFunctionProps } from './constructs/service-function.ts';
import { SmsAccount } from './constructs/sms-account.ts';
import { addsToRecord, type TableUse } from './constructs/table-rights.ts';
import type { UserTable } from './constructs/user-table.ts';
import type { StageSettings } from './stage-settings.ts';
import type { StateStack } from './state-stack.ts';

interface ServiceStackProps extends Pick<StackProps, 'env' | 'description'> {
  readonly state: StateStack;
  readonly settings: StageSettings;
  /** Of the edge stack, where the stage has one. */
  readonly webAclArn: string | undefined;
}

/** What may be thrown away and made again: the API and its functions. It holds no state. */
export class ServiceStack extends Stack {
  private readonly code: (name: DeployedFunction) => Code;
  private readonly settings: ServiceStackProps['settings'];
  private readonly api: ServiceApi;
  private readonly users: UserTable;

  constructor(scope: Construct, id: string, { state, settings, webAclArn, ...stackProps }: ServiceStackProps) {
    super(scope, id, { ...stackProps, crossRegionReferences: webAclArn !== undefined });
    this.users = state.users;
    const { users, sealKey, signingKey, secrets, sender } = state;
    this.code = functionCode(this);
    this.settings = settings;
    const kept = { logRetention: settings.logRetentionDays, removalPolicy: settings.removalPolicy };
    const edge = this.edge(webAclArn, kept);
    this.api = new ServiceApi(this, 'Api', { ...settings, ...kept, edge });
    if (settings.sms) new SmsAccount(this, 'Sms', { ...settings.sms, ...kept, code: this.code('sms-account') });
    const PUBLIC_URL = this.api.publicUrl;
    const platforms = new PushPlatforms(this, 'PushPlatforms', {
      ...settings.push,
      secrets,
      code: this.code('platform-application'),
      ...kept,
    });

    this.serve('create-otp', 'Makes a PIN and delivers it', (role) => ({
      ...this.table(role, 'send'),
      ...sealKey.grantCreateDataKeys(role),
      ...this.send(state, role),
    }));
    this.serve('validate-otp', 'Checks a PIN or a TOTP code', (role) => ({
      ...this.table(role, 'verify'),
      ...sealKey.grantUnwrap(role),
    }));
    this.serve('secret-key', "Makes, shows and removes the user's TOTP key", (role) => ({
      PUBLIC_URL,
      ...this.table(role, 'enrol'),
      ...sealKey.grantCreateDataKeys(role),
      ...signingKey.grantPublish(role),
      ...this.send(state, role),
    }));
    const administer = (use: TableUse) => (role: IGrantable) => ({
      PUBLIC_URL,
      ...this.table(role, use),
      ...sealKey.grantUnwrap(role),
      ...signingKey.grantPublish(role),
    });
    this.serve('settings', 'Shows and replaces the settings of a domain', administer('settings'));
    this.serve('audit', 'Shows the record of who did what', administer('readRecord'));
    this.serve('identity-domain', 'Creates, shows and changes identity domains', administer('domains'));
    this.serve('users', 'Manages the users of our own directory', administer('directory'));
    this.serve('user-lock', 'Ends the lock of a user, or his sign-ins', administer('unlock'));
    this.serve('user-devices', 'Lists and removes devices of a user', (role) => ({
      ...administer('devicesOfUsers')(role),
      ...this.send(state, role),
    }));
    this.serve('sessions', 'Begins a visit to the hosted pages', (role) => ({
      PUBLIC_URL,
      ...this.table(role, 'startSession'),
    }));
    this.serve('session-result', 'Hands out the result of a session, once', (role) => ({
      PUBLIC_URL,
      ...this.table(role, 'takeResult'),
      ...signingKey.grantSign(role),
    }));
    this.serve('token', 'Gives out access tokens and says what they are', (role) => ({
      PUBLIC_URL,
      ...this.table(role, 'tokens'),
      ...sealKey.grantUnwrap(role),
      ...signingKey.grantSign(role),
    }));
    this.serve('jwks', 'Publishes the keys that tokens are checked with', (role) => signingKey.grantPublish(role));
    this.serve('oma-config', 'Serves the configuration page for OMA-style apps', (role) => ({
      PUBLIC_URL,
      ...this.table(role, 'readSettings'),
    }));
    this.serve('device-page', 'Serves the page that is a device', () => ({}));
    const push = this.servePush(state, platforms);
    this.serve('health', 'Says that the service answers', () => ({}));
    this.serve('openapi', 'Serves the OpenAPI document', () => ({}));
    new Operations(this, 'Operations', { ...settings, api: this.api, users, mail: sender.mail, push });
    new CfnOutput(this, 'ApiUrl', { value: this.api.publicUrl });
  }

  /** Push: the machine that waits, and the functions that start it, answer it and know the devices. */
  private servePush(state: StateStack, platforms: PushPlatforms): PushStateMachine {
    const { users, sealKey } = state;
    const startPush = (role: IGrantable) => ({
      ...this.table(role, 'startPush'),
      ...sealKey.grantCreateDataKeys(role),
    });
    const startFunction = this.create('push-start', 'Makes the challenge of a nested execution', startPush);
    const machine = new PushStateMachine(this, 'Push', { users, platforms, startFunction });
    const clients = (role: IGrantable) => ({ ...startPush(role), ...machine.grantStart(role) });
    // A waiting client holds it for up to 25 seconds; API Gateway gives up after 30.
    this.serve('push-challenges', 'Starts push challenges and says what became of them', clients, 30);
    this.serve('push-answer', "Takes a device's answer", (role) => {
      machine.grantWake(role);
      return { ...this.table(role, 'answerPush'), ...sealKey.grantUnwrap(role) };
    });
    this.serve('device-enrolments', 'Makes enrolment codes for devices', (role) => ({
      ...this.table(role, 'enrolDevice'),
      ...sealKey.grantCreateDataKeys(role),
      ...this.send(state, role),
    }));
    const registrars = (role: IGrantable) => ({
      ...platforms.grantRegister(role),
      ...this.table(role, 'registerDevice'),
      ...sealKey.grantUnwrap(role),
      ...this.send(state, role),
    });
    this.serve('devices', 'Registers devices and shows them what is open', registrars);
    this.serve('oma', 'Registers OMA-style devices and takes their answers', (role) => {
      machine.grantWake(role);
      this.table(role, 'answerPush');
      return registrars(role);
    });
    const pages = (role: IGrantable) => ({
      PUBLIC_URL: this.api.publicUrl,
      ...this.table(role, 'pages'),
      ...sealKey.grantCreateDataKeys(role),
      ...this.send(state, role),
      ...machine.grantStart(role),
    });
    // A waiting page asks for up to 20 seconds at a time.
    this.serve('pages', 'Serves the pages on which people prove and change their factors', pages, 30);
    new CfnOutput(this, 'PushStateMachineArn', { value: machine.arn });
    return machine;
  }

  private edge(
    webAclArn: string | undefined,
    kept: Pick<EdgeProps, 'logRetention' | 'removalPolicy'>,
  ): Edge | undefined {
    const { domain } = this.settings;
    if (webAclArn === undefined || domain === undefined) return undefined;
    return new Edge(this, 'Edge', { ...kept, domain, webAclArn, code: this.code('edge-guard') });
  }

  /** Mail, SMS and the message gateway. */
  private send({ sender, secrets }: StateStack, role: IGrantable) {
    return { ...sender.grantSend(role), ...secrets.grantReadUmsKey(role) };
  }

  /** The rights of a use, and what goes with the table in every function. */
  private table(role: IGrantable, use: TableUse) {
    if (addsToRecord(use)) this.announceRecords(role);
    return { DEFAULT_DOMAIN: this.settings.defaultDomain, ...this.users.grant(role, use) };
  }

  /** Records go to the bus as events too. A function cannot pose as the push machine there. */
  private announceRecords(role: IGrantable): void {
    const bus = this.formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' });
    allow(role, ['events:PutEvents'], bus, {
      StringEquals: { 'events:source': 'sekisho' },
      StringLike: { 'events:detail-type': 'audit.*' },
    });
  }

  /** One function and the routes to it. */
  private serve<Name extends FunctionName>(
    name: Name,
    description: string,
    environment: ServiceFunctionProps<Name>['environment'],
    timeoutSeconds?: number,
  ): void {
    const lambda = this.create(name, description, environment, timeoutSeconds);
    if (takesPasswords(FUNCTIONS[name]) && lambda.role !== undefined) this.users.grant(lambda.role, 'countTries');
    this.api.serve(name, FUNCTIONS[name], lambda);
  }

  private create<Name extends DeployedFunction>(
    name: Name,
    description: string,
    environment: ServiceFunctionProps<Name>['environment'],
    timeoutSeconds?: number,
  ): IFunction {
    const { logRetentionDays: logRetention, removalPolicy } = this.settings;
    const props = { description, code: this.code(name), environment, logRetention, removalPolicy, timeoutSeconds };
    const { lambda } = new ServiceFunction(this, name, props);
    if (this.settings.ldap !== undefined && meetsLdap(name)) giveLdapAccess(lambda, this.settings.ldap);
    return lambda;
  }
}
