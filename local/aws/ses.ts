/** SES: SendEmail. @see https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { AwsError, operation, type Service, type ServiceContext } from './emulated-service.ts';
import { type Inbox, isRefusedRecipient } from './inbox.ts';

/** SES refuses more (Service quotas, "Maximum number of recipients per message"). */
const MAX_RECIPIENTS = 50;

/** The fields of the form, as they stand in it: `Destination.ToAddresses.member.1` and so on. */
const SendEmail = z.looseObject({
  Source: z.string().optional(),
  'Message.Subject.Data': z.string(),
  'Message.Body.Text.Data': z.string().optional(),
  'Message.Body.Html.Data': z.string().optional(),
});

export function createSes({ inbox }: ServiceContext): Service {
  return {
    name: 'ses',
    protocol: 'query',
    route: { version: '2010-12-01' },
    errors: {
      invalidInput: 'ValidationError',
      throttle: { code: 'Throttling', status: 400 },
      conflict: { code: 'OperationAborted', status: 409 },
      internal: { code: 'InternalFailure', status: 500 },
    },
    operations: { SendEmail: operation(SendEmail, (input) => sendEmail(inbox, input)) },
  };
}

function sendEmail(inbox: Inbox, input: z.output<typeof SendEmail>): { MessageId: string } {
  const recipients = Object.entries(input)
    .filter(([name]) => /^Destination\.(To|Cc|Bcc)Addresses\.member\.\d+$/.test(name))
    .map(([, address]) => mailboxOf(String(address)));
  if (!input.Source) throw invalid('Missing required parameter Source.');
  mailboxOf(input.Source);
  if (recipients.length === 0) throw invalid('Missing required parameter Destination: at least one recipient.');
  if (recipients.length > MAX_RECIPIENTS) throw invalid(`Recipient count exceeds ${MAX_RECIPIENTS}.`);
  const text = input['Message.Body.Text.Data'] ?? input['Message.Body.Html.Data'];
  if (text === undefined) throw invalid('The embedded SES takes messages with a body only.');
  const refused = recipients.find(isRefusedRecipient);
  if (refused !== undefined) throw new AwsError('MessageRejected', `Recipient address rejected: ${refused}`);
  for (const to of recipients) inbox.deliver({ channel: 'email', to, subject: input['Message.Subject.Data'], text });
  return { MessageId: randomUUID() };
}

/**
 * `Name <a@b>` and `a@b` both mean the mailbox `a@b`. Before the @ SES takes ASCII alone, and dots at the ends or beside
 * each other between quotes alone; the inbox shows the address without them.
 */
function mailboxOf(address: string): string {
  const mailbox = /<([^<>]*)>\s*$/.exec(address)?.[1] ?? address.trim();
  const [, localPart = '', domain = ''] = /^(.*)@([^@]*)$/s.exec(mailbox) ?? [];
  if (localPart === '' || domain === '') throw invalid("Missing final '@domain'");
  const quoted = /^"([\x20-\x7E]*)"$/.exec(localPart)?.[1];
  if (quoted !== undefined) return `${quoted}@${domain}`;
  if (!/^[\x21-\x7E]+$/.test(localPart)) throw invalid('Local address contains control or whitespace');
  if (/["(),:;<>@[\\\]]/.test(localPart)) throw invalid('Local address contains illegal character');
  if (/^\.|\.\.|\.$/.test(localPart)) throw invalid('Local address contains a dot where none may be');
  if (!/^[A-Za-z0-9](?:[A-Za-z0-9-]|\.(?!\.))*$/.test(domain)) throw invalid('Domain contains illegal character');
  return mailbox;
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValue', message);
}
