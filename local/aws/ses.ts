/** SESv2: SendEmail with simple content. @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { AwsError, operation, type Service, type ServiceContext } from './emulated-service.ts';
import { type Inbox, isRefusedRecipient } from './inbox.ts';

/** SES refuses more (Service quotas, "Maximum number of recipients per message"). */
const MAX_RECIPIENTS = 50;

const Content = z.object({ Data: z.string(), Charset: z.string().optional() });
const Addresses = z.array(z.string()).default([]);
const SendEmail = z.object({
  FromEmailAddress: z.string().optional(),
  Destination: z
    .object({ ToAddresses: Addresses, CcAddresses: Addresses, BccAddresses: Addresses })
    .default({ ToAddresses: [], CcAddresses: [], BccAddresses: [] }),
  Content: z.object({
    Simple: z
      .object({ Subject: Content, Body: z.object({ Text: Content.optional(), Html: Content.optional() }) })
      .optional(),
  }),
});

export function createSes({ inbox }: ServiceContext): Service {
  return {
    name: 'ses',
    protocol: 'rest-json',
    route: { prefix: '/v2/email/', paths: { 'POST /v2/email/outbound-emails': 'SendEmail' } },
    errors: {
      invalidInput: 'BadRequestException',
      throttle: { code: 'TooManyRequestsException', status: 429 },
      conflict: { code: 'ConflictException', status: 409 },
      internal: { code: 'InternalServiceErrorException', status: 500 },
    },
    operations: { SendEmail: operation(SendEmail, (input) => sendEmail(inbox, input)) },
  };
}

function sendEmail(inbox: Inbox, input: z.output<typeof SendEmail>): { MessageId: string } {
  const { ToAddresses, CcAddresses, BccAddresses } = input.Destination;
  const recipients = [...ToAddresses, ...CcAddresses, ...BccAddresses].map(mailboxOf);
  if (!input.FromEmailAddress) throw badRequest('Missing required parameter FromEmailAddress.');
  mailboxOf(input.FromEmailAddress);
  if (recipients.length === 0) throw badRequest('Missing required parameter Destination: at least one recipient.');
  if (recipients.length > MAX_RECIPIENTS) throw badRequest(`Recipient count exceeds ${MAX_RECIPIENTS}.`);
  const simple = input.Content.Simple;
  const text = simple?.Body.Text?.Data ?? simple?.Body.Html?.Data;
  if (!simple || text === undefined) throw badRequest('The embedded SES takes Simple content with a body only.');
  const refused = recipients.find(isRefusedRecipient);
  if (refused !== undefined) throw new AwsError('MessageRejected', `Recipient address rejected: ${refused}`);
  for (const to of recipients) inbox.deliver({ channel: 'email', to, subject: simple.Subject.Data, text });
  return { MessageId: randomUUID() };
}

/** `Name <a@b>` and `a@b` both mean the mailbox `a@b`. */
function mailboxOf(address: string): string {
  const mailbox = /<([^<>]*)>\s*$/.exec(address)?.[1] ?? address.trim();
  if (!/^[^\s@]+@[^\s@]+$/.test(mailbox)) throw badRequest(`Illegal address: ${address}`);
  return mailbox;
}

function badRequest(message: string): AwsError {
  return new AwsError('BadRequestException', message);
}
