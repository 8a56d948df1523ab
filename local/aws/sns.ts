/** SNS for text messages and mobile push. @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { AwsError, operation, type Service, type ServiceContext } from './emulated-service.ts';
import { type Inbox, isRefusedRecipient } from './inbox.ts';
import { createPlatform, invalidParameter, type Platform } from './sns-platform.ts';

/** API reference, Publish: 256 KB for a message, 1600 characters for a text message. */
const MAX_MESSAGE_BYTES = 256 * 1024;
const MAX_SMS_CHARACTERS = 1600;
/** ITU-T E.164. */
const PHONE_NUMBER = /^\+[1-9]\d{6,14}$/;

const Publish = z.object({
  Message: z.string(),
  Subject: z.string().optional(),
  PhoneNumber: z.string().optional(),
  TargetArn: z.string().optional(),
  TopicArn: z.string().optional(),
  MessageStructure: z.string().optional(),
});
type PublishInput = z.output<typeof Publish>;

export function createSns(context: ServiceContext): Service {
  const platform = createPlatform(context);
  return {
    name: 'sns',
    protocol: 'query',
    route: { version: '2010-03-31' },
    errors: {
      invalidInput: 'InvalidParameter',
      throttle: { code: 'Throttled', status: 429 },
      conflict: { code: 'ConcurrentAccess', status: 400 },
      internal: { code: 'InternalError', status: 500 },
    },
    operations: {
      ...platform.operations,
      Publish: operation(Publish, (input) => publish(context.inbox, platform, input)),
    },
  };
}

function publish(inbox: Inbox, platform: Platform, input: PublishInput): { MessageId: string } {
  if (input.Message === '') throw invalidParameter('Empty message');
  if (Buffer.byteLength(input.Message) > MAX_MESSAGE_BYTES) throw invalidParameter('Message too long');
  if (input.PhoneNumber !== undefined) text(inbox, input.PhoneNumber, input);
  else if (input.TargetArn !== undefined) push(inbox, platform, input.TargetArn, input);
  else if (input.TopicArn !== undefined) throw new AwsError('NotFound', 'Topic does not exist', 404);
  else throw invalidParameter('TopicArn or TargetArn Reason: no value for required parameter');
  return { MessageId: randomUUID() };
}

function text(inbox: Inbox, to: string, input: PublishInput): void {
  if (!PHONE_NUMBER.test(to) || isRefusedRecipient(to)) {
    throw invalidParameter(`PhoneNumber Reason: ${to} is not valid to publish to`);
  }
  const message = input.MessageStructure === 'json' ? textFor('sms', input.Message) : input.Message;
  if (message.length > MAX_SMS_CHARACTERS) throw invalidParameter('Message too long');
  inbox.deliver({ channel: 'sms', to, text: message });
}

function push(inbox: Inbox, platform: Platform, to: string, input: PublishInput): void {
  const endpoint = platform.findEndpoint(to);
  if (!endpoint) throw invalidParameter('TargetArn Reason: No endpoint found for the target arn specified');
  if (endpoint.attributes.Enabled !== 'true') throw new AwsError('EndpointDisabled', 'Endpoint is disabled');
  const message = input.MessageStructure === 'json' ? textFor(endpoint.platform, input.Message) : input.Message;
  const subject = input.Subject === undefined ? {} : { subject: input.Subject };
  inbox.deliver({ channel: 'push', to, ...subject, text: message });
}

/** What a platform receives of a message of structure json: its own text, for a push a JSON payload, else the default. */
function textFor(platform: string, message: string): string {
  const texts = z.record(z.string(), z.unknown()).safeParse(parse(message));
  if (!texts.success) throw invalidParameter('Message Structure - JSON message body failed to parse');
  const fallback = texts.data.default;
  if (typeof fallback !== 'string') throw invalidParameter('Message Structure - No default entry in JSON message body');
  const own = texts.data[platform];
  return typeof own === 'string' ? own : fallback;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
