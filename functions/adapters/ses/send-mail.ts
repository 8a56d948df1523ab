import { SESv2Client, SESv2ServiceException, SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { DeliveryOutcome, Message } from '../../core/ports/courier.ts';
import type { Log } from '../../http/log.ts';
import { outcomeOf } from '../delivery-outcome.ts';
import { CLIENT_TIMEOUTS } from '../timeouts.ts';

/** Mails one message. No second try by the SDK: a lost answer must not become a second mail. */
export function sesMailer(
  sender: string,
  log: Log,
  ses = new SESv2Client({ ...CLIENT_TIMEOUTS, maxAttempts: 1 }),
): (message: Message) => Promise<DeliveryOutcome> {
  return (message) =>
    outcomeOf(
      ses.send(
        new SendEmailCommand({
          FromEmailAddress: sender,
          Destination: { ToAddresses: [message.to] },
          Content: {
            Simple: {
              Subject: { Data: message.subject ?? '', Charset: 'UTF-8' },
              Body: { Text: { Data: message.text, Charset: 'UTF-8' } },
            },
          },
        }),
      ),
      SESv2ServiceException,
      log,
    );
}
