/** The life of a platform application over the wire: the function as it is deployed, SNS, Secrets Manager and CloudFormation. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateSecretCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  CreatePlatformEndpointCommand,
  GetEndpointAttributesCommand,
  GetPlatformApplicationAttributesCommand,
  NotFoundException,
  SNSClient,
} from '@aws-sdk/client-sns';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AnyAws, anyAws, uniqueName } from './any-aws.ts';
import { needing } from './target.ts';

interface Answer {
  readonly Status: string;
  readonly PhysicalResourceId: string;
  readonly Reason?: string;
}

const account = (project_id: string): string =>
  JSON.stringify({
    type: 'service_account',
    project_id,
    client_email: 'a@example.com',
    private_key: `key of ${project_id}`,
  });

let aws: AnyAws;
let cloudFormation: Server;
let handler: (event: CloudFormationCustomResourceEvent) => Promise<void>;
const answers: { contentType: string | undefined; text: string }[] = [];
/** Answers 503 as often as this before it takes one. */
let refusals = 0;

beforeAll(async () => {
  aws = await anyAws();
  cloudFormation = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (refusals-- > 0) return response.writeHead(503).end();
      answers.push({ contentType: request.headers['content-type'], text: Buffer.concat(chunks).toString() });
      return response.writeHead(request.method === 'PUT' ? 200 : 405).end();
    });
  });
  await new Promise<void>((done) => cloudFormation.listen(0, '127.0.0.1', done));
  ({ handler } = await import('../../functions/service/platform-application/index.ts'));
});

afterAll(async () => {
  cloudFormation.close();
  cloudFormation.closeAllConnections();
  await aws.close();
});

async function request(RequestType: string, properties: object, PhysicalResourceId?: string): Promise<Answer> {
  const { port } = cloudFormation.address() as AddressInfo;
  await handler({
    RequestType,
    ResponseURL: `http://127.0.0.1:${port}/answer?X-Amz-Signature=1`,
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'Fcm',
    ResourceProperties: properties,
    ...(PhysicalResourceId === undefined ? {} : { PhysicalResourceId }),
  } as unknown as CloudFormationCustomResourceEvent);
  const answer = answers.pop();
  expect(answer?.contentType).toBeUndefined();
  expect(answer?.text).not.toContain('key of');
  return JSON.parse(answer?.text ?? '') as Answer;
}

needing('rotates platform applications')(
  'an application is made, rotated without losing a device, removed, and removed again',
  async () => {
    const secrets = new SecretsManagerClient({});
    const sns = new SNSClient({});
    const { ARN, VersionId } = await secrets.send(
      new CreateSecretCommand({ Name: uniqueName('omaApiKey'), SecretString: account('first') }),
    );
    const Name = uniqueName('app');
    const properties = { Name, Platform: 'GCM', SecretArn: ARN, SecretVersion: VersionId };

    const { Status, PhysicalResourceId: arn } = await request('Create', properties);
    expect({ Status, arn }).toEqual({ Status: 'SUCCESS', arn: expect.stringMatching(new RegExp(`:app/GCM/${Name}$`)) });
    const { EndpointArn } = await sns.send(
      new CreatePlatformEndpointCommand({ PlatformApplicationArn: arn, Token: 't' }),
    );

    const put = await secrets.send(new PutSecretValueCommand({ SecretId: ARN, SecretString: account('second') }));
    const rotated = await request('Update', { ...properties, SecretVersion: put.VersionId }, arn);
    expect(rotated).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: arn });
    const { Attributes } = await sns.send(new GetEndpointAttributesCommand({ EndpointArn }));
    expect(Attributes).toMatchObject({ Enabled: 'true', Token: 't' });

    expect(await request('Delete', properties, arn)).toMatchObject({ Status: 'SUCCESS' });
    await expect(
      sns.send(new GetPlatformApplicationAttributesCommand({ PlatformApplicationArn: arn })),
    ).rejects.toBeInstanceOf(NotFoundException);
    expect(await request('Delete', properties, arn)).toMatchObject({ Status: 'SUCCESS' });
  },
);

test('a version that the secret does not have fails the deployment instead of making half an application', async () => {
  const { ARN } = await new SecretsManagerClient({}).send(
    new CreateSecretCommand({ Name: uniqueName('pushApnsCertKey') }),
  );
  const answer = await request('Create', {
    Name: uniqueName('app'),
    Platform: 'APNS',
    SecretArn: ARN,
    SecretVersion: '00000000-0000-0000-0000-000000000000',
  });
  expect(answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'not-created' });
});

test('an answer that CloudFormation does not take at once is put again', async () => {
  refusals = 1;
  expect(await request('Delete', {}, 'not-created')).toMatchObject({ Status: 'SUCCESS' });
});
