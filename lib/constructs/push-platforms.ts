import { CustomResource, Duration, type RemovalPolicy, Stack, Token, Validations } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { PlatformApplicationProperties } from '../../functions/service/platform-application/contract.ts';
import { allow } from './grant.ts';
import { ServiceFunction } from './service-function.ts';
import type { PushSecretName, ServiceSecrets } from './service-secrets.ts';

interface PushPlatformsProps {
  readonly PushAPNsProdServer: boolean;
  readonly secretVersions: Readonly<Partial<Record<PushSecretName, string | undefined>>>;
  readonly secrets: ServiceSecrets;
  readonly code: Code;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

type Platform = PlatformApplicationProperties['Platform'];

interface Wanted {
  readonly device: 'ios' | 'android';
  readonly platform: Platform;
  readonly secret: PushSecretName;
  readonly version: string;
}

const KEEP = ['sns:SetPlatformApplicationAttributes', 'sns:DeletePlatformApplication'];

/**
 * The SNS platform applications for APNs and FCM, each made only when the stage names a version of its secret. SNS has
 * no CloudFormation type for them, so a function of ours makes them; it is given the ARN and the version of the secret
 * and reads the value itself, which therefore never stands in a template or an event.
 */
export class PushPlatforms extends Construct {
  /** The ARN of the application that devices of a platform register with. */
  readonly applicationArns: Readonly<Partial<Record<Wanted['device'], string>>>;
  private readonly wanted: readonly Wanted[];

  constructor(scope: Construct, id: string, props: PushPlatformsProps) {
    super(scope, id);
    this.wanted = wantedOf(props);
    this.applicationArns = this.wanted.length === 0 ? {} : this.createApplications(props);
  }

  /** Register the devices of these applications, and revive those that were disabled. */
  grantRegister(grantee: IGrantable): { readonly APNS_APPLICATION_ARN: string; readonly FCM_APPLICATION_ARN: string } {
    for (const { platform } of this.wanted) {
      this.acknowledgeDevices(platform);
      allow(grantee, ['sns:CreatePlatformEndpoint'], this.arnOf('app', platform));
      const devices = this.arnOf('endpoint', platform, '*');
      allow(grantee, ['sns:GetEndpointAttributes', 'sns:SetEndpointAttributes'], devices);
    }
    const { ios = '', android = '' } = this.applicationArns;
    return { APNS_APPLICATION_ARN: ios, FCM_APPLICATION_ARN: android };
  }

  /** Push to the devices of these applications. */
  grantPublish(grantee: IGrantable): void {
    for (const { platform } of this.wanted) {
      this.acknowledgeDevices(platform);
      allow(grantee, ['sns:Publish'], this.arnOf('endpoint', platform, '*'));
    }
  }

  private acknowledgeDevices(platform: Platform): void {
    const stack = Stack.of(this);
    const devices = this.arnOf('endpoint', platform, '*')
      .replace(stack.partition, '<AWS::Partition>')
      .replace(stack.region, Token.isUnresolved(stack.region) ? '<AWS::Region>' : stack.region)
      .replace(stack.account, Token.isUnresolved(stack.account) ? '<AWS::AccountId>' : stack.account);
    Validations.of(stack).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${devices}]`,
      reason: 'Devices are not known before they register; these are those of one application.',
    });
  }

  private createApplications(props: PushPlatformsProps): PushPlatforms['applicationArns'] {
    const { secrets, code, logRetention, removalPolicy } = props;
    const description = 'Makes the SNS platform applications';
    const applications: (Wanted & { readonly secretArn: string })[] = [];
    const { lambda } = new ServiceFunction(this, 'platform-application', {
      description,
      code,
      logRetention,
      removalPolicy,
      environment: (role) => {
        for (const wanted of this.wanted) {
          applications.push({ ...wanted, secretArn: secrets.grantReadPushSecret(role, wanted.secret) });
          this.grantKeep(role, wanted);
        }
        return {};
      },
    });
    const created = applications.map((application) => [
      application.device,
      this.create(application, lambda.functionArn),
    ]);
    return Object.fromEntries(created);
  }

  private create(
    { device, platform, secretArn, version }: Wanted & { secretArn: string },
    serviceToken: string,
  ): string {
    const properties: PlatformApplicationProperties = {
      Name: this.applicationName,
      Platform: platform,
      SecretArn: secretArn,
      SecretVersion: version,
    };
    const application = new CustomResource(this, device, {
      resourceType: 'Custom::SnsPlatformApplication',
      serviceToken,
      serviceTimeout: Duration.minutes(1),
      properties,
    });
    return application.ref;
  }

  /**
   * Both servers of Apple, because a change from one to the other makes the new application before it removes the old
   * one. SNS asks for the right to make one on `app/`, which has no name yet; the name is there in case it looks there.
   */
  private grantKeep(grantee: IGrantable, { device }: Wanted): void {
    const platforms: readonly Platform[] = device === 'ios' ? ['APNS', 'APNS_SANDBOX'] : ['GCM'];
    allow(grantee, ['sns:CreatePlatformApplication'], `${this.snsArn}:app/`);
    for (const platform of platforms) {
      allow(grantee, ['sns:CreatePlatformApplication', ...KEEP], this.arnOf('app', platform));
    }
  }

  private arnOf(resource: 'app' | 'endpoint', platform: Platform, device?: string): string {
    return [`${this.snsArn}:${resource}`, platform, this.applicationName, ...(device ? [device] : [])].join('/');
  }

  private get snsArn(): string {
    const { partition, region, account } = Stack.of(this);
    return `arn:${partition}:sns:${region}:${account}`;
  }

  private get applicationName(): string {
    return Stack.of(this).stackName;
  }
}

function wantedOf({ PushAPNsProdServer, secretVersions }: PushPlatformsProps): Wanted[] {
  const { pushApnsCertKey, omaApiKey } = secretVersions;
  const apns = PushAPNsProdServer ? 'APNS' : 'APNS_SANDBOX';
  return [
    ...optional(pushApnsCertKey, { device: 'ios', platform: apns, secret: 'pushApnsCertKey' }),
    ...optional(omaApiKey, { device: 'android', platform: 'GCM', secret: 'omaApiKey' }),
  ];
}

function optional(version: string | undefined, wanted: Omit<Wanted, 'version'>): Wanted[] {
  return version === undefined ? [] : [{ ...wanted, version }];
}
