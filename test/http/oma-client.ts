import { CreatePlatformApplicationCommand, SNSClient } from '@aws-sdk/client-sns';
import { expect } from 'vitest';
import { type Answer, type OtpClient, startClient } from './client.ts';
import { enrolmentCode } from './push-client.ts';

export const PREFERENCES = '/oam/services/rest/11.1.2.0.0/oma/Preferences';
export const CHALLENGE_RESPONSE = '/oam/services/rest/11.1.2.0.0/oma/ChallengeResponse';

/** The service with a platform application for Android, without which no OMA-style device can be registered. */
export async function startClientWithFcm(): Promise<OtpClient> {
  // Its ARN is known before it is made, as it is in the stack.
  process.env.FCM_APPLICATION_ARN = 'arn:aws:sns:ap-northeast-1:000000000000:app/GCM/sekisho';
  const client = await startClient();
  await new SNSClient({}).send(
    new CreatePlatformApplicationCommand({
      Name: 'sekisho',
      Platform: 'GCM',
      Attributes: { PlatformCredential: '{}' },
    }),
  );
  return client;
}

interface OmaDevice {
  readonly id: string;
  allow(challengeId: string): Promise<Answer>;
}

/** Registers a device that answers with the password of the demo user. */
export async function registerOmaDevice(client: OtpClient, userId: string): Promise<OmaDevice> {
  const as = `${userId}:${userId}-password`;
  const { status, body } = await client.call('POST', PREFERENCES, {
    as,
    body: {
      deviceName: 'Phone',
      platform: 'android',
      pushToken: `token-of-${userId}`,
      enrolmentCode: await enrolmentCode(client, userId),
    },
  });
  expect(status, JSON.stringify(body)).toBe(200);
  const id = String(body.deviceId);
  return {
    id,
    allow: (challengeId) =>
      client.call('POST', CHALLENGE_RESPONSE, { as, body: { deviceId: id, challengeId, response: 'allow' } }),
  };
}
