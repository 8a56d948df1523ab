import {
  CreatePlatformApplicationCommand,
  DeletePlatformApplicationCommand,
  NotFoundException,
  SetPlatformApplicationAttributesCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import type { Secret } from '../../core/secrets/secret.ts';

/** As SNS names them; `APNS_SANDBOX` is Apple's server for apps in development. */
type SnsPlatform = 'APNS' | 'APNS_SANDBOX' | 'GCM';

type Attributes = Secret<Readonly<Record<string, string>>>;

export interface PlatformApplications {
  /** Answers the ARN. */
  create(application: { name: string; platform: SnsPlatform; attributes: Attributes }): Promise<string>;
  /** A new credential for one that exists; its endpoints, that is the registered devices, stay. */
  replaceCredential(arn: string, attributes: Attributes): Promise<'replaced' | 'absent'>;
  /** One that is gone already is a success. */
  remove(arn: string): Promise<void>;
}

export function snsPlatformApplications(sns = new SNSClient({})): PlatformApplications {
  return {
    async create({ name, platform, attributes }) {
      const { PlatformApplicationArn: arn } = await sns.send(
        new CreatePlatformApplicationCommand({ Name: name, Platform: platform, Attributes: attributes.reveal() }),
      );
      if (arn === undefined) throw new Error('SNS made a platform application and did not say its ARN');
      return arn;
    },

    async replaceCredential(arn, attributes) {
      const found = await unlessNotFound(
        sns.send(
          new SetPlatformApplicationAttributesCommand({
            PlatformApplicationArn: arn,
            Attributes: attributes.reveal(),
          }),
        ),
      );
      return found ? 'replaced' : 'absent';
    },

    async remove(arn) {
      await unlessNotFound(sns.send(new DeletePlatformApplicationCommand({ PlatformApplicationArn: arn })));
    },
  };
}

async function unlessNotFound(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (error instanceof NotFoundException) return false;
    throw error;
  }
}
