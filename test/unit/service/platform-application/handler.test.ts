/** The custom resource: one AWS call per request, the secret in that call alone, an answer on every path. */
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  CreatePlatformApplicationCommand,
  DeletePlatformApplicationCommand,
  InvalidParameterException,
  NotFoundException,
  SetPlatformApplicationAttributesCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { secretVersionReader } from '../../../../functions/adapters/secrets-manager/read-secret-version.ts';
import { snsPlatformApplications } from '../../../../functions/adapters/sns/platform-applications.ts';
import { platformApplicationHandler } from '../../../../functions/service/platform-application/handler.ts';

const ARN = 'arn:aws:sns:ap-northeast-1:123456789012:app/APNS/sekisho';
const PROPERTIES = {
  ServiceToken: 'arn:aws:lambda:ap-northeast-1:123456789012:function:f',
  Name: 'sekisho',
  Platform: 'APNS',
  SecretArn: 'arn:aws:secretsmanager:ap-northeast-1:123456789012:secret:pushApnsCertKey-AbCdEf',
  SecretVersion: '11111111-2222-3333-4444-555555555555',
};
const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
const KEY = '-----BEGIN PRIVATE KEY-----\nVERYSECRET\n-----END PRIVATE KEY-----';
const ATTRIBUTES = { PlatformPrincipal: CERTIFICATE, PlatformCredential: KEY };

const sns = mockClient(SNSClient);
const secrets = mockClient(SecretsManagerClient);
const respond = vi.fn<(url: string, answer: object) => Promise<void>>();
const handle = platformApplicationHandler({
  readSecret: secretVersionReader(new SecretsManagerClient({ region: 'ap-northeast-1' })),
  applications: snsPlatformApplications(new SNSClient({ region: 'ap-northeast-1' })),
  respond,
});

beforeEach(() => {
  sns.reset();
  secrets.reset();
  respond.mockReset().mockResolvedValue();
  sns.on(CreatePlatformApplicationCommand).resolves({ PlatformApplicationArn: ARN });
  secrets.on(GetSecretValueCommand).resolves({ SecretString: `${CERTIFICATE}\n${KEY}` });
});

interface Change {
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties?: object;
}

async function answerTo(RequestType: 'Create' | 'Update' | 'Delete', change: Change = {}): Promise<unknown> {
  await handle({
    RequestType,
    ResponseURL: 'https://cloudformation.example/answer',
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'Apns',
    ResourceType: 'Custom::SnsPlatformApplication',
    ResourceProperties: PROPERTIES,
    ...change,
  } as unknown as CloudFormationCustomResourceEvent);
  expect(respond).toHaveBeenCalledTimes(1);
  const [url, answer] = respond.mock.calls[0] ?? [];
  expect(url).toBe('https://cloudformation.example/answer');
  expect(JSON.stringify(answer)).not.toContain('VERYSECRET');
  expect(answer).toMatchObject({ StackId: 'stack', RequestId: 'request', LogicalResourceId: 'Apns' });
  return answer;
}

describe('creation', () => {
  test('reads the version that is named and makes the application, whose ARN is the id', async () => {
    expect(await answerTo('Create')).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: ARN });
    expect(secrets.commandCalls(GetSecretValueCommand)[0]?.args[0].input).toEqual({
      SecretId: PROPERTIES.SecretArn,
      VersionId: PROPERTIES.SecretVersion,
    });
    expect(sns.commandCalls(CreatePlatformApplicationCommand)[0]?.args[0].input).toEqual({
      Name: 'sekisho',
      Platform: 'APNS',
      Attributes: ATTRIBUTES,
    });
  });

  test('of FCM refuses a credential of Apple and says what it takes', async () => {
    const answer = await answerTo('Create', { ResourceProperties: { ...PROPERTIES, Platform: 'GCM' } });
    expect(answer).toMatchObject({
      Status: 'FAILED',
      PhysicalResourceId: 'not-created',
      Reason: expect.stringContaining('is not the JSON of a service account key'),
    });
    expect(sns.calls()).toHaveLength(0);
  });

  test('says the kind of an error of SNS and nothing of its text', async () => {
    const message = `Invalid parameter: PlatformCredential ${KEY}`;
    sns.on(CreatePlatformApplicationCommand).rejects(new InvalidParameterException({ message, $metadata: {} }));
    expect(await answerTo('Create')).toMatchObject({
      Status: 'FAILED',
      Reason: 'InvalidParameterException from SNS or Secrets Manager',
    });
  });

  test.each(['Name', 'Platform', 'SecretArn', 'SecretVersion'])('without %s is refused by name', async (missing) => {
    const answer = await answerTo('Create', { ResourceProperties: { ...PROPERTIES, [missing]: undefined } });
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: `not understood: ResourceProperties.${missing}` });
  });
});

describe('an update', () => {
  test('puts a rotated credential into the application that exists', async () => {
    expect(await answerTo('Update', { PhysicalResourceId: ARN })).toMatchObject({
      Status: 'SUCCESS',
      PhysicalResourceId: ARN,
    });
    expect(sns.calls()).toHaveLength(1);
    expect(sns.commandCalls(SetPlatformApplicationAttributesCommand)[0]?.args[0].input).toEqual({
      PlatformApplicationArn: ARN,
      Attributes: ATTRIBUTES,
    });
  });

  test('from the sandbox to production makes a new application, whose new id ends the old one', async () => {
    const sandbox = ARN.replace('APNS', 'APNS_SANDBOX');
    expect(await answerTo('Update', { PhysicalResourceId: sandbox })).toMatchObject({ PhysicalResourceId: ARN });
    expect(sns.commandCalls(CreatePlatformApplicationCommand)).toHaveLength(1);
    expect(sns.commandCalls(DeletePlatformApplicationCommand)).toHaveLength(0);
  });

  test('makes the application again that somebody has removed', async () => {
    sns
      .on(SetPlatformApplicationAttributesCommand)
      .rejects(new NotFoundException({ message: 'PlatformApplication does not exist', $metadata: {} }));
    expect(await answerTo('Update', { PhysicalResourceId: ARN })).toMatchObject({ Status: 'SUCCESS' });
    expect(sns.commandCalls(CreatePlatformApplicationCommand)).toHaveLength(1);
  });

  test('that fails keeps the id, so that the rollback finds the application', async () => {
    secrets.on(GetSecretValueCommand).rejects(new Error('no'));
    expect(await answerTo('Update', { PhysicalResourceId: ARN })).toMatchObject({
      Status: 'FAILED',
      PhysicalResourceId: ARN,
    });
  });
});

describe('deletion', () => {
  test('removes the application and reads no secret, whatever the properties are', async () => {
    const answer = await answerTo('Delete', { PhysicalResourceId: ARN, ResourceProperties: {} });
    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: ARN });
    expect(sns.commandCalls(DeletePlatformApplicationCommand)[0]?.args[0].input).toEqual({
      PlatformApplicationArn: ARN,
    });
    expect(secrets.calls()).toHaveLength(0);
  });

  test('of one that is gone already is a success', async () => {
    sns.on(DeletePlatformApplicationCommand).rejects(new NotFoundException({ message: 'gone', $metadata: {} }));
    expect(await answerTo('Delete', { PhysicalResourceId: ARN })).toMatchObject({ Status: 'SUCCESS' });
  });

  test('after a failed creation touches nothing', async () => {
    expect(await answerTo('Delete', { PhysicalResourceId: 'not-created' })).toMatchObject({ Status: 'SUCCESS' });
    expect(sns.calls()).toHaveLength(0);
  });

  test('that SNS refuses fails', async () => {
    sns.on(DeletePlatformApplicationCommand).rejects(new Error('no'));
    expect(await answerTo('Delete', { PhysicalResourceId: ARN })).toMatchObject({ Status: 'FAILED' });
  });
});
