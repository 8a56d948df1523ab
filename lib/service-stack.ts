import { CfnOutput, CrossStackReferences, ReferenceStrength, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { functionCode } from './bundling/code.ts';
import { serveDirectory } from './capabilities/directory.ts';
import { serveJourney } from './capabilities/journey.ts';
import { serveOtp } from './capabilities/otp.ts';
import { servePasskeys } from './capabilities/passkeys.ts';
import { servePush } from './capabilities/push.ts';
import { serveRecovery } from './capabilities/recovery.ts';
import { serveService } from './capabilities/service.ts';
import { serveTokens } from './capabilities/tokens.ts';
import { Edge } from './constructs/edge.ts';
import { Operations } from './constructs/operations.ts';
import { PushPlatforms } from './constructs/push-platforms.ts';
import { RelyingParty } from './constructs/relying-party.ts';
import { ServiceApi } from './constructs/service-api.ts';
import { SmsAccount } from './constructs/sms-account.ts';
import { ServiceFunctions } from './service-functions.ts';
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
  constructor(scope: Construct, id: string, { state, settings, webAclArn, ...stackProps }: ServiceStackProps) {
    super(scope, id, { ...stackProps, crossRegionReferences: webAclArn !== undefined });
    holdNothingBack(this);
    const code = functionCode(this);
    const kept = { logRetention: settings.logRetentionDays, removalPolicy: settings.removalPolicy };
    const { domain, sms, push } = settings;
    const edge =
      webAclArn === undefined || domain === undefined
        ? undefined
        : new Edge(this, 'Edge', { ...kept, domain, webAclArn, code: code('edge-guard') });
    const api = new ServiceApi(this, 'Api', { ...settings, ...kept, edge });
    new CfnOutput(this, 'ApiUrl', { value: api.publicUrl });
    if (sms) new SmsAccount(this, 'Sms', { ...sms, ...kept, code: code('sms-account') });
    const { secrets, users, sender } = state;
    const platformCode = code('platform-application');
    const platforms = new PushPlatforms(this, 'PushPlatforms', { ...push, ...kept, secrets, code: platformCode });

    const rpProps = { ...settings, ...kept, host: api.host, users, code: code('passkey-rp-id') };
    const relyingParty = new RelyingParty(this, 'RelyingParty', rpProps);
    const functions = new ServiceFunctions(this, { state, settings, api, relyingParty, code });
    serveOtp(functions, state);
    serveDirectory(functions, state);
    serveTokens(functions, state);
    serveService(functions);
    const machine = servePush(this, functions, state, platforms);
    const reminders = serveRecovery(this, functions, state, platforms);
    serveJourney(functions, state, { machine, reminders, platforms });
    servePasskeys(functions, state);
    new Operations(this, 'Operations', { ...settings, api, users, mail: sender.mail, push: machine, reminders });
  }
}

/**
 * This stack reads the outputs of the state stack instead of importing exports. CloudFormation refuses to take an export away while
 * somebody imports it, so a withdrawn signing key, push platform or sender could not go with one `cdk deploy --all`. `BOTH`, because the
 * exports are still imported by a service stack that an older release deployed (docs/upgrade.md).
 */
function holdNothingBack(stack: ServiceStack): void {
  CrossStackReferences.of(stack).consume(ReferenceStrength.BOTH);
}
