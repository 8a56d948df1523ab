import { CreatePlatformApplicationCommand, SNSClient } from '@aws-sdk/client-sns';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { generateSync } from 'otplib';
import { openTable, PROFILE, userPartition } from '../../functions/adapters/dynamodb/table.ts';
import { hashPassword } from '../../functions/adapters/passwords/scrypt.ts';
import { Secret } from '../../functions/core/secrets/secret.ts';
import type { EmbeddedAws } from '../../local/aws/index.ts';
import { startLocal } from '../../local/local-service.ts';
import { type Answer, type Client, createClient } from './client.ts';

export const CLIENT = 'demo-app:demo-app-secret';
export const ADMIN = 'admin:admin-password';
export const PASSWORD = 'a-long-password';
const ISSUED_BEFORE_SECONDS = 30;

/** The whole service, and people to whom nothing has happened yet. */
export interface World {
  readonly client: Client;
  readonly aws: EmbeddedAws;
  freshUser(): Promise<string>;
  /** A user with a confirmed key, and the code that is good now. */
  withKey(): Promise<{ userId: string; code: string }>;
  token(form: Record<string, string>): Promise<Answer>;
  /** What was mailed to him last. */
  codeOf(userId: string): string;
  /** Of the last message about something that was begun. */
  cancelCodeOf(userId: string): string;
  end(): Promise<void>;
}

export async function startWorld(): Promise<World> {
  // Its ARN is known before it is made, as it is in the stack.
  process.env.FCM_APPLICATION_ARN = 'arn:aws:sns:ap-northeast-1:000000000000:app/GCM/sekisho';
  const { url, aws, close } = await startLocal({ port: 0 });
  if (aws === undefined) throw new Error('AWS_ENDPOINT_URL is set; the requests are counted by the embedded AWS');
  await new SNSClient({}).send(
    new CreatePlatformApplicationCommand({
      Name: 'sekisho',
      Platform: 'GCM',
      Attributes: { PlatformCredential: '{}' },
    }),
  );
  const client = createClient(url);
  const table = openTable('sekisho');
  const passwordHash = await hashPassword(new Secret(PASSWORD));
  let users = 0;
  const otp = (what: string, body: object) =>
    client.ask('POST', `/oam/services/rest/auth/api/v1/mfa/${what}`, {
      as: CLIENT,
      body: { appName: 'demo', ...body },
    });

  async function freshUser(): Promise<string> {
    const userId = `person-${users++}`;
    const attributes = { mail: `${userId}@example.com`, mobile: '+819012345678' };
    const profile = { userId, attributes, verified: {}, directory: 'DefaultDomain', language: 'en', passwordHash };
    const Item = { pk: userPartition({ domain: 'DefaultDomain', userId }), sk: PROFILE, ...profile };
    await table.client.send(new PutCommand({ TableName: table.name, Item }));
    return userId;
  }

  return {
    client,
    aws,
    freshUser,
    async withKey() {
      const userId = await freshUser();
      const made = await client.ask('POST', '/oauth2/rest/resources/secretkey', { as: `${userId}:${PASSWORD}` });
      const secret = made.body.secret_key ?? '';
      const { body } = await otp('createOTP', { userId, deliveryChannel: 'totp' });
      const nowSeconds = Date.now() / 1000;
      const otpCode = generateSync({ secret, epoch: nowSeconds - ISSUED_BEFORE_SECONDS });
      await otp('validateOTP', { userId, deliveryChannel: 'totp', correlationId: body.correlationId, otpCode });
      return { userId, code: generateSync({ secret, epoch: nowSeconds }) };
    },
    token: (form) => client.ask('POST', '/oauth2/rest/token', { as: CLIENT, body: new URLSearchParams(form) }),
    cancelCodeOf: (userId) =>
      /[0-9A-Z]{5}-[0-9A-Z]{5}/.exec(aws.inbox.list(`${userId}@example.com`)[0]?.text ?? '')?.[0] ?? '',
    codeOf: (userId) => /\d{6}/.exec(aws.inbox.list(`${userId}@example.com`)[0]?.text ?? '')?.[0] ?? '',
    end: close,
  };
}
