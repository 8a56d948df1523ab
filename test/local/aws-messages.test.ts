/** SES, SNS, EventBridge and STS of the embedded AWS: what is sent arrives, what AWS would refuse is refused. */

import { SESClient, SendEmailCommand, type SendEmailCommandInput } from '@aws-sdk/client-ses';
import {
  CreatePlatformApplicationCommand,
  CreatePlatformEndpointCommand,
  DeleteEndpointCommand,
  GetEndpointAttributesCommand,
  GetPlatformApplicationAttributesCommand,
  PublishCommand,
  SetEndpointAttributesCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type EmbeddedAws, startEmbeddedAws } from '../../local/aws/index.ts';

let aws: EmbeddedAws;
let ses: SESClient;
let sns: SNSClient;

beforeAll(async () => {
  aws = await startEmbeddedAws();
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  ses = new SESClient({ endpoint: aws.url, region: 'us-east-1', credentials });
  sns = new SNSClient({ endpoint: aws.url, region: 'us-east-1', credentials });
});
beforeEach(() => aws.inbox.clear());
afterAll(async () => {
  ses.destroy();
  sns.destroy();
  await aws.close();
});

describe('SES', () => {
  const mail = (change: Partial<SendEmailCommandInput> = {}) =>
    ses.send(
      new SendEmailCommand({
        Source: 'Sekisho <mfa@example.com>',
        Destination: { ToAddresses: ['Ann Ölander <ann@example.com>'] },
        Message: {
          Subject: { Data: 'Ihre PIN für „Bank“', Charset: 'UTF-8' },
          Body: { Text: { Data: 'PIN: 123456 & <mehr>', Charset: 'UTF-8' } },
        },
        ...change,
      }),
    );

  test('a mail arrives with its mailbox, subject and text', async () => {
    const { MessageId } = await mail();
    expect(MessageId).toMatch(/./);
    const text = 'PIN: 123456 & <mehr>';
    const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(aws.inbox.list('ann@example.com')).toEqual([
      { channel: 'email', to: 'ann@example.com', subject: 'Ihre PIN für „Bank“', text, at },
    ]);
    expect(aws.inbox.list('bob@example.com')).toEqual([]);
  });

  test('dots may stand beside each other between quotes', async () => {
    await mail({ Destination: { ToAddresses: ['"foo..bar."@docomo.ne.jp'] } });
    expect(aws.inbox.list()[0]?.to).toBe('foo..bar.@docomo.ne.jp');
  });

  test.each<[string, Partial<SendEmailCommandInput>, string]>([
    ['no sender', { Source: undefined }, 'InvalidParameterValue'],
    ['no recipient', { Destination: { ToAddresses: [] } }, 'InvalidParameterValue'],
    ['an address that is none', { Destination: { ToAddresses: ['ann'] } }, 'InvalidParameterValue'],
    ['letters before the @', { Destination: { ToAddresses: ['たろう@example.com'] } }, 'InvalidParameterValue'],
    ['two dots before the @', { Destination: { ToAddresses: ['a..b@example.com'] } }, 'InvalidParameterValue'],
    ['a blank before the @', { Destination: { ToAddresses: ['a b@example.com'] } }, 'InvalidParameterValue'],
    ['two dots after the @', { Destination: { ToAddresses: ['a@example..com'] } }, 'InvalidParameterValue'],
    ['no body', { Message: { Subject: { Data: 'x' }, Body: {} } }, 'InvalidParameterValue'],
    ['a recipient that bounces', { Destination: { ToAddresses: ['x@Bounce.invalid'] } }, 'MessageRejected'],
  ])('a mail with %s is refused and not delivered', async (_, change, name) => {
    await expect(mail(change)).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
    expect(aws.inbox.list()).toEqual([]);
  });
});

describe('SNS text messages', () => {
  test('a text message arrives with every character, newest first', async () => {
    const Message = 'PIN 1 & <2> "3"\r\n+%=ü€';
    await sns.send(new PublishCommand({ PhoneNumber: '+14155550123', Message: 'first' }));
    const { MessageId } = await sns.send(new PublishCommand({ PhoneNumber: '+14155550123', Message }));
    expect(MessageId).toMatch(/^[\da-f-]{36}$/);
    expect(aws.inbox.list().map(({ channel, to, text }) => ({ channel, to, text }))).toEqual([
      { channel: 'sms', to: '+14155550123', text: Message },
      { channel: 'sms', to: '+14155550123', text: 'first' },
    ]);
  });

  test.each([
    ['a number that is none', { PhoneNumber: '12345', Message: 'x' }, 'InvalidParameterException'],
    ['a number that bounces', { PhoneNumber: '+14155550100', Message: 'x' }, 'InvalidParameterException'],
    ['no text', { PhoneNumber: '+14155550123', Message: '' }, 'InvalidParameterException'],
    ['a text too long', { PhoneNumber: '+14155550123', Message: 'x'.repeat(1601) }, 'InvalidParameterException'],
    ['no target', { Message: 'x' }, 'InvalidParameterException'],
    ['a topic', { TopicArn: 'arn:aws:sns:us-east-1:000000000000:t', Message: 'x' }, 'NotFoundException'],
  ])('a message to %s is refused and not delivered', async (_, input, name) => {
    await expect(sns.send(new PublishCommand(input))).rejects.toMatchObject({ name });
    expect(aws.inbox.list()).toEqual([]);
  });
});

describe('SNS mobile push', () => {
  const applications: Record<string, string> = {};
  beforeAll(async () => {
    for (const Platform of ['GCM', 'APNS']) {
      const Attributes = { PlatformCredential: 'secret' };
      const create = new CreatePlatformApplicationCommand({ Name: 'phone', Platform, Attributes });
      applications[Platform] = (await sns.send(create)).PlatformApplicationArn ?? '';
    }
  });
  const register = async (Platform: string, Token: string, CustomUserData?: string) => {
    const PlatformApplicationArn = applications[Platform];
    const created = await sns.send(
      new CreatePlatformEndpointCommand({
        PlatformApplicationArn,
        Token,
        CustomUserData,
        Attributes: { Enabled: 'true' },
      }),
    );
    return created.EndpointArn ?? '';
  };
  const publish = (TargetArn: string, message: unknown) =>
    sns.send(new PublishCommand({ TargetArn, MessageStructure: 'json', Message: JSON.stringify(message) }));

  test('each platform receives its own payload, others the default', async () => {
    const gcm = JSON.stringify({ fcmV1Message: { message: { data: { number: '42' } } } });
    const message = { default: 'sign in?', GCM: gcm };
    const [android, apple] = [await register('GCM', 't1'), await register('APNS', 't1')];
    await publish(android, message);
    await publish(apple, message);
    await sns.send(new PublishCommand({ TargetArn: apple, Message: 'plain' }));
    expect(aws.inbox.list(android)).toMatchObject([{ channel: 'push', to: android, text: gcm }]);
    expect(aws.inbox.list(apple).map(({ text }) => text)).toEqual(['plain', 'sign in?']);
  });

  test.each([
    ['no default', { GCM: '{}' }],
    ['a default that is no text', { default: {} }],
    ['an array', []],
  ])('a message of structure json with %s is an InvalidParameterException', async (_, message) => {
    const sent = publish(await register('GCM', 't1'), message);
    await expect(sent).rejects.toMatchObject({ name: 'InvalidParameterException' });
    expect(aws.inbox.list()).toEqual([]);
  });

  test('an endpoint is made once for a token, and the refusal of other attributes names it', async () => {
    const userData = 'ann & <"bob">\r\nü';
    const arn = await register('GCM', 't2', userData);
    expect(arn).toMatch(/^arn:aws:sns:[\w-]+:000000000000:endpoint\/GCM\/phone\/[\da-f-]{36}$/);
    expect(await register('GCM', 't2', userData)).toBe(arn);
    await expect(register('GCM', 't2', 'bob')).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: `Invalid parameter: Token Reason: Endpoint ${arn} already exists with the same Token, but different attributes.`,
    });
    const { Attributes } = await sns.send(new GetEndpointAttributesCommand({ EndpointArn: arn }));
    expect(Attributes).toEqual({ Enabled: 'true', Token: 't2', CustomUserData: userData });
  });

  test('a disabled endpoint refuses until it is enabled with its new token', async () => {
    const arn = await register('GCM', 't3');
    const set = (Attributes: Record<string, string>) =>
      sns.send(new SetEndpointAttributesCommand({ EndpointArn: arn, Attributes }));
    await set({ Enabled: 'false' });
    await expect(publish(arn, { default: 'x' })).rejects.toMatchObject({ name: 'EndpointDisabledException' });
    await expect(register('GCM', 't3')).rejects.toThrow('different attributes');
    expect(aws.inbox.list()).toEqual([]);
    await set({ Enabled: 'true', Token: 't4' });
    await publish(arn, { default: 'x' });
    expect(aws.inbox.list(arn)).toHaveLength(1);
    expect(await register('GCM', 't4')).toBe(arn);
  });

  test('a deleted endpoint is gone, and deleting it again succeeds', async () => {
    const arn = await register('GCM', 't5');
    await sns.send(new DeleteEndpointCommand({ EndpointArn: arn }));
    await sns.send(new DeleteEndpointCommand({ EndpointArn: arn }));
    const read = sns.send(new GetEndpointAttributesCommand({ EndpointArn: arn }));
    await expect(read).rejects.toMatchObject({ name: 'NotFoundException', $metadata: { httpStatusCode: 404 } });
    await expect(publish(arn, { default: 'x' })).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  test('an application needs a credential, never gives it back, and must exist', async () => {
    const create = new CreatePlatformApplicationCommand({ Name: 'bare', Platform: 'GCM', Attributes: {} });
    await expect(sns.send(create)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    const PlatformApplicationArn = applications.GCM;
    const { Attributes } = await sns.send(new GetPlatformApplicationAttributesCommand({ PlatformApplicationArn }));
    expect(JSON.stringify(Attributes ?? {})).not.toContain('secret');
    const lost = new CreatePlatformEndpointCommand({
      PlatformApplicationArn: `${PlatformApplicationArn}x`,
      Token: 't',
    });
    await expect(sns.send(lost)).rejects.toMatchObject({ name: 'NotFoundException' });
  });
});

describe('EventBridge', () => {
  const putEvents = async (entries: unknown[]) => {
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSEvents.PutEvents' };
    const response = await fetch(aws.url, { method: 'POST', headers, body: JSON.stringify({ Entries: entries }) });
    return { status: response.status, body: await response.json() };
  };
  const event = { Source: 'sekisho', DetailType: 'UserLocked', Detail: '{"user":"ann"}' };

  test('events are remembered, newest first, and a bad entry fails alone', async () => {
    const { body } = await putEvents([event, { ...event, Detail: '{' }, { ...event, Source: undefined }, event]);
    expect(body.FailedEntryCount).toBe(2);
    expect(body.Entries[1]).toMatchObject({ ErrorCode: 'MalformedDetail' });
    expect(body.Entries[2]).toMatchObject({ ErrorCode: 'InvalidArgument' });
    const remembered = { source: 'sekisho', detailType: 'UserLocked', detail: { user: 'ann' } };
    expect(aws.events.list()).toMatchObject([
      { ...remembered, id: body.Entries[3].EventId, eventBusName: 'default' },
      { ...remembered, id: body.Entries[0].EventId },
    ]);
    aws.events.clear();
    expect(aws.events.list()).toEqual([]);
  });

  test.each([[0], [11]])('%i entries are a ValidationException', async (count) => {
    const { status, body } = await putEvents(Array.from({ length: count }, () => event));
    expect({ status, type: body.__type }).toEqual({ status: 400, type: 'ValidationException' });
    expect(aws.events.list()).toEqual([]);
  });
});

test('STS names the caller', async () => {
  const body = new URLSearchParams({ Action: 'GetCallerIdentity', Version: '2011-06-15' });
  const response = await fetch(aws.url, { method: 'POST', body });
  expect(response.headers.get('content-type')).toBe('text/xml');
  expect(response.headers.get('x-amzn-requestid')).toMatch(/./);
  expect(await response.text()).toContain('<GetCallerIdentityResult><Arn>arn:aws:iam::000000000000:root</Arn>');
});
