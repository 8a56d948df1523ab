import {
  CreatePlatformEndpointCommand,
  GetEndpointAttributesCommand,
  InvalidParameterException,
  SetEndpointAttributesCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import type { PushEndpoints } from '../../core/ports/push.ts';
import type { Platform } from '../../core/push/device.ts';
import type { Log } from '../../http/log.ts';
import { CLIENT_TIMEOUTS } from '../timeouts.ts';

/** Platform applications by platform; an empty text when there are no credentials, and none for the web. */
export type PlatformApplications = Readonly<Partial<Record<Platform, string>>>;

/**
 * Finds or makes the SNS endpoint of a push token. SNS refuses a token that it knows with other attributes and names the
 * endpoint only in that message; it disables endpoints whose token bounced, which a new registration undoes.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/mobile-push-send-devicetoken.html
 */
export function snsPushEndpoints(
  applications: PlatformApplications,
  log: Log,
  sns = new SNSClient(CLIENT_TIMEOUTS),
): PushEndpoints {
  return {
    async register(platform, pushToken) {
      const application = applications[platform];
      if (application === undefined || application === '') return undefined;
      try {
        const endpointArn = await findOrCreate(sns, application, pushToken);
        await revive(sns, endpointArn, pushToken);
        return endpointArn;
      } catch (error) {
        // The device can still pull, so it is registered without an endpoint.
        log('warn', 'PUSH_ENDPOINT_FAILED', { platform, error: error instanceof Error ? error.name : typeof error });
        return undefined;
      }
    },
  };
}

async function findOrCreate(sns: SNSClient, application: string, pushToken: string): Promise<string> {
  try {
    const { EndpointArn } = await sns.send(
      new CreatePlatformEndpointCommand({ PlatformApplicationArn: application, Token: pushToken }),
    );
    if (EndpointArn === undefined) throw new Error('SNS answered without an endpoint');
    return EndpointArn;
  } catch (error) {
    const known = error instanceof InvalidParameterException && /Endpoint (arn:\S+) already exists/.exec(error.message);
    if (known && known[1] !== undefined) return known[1];
    throw error;
  }
}

async function revive(sns: SNSClient, endpointArn: string, pushToken: string): Promise<void> {
  const { Attributes } = await sns.send(new GetEndpointAttributesCommand({ EndpointArn: endpointArn }));
  if (Attributes?.Enabled === 'true' && Attributes.Token === pushToken) return;
  await sns.send(
    new SetEndpointAttributesCommand({
      EndpointArn: endpointArn,
      Attributes: { Token: pushToken, Enabled: 'true' },
    }),
  );
}
